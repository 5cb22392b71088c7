/**
 * One request is said in a way that two programs on its path may read as two: Caddy, the second hop into the LAN
 * listener, the service. What would be gained: a request past the deletion of headers, or somebody else's answer. So
 * whatever reaches a service must be honest, and everybody gets their own answer.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome, statuses, ZONES, type Zone } from '../../support/stack/attacked-home.ts';
import { hostOf } from '../../support/stack/data-path.ts';
import { lies } from '../../support/stack/honest.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

interface Host {
  readonly host: string;
  /** The request that should not be one, with claims that must not arrive. */
  readonly smuggled: string;
}

const post = (host: string, ...lines: string[]) =>
  `${['POST /a HTTP/1.1', `Host: ${host}`, ...lines].join('\r\n')}\r\n\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked';
const END_CHUNK = '0\r\n\r\n';

/** Both lengths are given: the body is empty for who reads chunks, and the smuggled request for who counts bytes. */
const bothLengths =
  (...encoding: string[]) =>
  ({ host, smuggled }: Host) =>
    `${post(host, `Content-Length: ${END_CHUNK.length + smuggled.length}`, ...encoding)}${END_CHUNK}${smuggled}`;
/** The other way round: empty for who counts, a request in a chunk for who reads chunks. */
const emptyByCount =
  (...encoding: string[]) =>
  ({ host, smuggled }: Host) =>
    `${post(host, ...encoding, 'Content-Length: 0')}${smuggled}`;
const chunked =
  (body: (smuggled: string) => string) =>
  ({ host, smuggled }: Host) =>
    `${post(host, CHUNKED)}${body(smuggled)}`;
const counted =
  (...lengths: string[]) =>
  ({ host, smuggled }: Host) =>
    `${post(host, ...lengths.map((length) => `Content-Length: ${length.replace('N', String(smuggled.length))}`))}${smuggled}`;
const size = (text: string) => text.length.toString(16);

const WAYS: Readonly<Record<string, (to: Host) => string>> = {
  'a length and chunks': bothLengths(CHUNKED),
  'chunks and a length of nothing': emptyByCount(CHUNKED),
  'chunks that are not called so': bothLengths('Transfer-Encoding: xchunked'),
  'chunks in capitals': bothLengths('TRANSFER-ENCODING: CHUNKED'),
  'chunks after a tab': bothLengths('Transfer-Encoding:\tchunked'),
  'chunks after a vertical tab': bothLengths('Transfer-Encoding:\u000bchunked'),
  'chunks before a NUL': bothLengths('Transfer-Encoding: chunked\0'),
  'chunks in quotes': bothLengths('Transfer-Encoding: "chunked"'),
  'chunks in a folded line': bothLengths('Transfer-Encoding:\r\n chunked'),
  'chunks in a fold of another header': bothLengths('X-Harmless: a', ' Transfer-Encoding: chunked'),
  'chunks after a bare line feed': bothLengths('X-Harmless: a\nTransfer-Encoding: chunked'),
  'chunks after a bare carriage return': bothLengths('X-Harmless: a\rTransfer-Encoding: chunked'),
  'chunks before a colon with a space': bothLengths('Transfer-Encoding : chunked'),
  'chunks with an underscore': bothLengths('Transfer_Encoding: chunked'),
  'chunks twice': bothLengths(CHUNKED, CHUNKED),
  'chunks, and then not': bothLengths(CHUNKED, 'Transfer-Encoding: identity'),
  'not, and then chunks': bothLengths('Transfer-Encoding: identity', CHUNKED),
  'chunks in a list': bothLengths('Transfer-Encoding: chunked, identity'),
  'compressed chunks': bothLengths('Transfer-Encoding: gzip, chunked'),
  'chunks, and a Connection that drops them': bothLengths(CHUNKED, 'Connection: Transfer-Encoding'),
  'chunks, and a Connection that drops the length': bothLengths(CHUNKED, 'Connection: Content-Length'),
  'chunks in HTTP/1.0': (to) => bothLengths(CHUNKED, 'Connection: keep-alive')(to).replace('HTTP/1.1', 'HTTP/1.0'),
  'two lengths': counted('0', 'N'),
  'two lengths, the other way round': counted('N', '0'),
  'a length in a list': counted('0, N'),
  'a length twice': counted('N', 'N'),
  'a length with a sign': counted('+0'),
  'a negative length': counted('-1'),
  'a length in hexadecimal': counted('0x0'),
  'a length before a space and more': counted('0 N'),
  'a length of nothing at all': counted(''),
  'a length beyond every number': counted('99999999999999999999'),
  'a chunk with a sign': chunked((body) => `+0\r\n\r\n${body}`),
  'a chunk in 0x': chunked((body) => `0x0\r\n\r\n${body}`),
  'a chunk with a space': chunked((body) => `0 \r\n\r\n${body}`),
  'a chunk with zeros': chunked((body) => `0000000000000000000\r\n\r\n${body}`),
  'a chunk that overflows': chunked((body) => `10000000000000000\r\n\r\n${body}`),
  'a chunk that ends with a line feed': chunked((body) => `0\n\n${body}`),
  'a chunk that ends with a carriage return': chunked((body) => `0\r\r${body}`),
  'an extension that ends with a line feed': chunked((body) => `2;\nxx\r\n${size(body)}\r\n${body}\r\n0\r\n\r\n`),
  'an extension with a carriage return': chunked((body) => `2;a\rb\r\nxx\r\n0\r\n\r\n${body}`),
  'a chunk without its end': chunked((body) => `3\r\nabc${size(body)}\r\n${body}\r\n0\r\n\r\n`),
  'a chunk with another end': chunked((body) => `3\r\nabcXX${size(body)}\r\n${body}\r\n0\r\n\r\n`),
  'a request in a trailer': chunked((body) => `0\r\nX-Harmless: a\r\n${body}`),
  'a request in the body of a GET': ({ host, smuggled }) =>
    `${post(host, `Content-Length: ${smuggled.length}`).replace('POST', 'GET')}${smuggled}`,
  'a request in the body of a HEAD': ({ host, smuggled }) =>
    `${post(host, `Content-Length: ${smuggled.length}`).replace('POST', 'HEAD')}${smuggled}`,
  'a body that waits to be asked for': ({ host, smuggled }) =>
    `${post(host, 'Expect: 100-continue', `Content-Length: ${smuggled.length}`)}${smuggled}`,
  'behind an upgrade that nobody answers': ({ host, smuggled }) =>
    `${post(host, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 777').replace('POST', 'GET')}${smuggled}`,
  'lines that end with line feeds': ({ host, smuggled }) => `GET /a HTTP/1.1\nHost: ${host}\n\n${smuggled}`,
  'a carriage return in the request line': ({ host, smuggled }) =>
    `GET /a HTTP/1.1\rX: y\r\nHost: ${host}\r\n\r\n${smuggled}`,
  'a version that there is not': ({ host, smuggled }) => `GET /a HTTP/1.9\r\nHost: ${host}\r\n\r\n${smuggled}`,
  'HTTP/0.9': ({ smuggled }) => `GET /a\r\n\r\n${smuggled}`,
  'the preface of HTTP/2': ({ smuggled }) => `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${smuggled}`,
  'empty lines first': ({ host, smuggled }) => `\r\n\r\nGET /a HTTP/1.1\r\nHost: ${host}\r\n\r\n${smuggled}`,
  'a header without a name': ({ host, smuggled }) => `GET /a HTTP/1.1\r\nHost: ${host}\r\n: a\r\n\r\n${smuggled}`,
  'a first header that is folded': ({ host, smuggled }) =>
    `GET /a HTTP/1.1\r\n X: a\r\nHost: ${host}\r\n\r\n${smuggled}`,
};

const AT_ONCE = 8;

/** Through the declared service, and through both hops of the hand-written one. */
const PLACES = ZONES.flatMap((zone) => ['cloud', 'notes'].map((name) => [zone, name] as const));

async function visit(zone: Zone, name: string, path: string): Promise<string> {
  const request = `GET ${path} HTTP/1.1\r\nHost: ${hostOf(name)}\r\nConnection: close\r\n\r\n`;
  return attacked.say(attacked.way(zone, name), request);
}

describe.each(PLACES)('on the %s listener, %s', (zone, name) => {
  test('hears nothing that passed nobody, and everybody gets their own answer', async () => {
    const host = hostOf(name);
    const smuggled = `GET /smuggled HTTP/1.1\r\nHost: ${host}\r\nClient-Cert: :bGll:\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n`;
    const last = `GET /last HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const before = attacked.service.requests.length;
    const wrong: string[] = [];
    const queue = Object.entries(WAYS).entries();
    const worker = async () => {
      for (const [number, [way, bytes]] of queue) {
        const heard = await attacked.say(attacked.way(zone, name), bytes({ host, smuggled }), last);
        if (statuses(heard).length === 0 || heard.includes('(no end in time)')) wrong.push(`${way}: no answer`);
        const mine = await visit(zone, name, `/mine/${number}`);
        if (!mine.endsWith(`${INSIDE}/mine/${number}\n`)) wrong.push(`${way}: somebody got ${mine.slice(-60)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const certificate = zone === 'wan' && name === 'cloud' ? attacked.daveHeader : undefined;
    const arrived = attacked.service.requests.slice(before);
    expect([...wrong, ...arrived.flatMap((request) => lies(request, { zone, name, certificate }))]).toEqual([]);
    expect(arrived.length).toBeGreaterThan(Object.keys(WAYS).length);
    expect(attacked.service.nonsense).toEqual([]);
  });
});
