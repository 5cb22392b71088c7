import { expect, test } from 'vitest';
import { triedName } from '../../../../../server/stack/probe/tried-name.ts';

const label63 = 'a'.repeat(63);

test.each([
  ['cloud.example.com', 'cloud.example.com'],
  ['Cloud.EXAMPLE.com', 'cloud.example.com'],
  ['cloud.example.com.', 'cloud.example.com'],
  ['my_app.example.com', 'my_app.example.com'],
  ['_dmarc.example.com', '_dmarc.example.com'],
  ['bücher.example.com', 'xn--bcher-kva.example.com'],
  ['BÜCHER.example.com', 'xn--bcher-kva.example.com'],
  ['xn--bcher-kva.example.com', 'xn--bcher-kva.example.com'],
  ['日本語.example.com', 'xn--wgv71a119e.example.com'],
  ['مثال.example.com', 'xn--mgbh0fb.example.com'],
  ['💩.example.com', 'xn--ls8h.example.com'],
  ['*.example.com', 'latchkey-client-auth-test.example.com'],
  ['*.*.example.com', 'latchkey-client-auth-test.latchkey-client-auth-test.example.com'],
  ['*.bücher.example.com', 'latchkey-client-auth-test.xn--bcher-kva.example.com'],
  ['localhost', 'localhost'],
  ['0x7f.1', '0x7f.1'],
  [`${label63}.example.com`, `${label63}.example.com`],
])('%s is asked for as %s', (site, name) => {
  expect(triedName(site)).toEqual({ ok: true, sni: name, host: name });
});

test.each([
  ['192.168.1.7', '192.168.1.7'],
  ['fd00::7', '[fd00::7]'],
  ['[fd00::7]', '[fd00::7]'],
])('%s is asked for without a name in the greeting', (site, host) => {
  expect(triedName(site)).toEqual({ ok: true, sni: null, host });
});

test.each(['{env.HOST}', '{$HOST}', 'a.{env.DOMAIN}', '{http.request.host}', '{labels.1}.example.com', '}'])(
  '%s is known to Caddy alone',
  (site) => expect(triedName(site)).toMatchObject({ ok: false, reason: expect.stringContaining('placeholder') }),
);

test.each([
  '',
  '.',
  'a b.example.com',
  'a/b',
  'a..example.com',
  `a${label63}.example.com`,
  'a\u0000b',
  'a.b'.repeat(90),
  '１.２.３.４',
])('%j is no name that a client can ask for', (site) =>
  expect(triedName(site)).toMatchObject({ ok: false, reason: expect.stringContaining('no TLS client') }),
);
