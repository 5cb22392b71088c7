/**
 * Bodies that are made to hurt whoever parses them, at every door of the signing API that takes one: nested as deep as
 * the size allows, names of the prototype, numbers and strings without end, names said twice, other encodings.
 * Each one is refused as a client's mistake, nothing is left behind on any prototype, and the home goes on answering.
 */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApi, type TestApi } from '../../unit/server/http/support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.dispose());

const DOORS = ['/v1/invitations/preview', '/v1/certificates', '/v1/renewals', '/v1/leave'] as const;
const nested = (open: string, inner: string, close: string) => open.repeat(2500) + inner + close.repeat(2500);

const BOMBS: ReadonlyArray<readonly [string, string | Buffer]> = [
  ['arrays in arrays', nested('[', '', ']')],
  ['objects in objects', nested('{"a":', '1', '}')],
  ['arrays that never end', '['.repeat(16_000)],
  ['a code of arrays', `{"code":${nested('[', '', ']')}}`],
  ['__proto__', '{"code":"a","__proto__":{"polluted":true}}'],
  ['__proto__ in escapes', '{"code":"a","\\u005f_proto__":{"polluted":true}}'],
  ['constructor.prototype', '{"code":"a","constructor":{"prototype":{"polluted":true}}}'],
  ['__proto__ further in', '{"code":"a","device":{"__proto__":{"polluted":true}}}'],
  ['a number without end', `{"code":${'9'.repeat(15_000)}}`],
  ['an exponent without end', '{"code":1e999999999}'],
  ['a string without end', `{"code":"${'a'.repeat(15_000)}"}`],
  ['thousands of names', `{${Array.from({ length: 1500 }, (_, n) => `"k${n}":0`).join()}}`],
  ['the code twice, then not a text', `{"code":"K7QF-2M9X-4TDW",${'"code":"a",'.repeat(1000)}"code":{}}`],
  ['a name that is half a surrogate pair', '{"\\ud800":"a"}'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
  ['JSON with comments', '{/* */"code":"a"}'],
  ['what is no object', 'null'],
  ['gzip', gzipSync(Buffer.alloc(10_000_000, ' '))],
];

describe.each(DOORS)('%s', (url) => {
  it.each(BOMBS)('refuses %s', async (what, payload) => {
    const reply = await api.app.inject({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '203.0.113.7',
        ...(what === 'gzip' ? { 'content-encoding': what } : {}),
      },
      payload,
    });
    expect([400, 413, 415], reply.body.slice(0, 300)).toContain(reply.statusCode);
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(reply.body.length).toBeLessThan(4000);
    expect(reply.body).not.toContain('polluted');
    expect('polluted' in {}).toBe(false);
  });
});

it('goes on answering, and has written none of it down', async () => {
  expect((await api.app.inject({ method: 'GET', url: '/v1/health' })).statusCode).toBe(200);
  for (const line of api.lines) {
    expect(line.length).toBeLessThan(4000);
    expect(line).not.toMatch(/polluted|K7QF/);
  }
});
