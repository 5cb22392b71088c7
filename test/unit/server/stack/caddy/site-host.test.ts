/** Hosts of hand-written sites: what somebody can ask for, and what slipped in. */
import { expect, test } from 'vitest';
import { whyNoHost } from '../../../../../server/stack/caddy/site-host.ts';

test.each([
  'wiki.example.com',
  'my_app.example.com',
  'bücher.example.com',
  'xn--bcher-kva.example.com',
  '*.example.com',
  '*.*.example.com',
  '*',
  'nas',
  '💩.example.com',
  'nas.local',
  'localhost',
  '192.0.2.5',
  '2001:db8::1',
  '{env.SITE}',
  '{env.SITE}.example.com',
  `${'a'.repeat(63)}.example.com`,
])('%s is one', (host) => {
  expect(whyNoHost(host)).toBeUndefined();
});

test.each([
  ['}', /brace too many/],
  ['{', /brace too many/],
  ['“wiki.example.com”', /quotes, brackets/],
  ['wiki.example.com”', /quotes, brackets/],
  ['«wiki.example.com»', /quotes, brackets/],
  ['(wiki.example.com)', /quotes, brackets/],
  ['wiki.example.com;', /quotes, brackets/],
  ['<virtualhost', /quotes, brackets/],
  ['wiki..example.com', /part of it is empty/],
  ['.example.com', /part of it is empty/],
  [`${'a'.repeat(64)}.example.com`, /has a part of 64 characters; 63 are the most/],
  [`*.${'a'.repeat(64)}.example.com`, /has a part of 64 characters/],
  [`${'a.'.repeat(125)}example.com`, /is 261 characters long; 253 are the most/],
])('%s is none', (host, words) => {
  expect(whyNoHost(host)).toMatch(words);
});
