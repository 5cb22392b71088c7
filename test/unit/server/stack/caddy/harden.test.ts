/** What Caddy runs has, whatever its sites say. What every listener gets is in guard.test.ts. */
import { describe, expect, it } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { harden, withoutEffects } from '../../../../../server/stack/caddy/harden.ts';

const layout = homeLayout('/srv/latchkey');
const HOUR = 3_600_000_000_000;

/** A configuration with these handlers in a site, and these issuers. */
function hardened(handle: readonly object[], issuers: readonly object[] = []) {
  const adapted = {
    apps: {
      http: { servers: { srv0: { listen: [`unix/${layout.run.wan}|0666`], routes: [{ handle }] } } },
      tls: { automation: { policies: [{ issuers }] } },
    },
  } as unknown as Parameters<typeof harden>[0];
  harden(adapted, layout, ['/srv/latchkey']);
  return adapted;
}

describe('a hand-written site', () => {
  it('keeps its streams through a reload, for as long as it says or an hour', () => {
    const handlers = [{ handler: 'reverse_proxy' }, { handler: 'reverse_proxy', stream_close_delay: 5 }];
    hardened([{ handler: 'subroute', routes: [{ handle: handlers }] }]);
    expect(handlers).toMatchObject([{ stream_close_delay: HOUR }, { stream_close_delay: 5 }]);
  });

  it('shows no file of the home, and hides what it hid before', () => {
    const server = { handler: 'file_server', root: '/var/www', hide: ['.git'] };
    hardened([server]);
    expect(server.hide).toEqual(expect.arrayContaining(['.git', '/srv/latchkey', 'homelab-ca.key', 'registry.db']));
  });
});

describe('a certificate that Caddy gets', () => {
  it('is asked for on port 80 alone, by a listener of this machine', () => {
    const issuer = { module: 'acme', challenges: { http: { disabled: true } } };
    hardened([], [issuer]);
    expect(issuer.challenges).toEqual({
      bind_host: '127.0.0.1',
      http: { alternate_port: 61_080 },
      'tls-alpn': { disabled: true },
    });
  });

  it('is left as it is by DNS, and of an authority of its own', () => {
    const issuers = [{ module: 'acme', challenges: { dns: { provider: {} } } }, { module: 'internal' }];
    const before = structuredClone(issuers);
    hardened([], issuers);
    expect(issuers).toEqual(before);
  });
});

it('is tried out without a socket, a storage or a log file', () => {
  const logs = {
    a: { writer: { output: 'file', filename: '/var/log/a' } },
    b: { writer: { output: 'stderr' } },
    c: {},
  };
  expect(
    JSON.parse(withoutEffects(JSON.stringify({ admin: { listen: 'x' }, logging: { logs } }), '/tmp/empty')),
  ).toEqual({
    admin: { disabled: true },
    storage: { module: 'file_system', root: '/tmp/empty' },
    logging: { logs: { a: { writer: { output: 'discard' } }, b: logs.b, c: { writer: { output: 'discard' } } } },
  });
});
