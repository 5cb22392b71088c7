/**
 * What HTTP/2 can say and HTTP/1.1 cannot: a body that is not as long as it says, line ends in names and values, request
 * lines in a path. A proxy that writes it down as HTTP/1.1 writes two requests.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askHttp2, type Fields } from '../../support/raw-http2.ts';
import { type AttackedHome, startAttackedHome, ZONES } from '../../support/stack/attacked-home.ts';
import { hostOf } from '../../support/stack/data-path.ts';
import { lies } from '../../support/stack/honest.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

interface Attack {
  readonly pseudo?: Readonly<Record<string, string>>;
  readonly more?: Fields;
  readonly first?: Fields;
  readonly body?: string;
}

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\nClient-Cert: :bGll:\r\n\r\n';
const LINE = '\r\nClient-Cert: :bGll:';

const ATTACKS: Readonly<Record<string, Attack>> = {
  'a body longer than it says': { more: [['content-length', '0']], body: SMUGGLED },
  'a body shorter than it says': { more: [['content-length', '500']], body: 'abc' },
  'no body, and a length': { more: [['content-length', '500']] },
  'two lengths': {
    more: [
      ['content-length', '0'],
      ['content-length', String(SMUGGLED.length)],
    ],
    body: SMUGGLED,
  },
  'a length with a sign': { more: [['content-length', `+${SMUGGLED.length}`]], body: SMUGGLED },
  'a length in a list': { more: [['content-length', `0, ${SMUGGLED.length}`]], body: SMUGGLED },
  chunks: { more: [['transfer-encoding', 'chunked']], body: `0\r\n\r\n${SMUGGLED}` },
  'chunks in a value': { more: [['x-harmless', 'a\r\nTransfer-Encoding: chunked']], body: `0\r\n\r\n${SMUGGLED}` },
  'chunks in a name': { more: [['x-harmless: a\r\ntransfer-encoding', 'chunked']], body: `0\r\n\r\n${SMUGGLED}` },
  'a line end in a value': { more: [['x-harmless', `a${LINE}`]] },
  'a line feed in a value': { more: [['x-harmless', 'a\nClient-Cert: :bGll:']] },
  'a carriage return in a value': { more: [['x-harmless', 'a\rClient-Cert: :bGll:']] },
  'a NUL in a value': { more: [['x-harmless', 'a\0b']] },
  'a whole request in a value': { more: [['x-harmless', `a\r\n\r\n${SMUGGLED}`]] },
  'a line end in a name': { more: [[`x-harmless: a${LINE}\r\nx`, 'b']] },
  'a colon in a name': { more: [['client-cert: :bgll:', 'b']] },
  'a space in a name': { more: [['client-cert ', ':bGll:']] },
  'a name in capitals': { more: [['Client-Cert', ':bGll:']] },
  'an empty name': { more: [['', 'a']] },
  'a Connection that lists a header': { more: [['connection', 'client-cert, x-forwarded-for']] },
  'an upgrade': { more: [['upgrade', 'h2c']] },
  'a request line in the path': { pseudo: { ':path': `/ HTTP/1.1${LINE}\r\nX-Harmless: a` } },
  'a request in the path': { pseudo: { ':path': `/ HTTP/1.1\r\nHost: x\r\n\r\n${SMUGGLED}` } },
  'a version in the path': { pseudo: { ':path': '/ HTTP/1.1' } },
  'a path without a slash': { pseudo: { ':path': 'a' } },
  'no path': { pseudo: { ':path': '' } },
  'a whole address in the path': { pseudo: { ':path': `https://${hostOf('photos')}/` } },
  'a request line in the method': { pseudo: { ':method': `GET / HTTP/1.1${LINE}\r\nX-Harmless: a` } },
  'a space in the method': { pseudo: { ':method': 'GET /smuggled' } },
  'no method': { pseudo: { ':method': '' } },
  'a line end in the authority': { pseudo: { ':authority': `${hostOf('cloud')}${LINE}` } },
  'a user in the authority': { pseudo: { ':authority': `${hostOf('enroll')}@${hostOf('cloud')}` } },
  'a line end in the scheme': { pseudo: { ':scheme': `https${LINE}` } },
  'another host beside the authority': { more: [['host', hostOf('photos')]] },
  'a second authority': { more: [[':authority', hostOf('photos')]] },
  'a second path': { more: [[':path', '/smuggled']] },
  'a first header before the path': { first: [['x-harmless', 'a']] },
  'a pseudo-header that there is not': { more: [[':client-cert', ':bGll:']] },
  'trailers that are announced': { more: [['trailer', 'client-cert']], body: 'abc' },
};

describe.each(ZONES.flatMap((zone) => ['cloud', 'notes'].map((name) => [zone, name] as const)))(
  'on the %s listener, %s',
  (zone, name) => {
    const certificate = () => (zone === 'wan' && name === 'cloud' ? attacked.daveHeader : undefined);
    const ask = ({ pseudo = {}, first = [], more = [], body }: Attack) => {
      const fields = { ':method': body ? 'POST' : 'GET', ':scheme': 'https', ':path': '/', ':authority': hostOf(name) };
      return askHttp2(attacked.way(zone, name), {
        fields: [...first, ...Object.entries({ ...fields, ...pseudo }), ...more],
        ...(body !== undefined && { body }),
      });
    };

    test.each(Object.entries(ATTACKS))('is told one honest request or none by %s', async (_, attack) => {
      const before = attacked.service.requests.length;
      await ask(attack);
      // Behind it on the same connection of Caddy's, so that what was left over there shows.
      expect(await ask({ body: 'afterwards' })).toBe('answered');
      const arrived = attacked.service.requests.slice(before);
      expect(arrived.flatMap((each) => lies(each, { zone, name, certificate: certificate() }))).toEqual([]);
      expect(arrived.filter(({ path }) => path.includes('smuggled'))).toEqual([]);
      expect(arrived.length).toBeLessThanOrEqual(2);
      expect(arrived.at(-1)).toMatchObject({ method: 'POST', path: '/', body: 'afterwards' });
      expect(attacked.service.nonsense).toEqual([]);
    });
  },
);
