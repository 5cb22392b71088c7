/** What Caddy's JSON of a site reaches, field by field. Whole sites are in test/support/stack/reaching-sites.ts. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { Judge } from '../../../../../server/stack/caddy/judge.ts';
import { Places } from '../../../../../server/stack/caddy/places.ts';

const ground = mkdtempSync(join(tmpdir(), 'judge-'));
const layout = homeLayout(join(ground, 'srv/latchkey'));
mkdirSync(layout.run.empty, { recursive: true });
afterAll(() => rmSync(ground, { recursive: true, force: true }));
const places = new Places({ layout, endpoints: [{ address: '::', port: 443 }], machine: ['box'], hosts: '' });
const judge = new Judge({ places });
const handler = (...handle: object[]) => judge.routes([{ handle }]);
const found = (all: readonly string[]) => all.join('\n');

describe('health checks', () => {
  const proxy = (dial: string, active: object) =>
    found(handler({ handler: 'reverse_proxy', upstreams: [{ dial }], health_checks: { active } }));

  test.each([
    ['127.0.0.1:8080', { port: 443, uri: '/' }],
    ['tcp/localhost:8080', { port: 443 }],
    ['[::1]:8080', { port: 443 }],
    ['box:1-2', { port: 443 }],
    ['192.168.7.7:80', { port: 443, upstream: '127.0.0.1:80' }],
    ['127.0.0.1:8080', { port: '{http.request.port}' }],
  ])("at the home's own port are refused: %s %j", (dial, active) => {
    expect(proxy(dial, active)).toMatch(/checks the health of .*; \S/);
  });

  test.each([
    ['127.0.0.1:8080', { port: 8081, uri: '/health' }],
    ['192.168.7.7:80', { port: 443 }],
    ['unix//run/app.sock', { port: 443 }],
    ['127.0.0.1:8080', { uri: '/health' }],
  ])('at a port of the service are let through: %s %j', (dial, active) => {
    expect(proxy(dial, active)).toBe('');
  });
});

test.each([['https'], ['{http.request.port}'], ['443']])('a looked-up name with the port %s is refused', (port) => {
  const source = { source: 'a', name: 'localhost', port };
  expect(found(handler({ handler: 'reverse_proxy', dynamic_upstreams: source }))).toMatch(/port|placeholder/);
});
