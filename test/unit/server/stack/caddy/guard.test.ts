import { expect, it } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { listenerOptions } from '../../../../../server/stack/caddy/every-listener.ts';
import { guardCaddy } from '../../../../../server/stack/caddy/guard.ts';
import { HTTP_INSIDE, IDENTITY_HEADERS } from '../../../../../server/stack/caddy/identity-headers.ts';

// RE2 writes the flag inside.
const HTTP_INSIDE_RE = new RegExp(HTTP_INSIDE.replace('(?i)', ''), 'i');
const layout = homeLayout('/srv/latchkey');
const listening = (socket: string, more: object = {}) => ({
  listen: [`unix/${socket}|0666`],
  routes: [{ match: [{ host: ['cloud.example.com'] }], handle: [{ handler: 'static_response' }] }],
  ...more,
});
const lock = {
  client_authentication: { mode: 'require_and_verify', ca: { provider: 'file', pem_files: [layout.ca.certificate] } },
};

const { lan, wan, enrolment, acme } = layout.run;
const adapted = {
  admin: {},
  storage: {},
  apps: {
    pki: {},
    http: {
      servers: {
        srv0: listening(enrolment),
        srv1: listening(lan),
        srv2: listening(wan, { tls_connection_policies: [lock] }),
        srv3: listening(acme),
      },
    },
  },
};
type Routes = Readonly<Record<string, { readonly routes: readonly object[] }>>;
function guarded(options?: Parameters<typeof guardCaddy>[3]): Routes {
  const result = guardCaddy(structuredClone(adapted), structuredClone(adapted), layout, options);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  expect(result.hosts).toEqual(['cloud.example.com']);
  return JSON.parse(result.config).apps.http.servers;
}
const misdirected = { handler: 'static_response', status_code: 421 };

it('every listener begins with taking away what says who is calling, and ends with 421, whatever its sites do', () => {
  const servers = guarded();
  expect(Object.keys(servers)).toHaveLength(4);
  for (const { routes } of Object.values(servers)) {
    expect(routes[0]).toEqual({ handle: [{ handler: 'headers', request: { delete: [...IDENTITY_HEADERS] } }] });
    expect(routes[1]).toMatchObject({ handle: [{ handler: 'headers', request: { delete: ['Upgrade'] } }] });
    expect(routes[3]).toEqual({ match: [{ not: [{ host: ['cloud.example.com'] }] }], handle: [misdirected] });
    expect(routes).toHaveLength(4);
  }
});

it('the enrolment host is served by its own listener alone, and counts as a host of no other', () => {
  const servers = guarded({ enrolment: ['enroll.example.com'] });
  const [ofEnrolment, ...others] = Object.values(servers);
  expect(ofEnrolment?.routes).toHaveLength(4);
  for (const { routes } of others) expect(routes[2]).toMatchObject({ handle: [misdirected], terminal: true });
});

it('HSTS is said on every listener but the plain one of the ACME CA', () => {
  const said = Object.values(guarded({ hsts: 'max-age=1' })).map(({ routes }) =>
    JSON.stringify(routes[0]).includes('max-age=1'),
  );
  expect(said).toEqual([true, true, true, false]);
});

it.each([
  [{ certificates: { kind: 'internal' }, hsts: true }, undefined],
  [{ certificates: { kind: 'http-01' }, hsts: true }, 'max-age=15552000'],
  [{ certificates: { kind: 'files', certificate: 'a', key: 'b' }, hsts: true }, 'max-age=15552000'],
  [{ certificates: { kind: 'http-01' }, hsts: false }, undefined],
] as const)('HSTS for %j', (config, hsts) => {
  expect(listenerOptions({ ...config, enrolmentHost: 'enroll.example.com', services: [], hosts: {} }).hsts).toBe(hsts);
});

it.each(['h2c', 'H2C', 'websocket, h2c', 'h2c;q=1', '\th2c', 'x,h2C ,y', 'h2c-14', 'h2', 'HTTP/2.0', 'TLS/1.2', 'tls'])(
  'an upgrade to %s would carry requests',
  (upgrade) => expect(upgrade).toMatch(HTTP_INSIDE_RE),
);
it.each([
  'websocket',
  'Websocket',
  'WEBSOCKET',
  'SPDY/3.1',
  'DERP',
  'tailscale-control-protocol',
  'tcp',
  'connect-udp',
  '',
])('an upgrade to %j is the service\u2019s own', (upgrade) => expect(upgrade).not.toMatch(HTTP_INSIDE_RE));
