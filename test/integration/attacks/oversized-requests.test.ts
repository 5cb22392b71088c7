/**
 * Headers too large, too many, or without an end; chunk extensions and compressed headers that are more than they seem.
 * They are refused early, cost little, and disturb nobody.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ProbeOptions } from '../../support/probe.ts';
import { run } from '../../support/processes.ts';
import { FLAG, FRAME, frame, hpack, openRawHttp2 } from '../../support/raw-http2.ts';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome, statuses, ZONES } from '../../support/stack/attacked-home.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

const KIB = 1024;
/** Resident memory of Caddy that no request of this file may bring about; idle it has a third of it. */
const MEMORY = 250 * KIB * KIB;

type Place = readonly [string, () => ProbeOptions];
const SERVICES: readonly Place[] = ZONES.flatMap((zone) =>
  ['cloud', 'notes'].map((name) => [`${name} on the ${zone} listener`, () => attacked.way(zone, name)] as const),
);
const PLACES: readonly Place[] = [
  ...SERVICES,
  ['the signing API', () => attacked.way('wan', 'enroll', { identity: undefined })],
];

const ask = (options: ProbeOptions, ...lines: string[]) =>
  attacked.say(
    options,
    `${['GET / HTTP/1.1', `Host: ${options.host}`, ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`,
  );

afterEach(async () => {
  expect(await ask(attacked.way('lan', 'cloud'))).toContain(INSIDE);
  expect(await ask(attacked.way('wan', 'cloud'))).toContain(INSIDE);
  const status = await readFile(`/proc/${attacked.home.stack.pids.get('caddy')}/status`, 'utf8');
  expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * KIB).toBeLessThan(MEMORY);
});

describe.each(PLACES)('%s', (_, to) => {
  test('refuses one header, a request line, or all headers together that are too large', async () => {
    const long = 'x'.repeat(100 * KIB);
    const many = Array.from({ length: 20_000 }, (_each, at) => `${at.toString(36)}:`);
    expect(statuses(await ask(to(), `X-Harmless: ${long}`))).toEqual([431]);
    expect(statuses(await ask(to(), ...many))).toEqual([431]);
    const line = `GET /${long} HTTP/1.1\r\nHost: ${to().host}\r\nConnection: close\r\n\r\n`;
    expect(statuses(await attacked.say(to(), line))).toEqual([431]);
  });

  test('does not wait for the end of a header that has none', async () => {
    const heard = await attacked.say(
      to(),
      `GET / HTTP/1.1\r\nHost: ${to().host}\r\nX-Harmless: `,
      'x'.repeat(200 * KIB),
    );
    expect(statuses(heard)).toEqual([431]);
  });

  test('does not read chunk extensions that are more than the body', async () => {
    const chunk = `1;${'x'.repeat(1000)}\r\na\r\n`;
    const head = `POST / HTTP/1.1\r\nHost: ${to().host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const heard = await attacked.say(to(), head, chunk.repeat(200), '0\r\n\r\n');
    expect(heard).not.toContain(INSIDE);
    expect(heard).not.toContain('(no end in time)');
  });
});

describe.each(SERVICES)('in HTTP/2, %s', (_, to) => {
  test('does not wait for the end of headers that have none', async () => {
    const connection = openRawHttp2(to());
    const part = hpack(Array.from({ length: 100 }, (_each, at) => [`x-${at}`, 'x'.repeat(100)] as const));
    connection.send(frame(FRAME.headers, 0, 1, part));
    // Sixteen megabytes at most, were they all taken.
    for (let count = 0; count < 1500 && !connection.isClosed(); count++) {
      connection.send(frame(FRAME.continuation, 0, 1, part));
      if (count % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await connection.fate(1)).toBe('refused');
    connection.close();
  });

  test('does not unpack headers that are a thousand times as large as they came', async () => {
    const connection = openRawHttp2(to());
    const pseudo = hpack([
      [':method', 'GET'],
      [':scheme', 'https'],
      [':path', '/'],
      [':authority', to().host],
    ]);
    const LITERAL_TO_REMEMBER = 0x40;
    const FIRST_REMEMBERED = 0x80 | 62;
    const bomb = hpack([['x-harmless', 'x'.repeat(3500)]]);
    bomb.writeUInt8(LITERAL_TO_REMEMBER, 0);
    const again = Buffer.alloc(12_000, FIRST_REMEMBERED);
    // Forty megabytes a request, in sixteen kilobytes.
    for (let stream = 1; stream < 20; stream += 2)
      connection.send(
        frame(FRAME.headers, FLAG.endHeaders | FLAG.endStream, stream, Buffer.concat([pseudo, bomb, again])),
      );
    expect(['answered', 'refused']).toContain(await connection.fate(19));
    connection.close();
    expect(attacked.service.requests.filter(({ rawHeaders }) => rawHeaders.length > 1000)).toEqual([]);
  });
});

test('a device with cookies as large as a service may take is let in by its first request', async () => {
  const cookie = `Cookie: a=${'x'.repeat(60 * KIB)}`;
  for (const name of ['cloud', 'notes']) expect(await ask(attacked.way('wan', name), cookie)).toContain(INSIDE);
});

test('a certificate as large as a handshake may be does no harm at the signing API, and is none at the client-auth check', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lk-large-'));
  try {
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=Large'];
    const comment = `nsComment=${'x'.repeat(40 * KIB)}`;
    const args = ['req', '-x509', ...made, '-keyout', key, '-out', cert, '-addext', comment];
    expect(await run({ file: 'openssl', args })).toMatchObject({ code: 0 });
    const large = { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
    expect(await ask(attacked.way('wan', 'cloud', { identity: large }))).toBe('');
    const heard = await ask(attacked.way('wan', 'enroll', { identity: large }));
    expect(statuses(heard).filter((status) => status < 400)).toEqual([]);
    expect(statuses(await ask(attacked.way('wan', 'enroll', { identity: undefined })))).toEqual([200]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test('the signing API refuses what no client of it needs, before it hears of it', async () => {
  const way = attacked.way('wan', 'enroll', { identity: undefined });
  expect(statuses(await ask(way, `X-Harmless: ${'x'.repeat(7 * KIB)}`))).toEqual([200]);
  expect(statuses(await ask(way, `X-Harmless: ${'x'.repeat(13 * KIB)}`))).toEqual([431]);
});
