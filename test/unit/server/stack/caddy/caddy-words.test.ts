/** Caddy 2.11.4's own words, as it said them, and what helps. */
import { expect, test } from 'vitest';
import { helpWith } from '../../../../../server/stack/caddy/caddy-words.ts';

test.each([
  [
    "getting module named 'dns.providers.cloudflare': module not registered: dns.providers.cloudflare",
    /dns-01.*cloudflare/,
  ],
  ['Caddyfile:2: unrecognized directive: rate_limit', /rate_limit is a module's/],
  ['File to import not found: ./common.caddy, at Caddyfile:1', /Neither a snippet nor a file/],
  ["subject does not qualify for certificate: '}'", /a } too many/],
  ["subject does not qualify for certificate: '{http.request.host}'", /only when somebody asks/],
  ["subject does not qualify for certificate: 'a.home.localhost.'", /without the dot at its end/],
  ["subject does not qualify for certificate: 'vault..x'", /part of the name is empty/],
  ["subject does not qualify for certificate: '.x'", /part of the name is empty/],
  ['ambiguous site definition: new.home.localhost', /new\.home\.localhost is there twice.*Leave one/],
  ["syntax error: unexpected token '127.0.0.1:1', expecting '}', at Caddyfile:2", /A \{ has no \}/],
  [
    "module name 'http_basic': provision http.authentication.providers.http_basic: base64-decoding password: illegal base64 data at input byte 4",
    /caddy hash-password/,
  ],
  ['open /etc/ssl/none.pem: no such file or directory', /Caddy reads \/etc\/ssl\/none\.pem/],
  ['open /etc/ssl/private.pem: permission denied', /may not read \/etc\/ssl\/private\.pem/],
  ['EOF', /It is empty/],
])('%s', (words, help) => {
  expect(helpWith(words)).toMatch(help);
});

test('nothing is said where nothing is known', () => {
  expect(helpWith('something new')).toBeUndefined();
});
