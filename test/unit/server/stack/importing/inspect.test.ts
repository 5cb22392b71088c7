/** What is read off the JSON of a Caddyfile that somebody brings. */
import { expect, test } from 'vitest';
import { Whereabouts } from '../../../../../server/stack/caddy/blocks.ts';
import { inspectCaddyfile } from '../../../../../server/stack/importing/inspect.ts';

test('a log in a file is told once: a Caddy that cannot open it does not start, and checking opens none', () => {
  const file = { writer: { output: 'file', filename: '/var/log/caddy/cloud.log' } };
  const logs = { default: {}, log0: file, log1: file, log2: { writer: { output: 'stderr' } } };
  const { findings } = inspectCaddyfile({ apps: {}, logging: { logs } }, {} as never, new Whereabouts([], {}));
  expect(findings).toEqual([
    { kind: 'note', hosts: [], message: expect.stringContaining('a log in /var/log/caddy/cloud.log.') },
  ]);
});

test.each([
  ['cloud.example.com', 'conflict', /is in latchkey\.yaml already/],
  ['enroll.example.com', 'conflict', /where invitations are redeemed.*home\.enrolment/],
  ['hello.example.com', 'conflict', /where invites are opened.*phones\.name/],
  ['192.168.1.5', 'conflict', /is an address.*below example\.com/],
  ['notes.localhost', 'note', /is every device itself/],
  ['*.example.com', 'note', /answers for every such name/],
  ['notes.example.org', 'note', /is outside of example\.com/],
])('%s is found to be a %s', (host, kind, message) => {
  const config = {
    domain: 'example.com',
    enrolmentHost: 'enroll.example.com',
    pageHost: 'hello.example.com',
    services: [{ host: 'cloud.example.com' }],
  };
  const servers = { srv0: { listen: [':443'], routes: [{ match: [{ host: [host] }], handle: [] }] } };
  const { findings } = inspectCaddyfile({ apps: { http: { servers } } }, config as never, new Whereabouts([], {}));
  expect(findings).toEqual([{ kind, hosts: [host], where: undefined, message: expect.stringMatching(message) }]);
});
