import { expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { guardCaddy } from '../../../server/stack/guard.ts';
import { IDENTITY_HEADERS } from '../../../server/stack/identity-headers.ts';

const layout = homeLayout('/srv/latchkey');
const listening = (socket: string, more: object = {}) => ({
  listen: [`unix/${socket}|0600`],
  routes: [{ match: [{ host: ['cloud.example.com'] }], handle: [{ handler: 'static_response' }] }],
  ...more,
});
const lock = {
  client_authentication: { mode: 'require_and_verify', ca: { provider: 'file', pem_files: [layout.ca.certificate] } },
};

it('every listener begins with taking away what says who is calling, whatever its sites do', () => {
  const { lan, wan, enrolment } = layout.run;
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
        },
      },
    },
  };
  const result = guardCaddy(adapted, structuredClone(adapted), layout);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  const { servers } = JSON.parse(result.config).apps.http;
  expect(Object.keys(servers)).toHaveLength(3);
  for (const { routes } of Object.values<{ routes: object[] }>(servers)) {
    expect(routes[0]).toEqual({ handle: [{ handler: 'headers', request: { delete: [...IDENTITY_HEADERS] } }] });
    expect(routes[1]).toMatchObject({ handle: [{ handler: 'headers', request: { delete: ['Upgrade'] } }] });
    expect(routes).toHaveLength(3);
  }
});
