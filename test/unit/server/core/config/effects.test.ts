import { describe, expect, test } from 'vitest';
import { effectsOf } from '../../../../../server/core/config/effects.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';

const HOME = 'home: { name: Example Home, domain: example.com }\n';
function read(text: string) {
  const result = parseConfig(HOME + text, 'latchkey.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}
const between = (before: string, after: string) =>
  effectsOf(read(before), read(after)).map(({ when, text }) => `${when}: ${text}`);

test('nothing, when the same is said in other words', () => {
  expect(
    between(
      'lan: [10.1.0.0/24]\nservices: { a: "http://x:80" }',
      'services:\n  a: { upstream: "http://x" }\nlan:\n  - 10.1.0.0/24',
    ),
  ).toEqual([]);
});

describe('a sentence for each effect', () => {
  test.each([
    ['', 'lan: [10.1.0.0/24]', 'now: 10.1.0.0/24 is at home: whoever is in it needs no key.'],
    [
      'lan: [10.1.0.0/24]',
      '',
      'now: 10.1.0.0/24 is not at home any more: what is open from there ends, and a key is needed.',
    ],
    [
      '',
      'services: { a: "http://x:1" }',
      'now: a.example.com is served from http://x:1: at home without a key, from elsewhere with one.',
    ],
    [
      'services: { a: "http://x:1" }',
      '',
      'now: a.example.com is not served any more; what is open to it ends within the hour.',
    ],
    [
      'services: { a: "http://x:1" }',
      'services: { a: "http://y:1" }',
      'now: a.example.com leads to http://y:1 instead of http://x:1.',
    ],
    [
      'services: { a: "http://x:1" }',
      'services: { a: { upstream: "http://x:1", identity: on } }',
      'now: a.example.com is told whose key it is, in Client-Cert.',
    ],
    ['', 'devices: { certificate-days: 90 }', 'now: devices.certificateDays: 90 instead of 365.'],
    ['', 'contact: { name: Nina }', 'now: contact.name: "Nina" instead of nothing.'],
    [
      '',
      'metrics: { port: 9464 }',
      'next-start: metrics.port: 9464 instead of "off", from the next start of latchkey up.',
    ],
    ['', 'sites: []', 'now: Hand-written sites come from nothing instead of sites/*.caddy.'],
    [
      '',
      'ports: { http: off }',
      'connections-end: The home listens on 0.0.0.0, :: on 443 instead of 0.0.0.0, :: on 443 and 80: every open connection ends.',
    ],
    [
      '',
      'certificates: http-01',
      'connections-end: Server certificates come from http-01 instead of internal. Every open connection ends.',
    ],
  ])('%j to %j', (before, after, sentence) => {
    expect(between(before, after)).toEqual([sentence]);
  });
});
