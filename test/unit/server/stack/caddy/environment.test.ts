import { expect, test } from 'vitest';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { caddyEnvironment } from '../../../../../server/stack/caddy/environment.ts';

const parsed = parseConfig(
  'home: { name: A, domain: example.com }\nlan: [192.168.1.0/24]\nservices: { cloud: "http://127.0.0.1:1" }\ncertificates: internal\n',
  'latchkey.yaml',
);
if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
const { config } = parsed;
const GIB = 2 ** 30;
const of = (env: NodeJS.ProcessEnv, memory = GIB) =>
  caddyEnvironment(config, homeLayout('/srv/latchkey'), env, { memory });

test('Caddy learns nothing of an environment but what it needs', () => {
  expect(of({ PATH: '/bin', LATCHKEY_PASSPHRASE: 'secret', AWS_SECRET_ACCESS_KEY: 'secret' })).toEqual({
    PATH: '/bin',
    GOGC: '400',
    GOMEMLIMIT: '256MiB',
    HOME: '/srv/latchkey/run/empty',
    XDG_DATA_HOME: '/srv/latchkey/caddy',
    XDG_CONFIG_HOME: '/srv/latchkey/caddy',
  });
});

test('an admin’s own limits for Go’s memory are what counts', () => {
  expect(of({ GOGC: '100', GOMEMLIMIT: '64MiB' })).toMatchObject({ GOGC: '100', GOMEMLIMIT: '64MiB' });
});

test('in little memory, Caddy keeps to what its container or unit gives it', () => {
  expect(Object.keys(of({}, GIB - 1))).not.toEqual(expect.arrayContaining([expect.stringMatching(/^GO/)]));
  expect(of({ GOMEMLIMIT: '64MiB' }, GIB - 1)).toMatchObject({ GOMEMLIMIT: '64MiB' });
});
