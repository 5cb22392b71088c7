/**
 * Connections that are begun and never finished: no first message, half of one, a handshake that stops, headers and
 * bodies that come a byte at a time. Each listener ends them by itself, and meanwhile everybody else is served.
 * All of them run side by side, since each lasts as long as the limit that ends it; `npm run attacks` adds those that are
 * ended after half a minute.
 */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCut } from '../../support/cut-hello.ts';
import { FULL, sampleOf } from '../../support/long-tail.ts';
import { openTls, type ProbeOptions } from '../../support/probe.ts';
import { FLAG, FRAME, frame, hpack, openRawHttp2 } from '../../support/raw-http2.ts';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome, statuses } from '../../support/stack/attacked-home.ts';
import { hostOf } from '../../support/stack/data-path.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

/** Of each kind. */
const COUNT = 10;
/** The longest limit there is, and as much again. */
const PATIENCE = FULL ? 100_000 : 40_000;
const PAUSE = 500;

interface Stuck {
  readonly closed: Promise<void>;
  give(): void;
}

const closedOf = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

/** A byte now and then, for as long as somebody listens. */
function trickle(socket: Socket | TLSSocket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), PAUSE);
  socket.once('close', () => clearInterval(timer));
}

function plain(from: string, port: number, begin: Buffer | string, byte?: string): Stuck {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from })
    .on('error', () => undefined)
    .resume();
  socket.write(begin);
  if (byte !== undefined) trickle(socket, byte);
  return { closed: closedOf(socket), give: () => socket.destroy() };
}

function overTls(options: ProbeOptions, begin: string, byte?: string): Stuck {
  const socket = openTls(options)
    .on('error', () => undefined)
    .resume();
  socket.write(begin);
  if (byte !== undefined) trickle(socket, byte);
  return { closed: closedOf(socket), give: () => socket.destroy() };
}

/** A first message as it would be sent to a host. */
async function helloTo(name: string): Promise<Buffer> {
  const { socket, hello } = openCut(attacked.way('lan', name), () => []);
  const bytes = await hello;
  socket.destroy();
  return bytes;
}

/** Asks more than anybody could answer without being heard. A client that does not read learns of no end: the door does. */
function neverReading(options: ProbeOptions, questions: string): Stuck {
  const socket = openTls(options)
    .on('error', () => undefined)
    .pause();
  socket.once('secureConnect', () => socket.write(questions));
  const isOpen = async () => (await askHaproxy('show sess')).includes(`src=${options.from}:`);
  const closed = async () => {
    while (await isOpen()) await sleep(PAUSE);
  };
  const begun = new Promise<void>((resolve) => socket.once('secureConnect', resolve));
  return { closed: begun.then(closed), give: () => socket.destroy() };
}

/** A TLS record that says that a message of 512 bytes comes, and its first bytes. */
const HALF_HELLO = Buffer.from('1603010200010001fc0303', 'hex');
type Attack = (from: number) => Stuck;

async function attacks(): Promise<Readonly<Record<string, Attack>>> {
  const hello = { service: await helloTo('cloud'), enrolment: await helloTo('enroll') };
  const { https, http } = attacked.home.config.ports;
  const stranger = (from: number) => `127.66.0.${from}`;
  const enrolling = (from: number) => attacked.way('wan', 'enroll', { identity: undefined, from: stranger(from) });
  const device = (from: number) => attacked.way('wan', 'cloud', { from: stranger(from) });
  const home = (from: number) => `127.0.1.${100 + from}`;
  const atHome = (from: number) => attacked.way('lan', 'cloud', { from: home(from) });
  const head = (name: string, line = 'GET') => `${line} / HTTP/1.1\r\nHost: ${hostOf(name)}\r\n`;
  const onEach = (what: string, attack: (options: ProbeOptions) => Stuck): [string, Attack][] => [
    [`${what}, at home`, (from) => attack(atHome(from))],
    [`${what}, at the client-auth check`, (from) => attack(device(from))],
    [`${what}, at the signing API`, (from) => attack(enrolling(from))],
  ];
  return Object.fromEntries([
    ['nothing', (from) => plain(stranger(from), https, '')],
    ['half a first message', (from) => plain(stranger(from), https, HALF_HELLO)],
    ['a first message, byte by byte', (from) => plain(stranger(from), https, HALF_HELLO, '\0')],
    ['an alert instead of it', (from) => plain(stranger(from), https, Buffer.from('15030100020228', 'hex'))],
    ['data instead of it', (from) => plain(stranger(from), https, Buffer.from('170303000401020304', 'hex'))],
    ["a server's first message", (from) => plain(stranger(from), https, Buffer.from('160303000402000000', 'hex'))],
    ['headers on port 80', (from) => plain(stranger(from), Number(http), 'GET / HTTP/1.1\r\nX: ', 'x')],
    ['a handshake, at home', (from) => plain(home(from), https, hello.service)],
    ['a handshake, at the client-auth check', (from) => plain(stranger(from), https, hello.service)],
    ['a handshake, at the signing API', (from) => plain(stranger(from), https, hello.enrolment)],
    ...onEach('no request', (to) => overTls(to, '')),
    ...onEach('headers', (to) => overTls(to, `${head(to.host)}X-Harmless: `, 'x')),
    ...onEach('no preface of HTTP/2', (to) => overTls({ ...to, alpn: ['h2'] }, 'PRI * HTTP/2.0\r\n')),
    ['a body', (from) => overTls(enrolling(from), `${head('enroll', 'POST')}Content-Length: 10000\r\n\r\n`, 'x')],
    [
      'a body in chunks',
      (from) => overTls(enrolling(from), `${head('enroll', 'POST')}Transfer-Encoding: chunked\r\n\r\n100\r\n`, 'x'),
    ],
    ...sampleOf('connections that last half a minute', slowest(enrolling, head), 0),
  ] satisfies [string, Attack][]);
}

/** What is ended after half a minute. */
function slowest(enrolling: (from: number) => ProbeOptions, head: (name: string) => string): [string, Attack][] {
  return [
    ['a second request', (from) => overTls(enrolling(from), `${head('enroll')}\r\n`)],
    ['reading', (from) => neverReading(enrolling(from), `${head('enroll')}\r\n`.repeat(20_000))],
  ];
}

async function everybodyIsServed(): Promise<void> {
  const page = (options: ProbeOptions) =>
    attacked.say(options, `GET / HTTP/1.1\r\nHost: ${options.host}\r\nConnection: close\r\n\r\n`);
  expect(await page(attacked.way('lan', 'cloud'))).toContain(INSIDE);
  expect(await page(attacked.way('wan', 'notes'))).toContain(INSIDE);
  expect(statuses(await page(attacked.way('wan', 'enroll', { identity: undefined })))).toEqual([200]);
}

async function askHaproxy(command: string): Promise<string> {
  const socket = connect({ path: attacked.home.layout.run.haproxy });
  socket.end(`${command}\n`);
  return text(socket);
}

test('nobody who dawdles keeps a connection, or anybody else waiting', { timeout: PATIENCE + 20_000 }, async () => {
  const open = new Map<string, number>();
  const stuck: Stuck[] = [];
  const ends = Object.entries(await attacks()).flatMap(([name, attack]) => {
    open.set(name, COUNT);
    return Array.from({ length: COUNT }, async (_, at) => {
      const one = attack(at + 1);
      stuck.push(one);
      await one.closed;
      open.set(name, (open.get(name) ?? 0) - 1);
    });
  });
  const over = Promise.all(ends).then(() => 'over' as const);
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), PATIENCE).unref());
  const pause = () => new Promise<'pause'>((resolve) => setTimeout(() => resolve('pause'), PAUSE));
  for (let state = 'pause'; state === 'pause'; ) {
    await everybodyIsServed();
    state = await Promise.race([over, late, pause()]);
  }
  for (const one of stuck) one.give();
  expect([...open].filter(([, left]) => left > 0)).toEqual([]);

  // The door has forgotten them too.
  await expect.poll(() => askHaproxy('show sess'), { timeout: 10_000 }).not.toMatch(/src=127\.(66\.0|0\.1\.1\d\d)/);
  const status = await readFile(`/proc/${attacked.home.stack.pids.get('caddy')}/status`, 'utf8');
  expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(250 * 1024);
});

test('a device that is shut out cannot fill the memory with refusals that it does not read', async () => {
  const options = attacked.way('wan', 'cloud', { identity: attacked.shutOut });
  /** SETTINGS_INITIAL_WINDOW_SIZE: nothing may be sent to us. */
  const noWindow = Buffer.from('000400000000', 'hex');
  const fields = Object.entries({ ':method': 'GET', ':scheme': 'https', ':path': '/', ':authority': options.host });
  const connections = Array.from({ length: 5 }, () => {
    const connection = openRawHttp2(options, noWindow);
    for (let stream = 1; stream < 500; stream += 2)
      connection.send(frame(FRAME.headers, FLAG.endHeaders | FLAG.endStream, stream, hpack(fields)));
    return connection;
  });
  await expect.poll(() => connections.every(({ isClosed }) => isClosed()), { timeout: 20_000 }).toBe(true);
  for (const connection of connections) connection.close();
  await everybodyIsServed();
});

test('a stranger is given one thing at a time: no HTTP/2 without a key', async () => {
  const offered = (options: ProbeOptions, ...alpn: string[]) =>
    new Promise<string>((resolve) => {
      const socket = openTls({ ...options, alpn, identity: undefined });
      let heard = false;
      const finish = (what: string) => {
        socket.destroy();
        resolve(what);
      };
      socket.once('data', () => {
        heard = true;
        finish(String(socket.alpnProtocol));
      });
      socket.once('error', ({ code }: NodeJS.ErrnoException) => finish(String(code)));
      socket.once('close', () => finish(heard ? 'heard' : 'closed'));
      // In HTTP/2 the server would say its settings by itself.
      if (!alpn.includes('h2')) socket.write(`GET / HTTP/1.1\r\nHost: ${options.host}\r\n\r\n`);
    });
  expect(await offered(attacked.way('wan', 'enroll'), 'http/1.1')).toBe('http/1.1');
  expect(await offered(attacked.way('wan', 'enroll'), 'h2')).toMatch(/NO_APPLICATION_PROTOCOL/);
  expect(await offered(attacked.way('wan', 'cloud'), 'h2')).toMatch(/CERTIFICATE_REQUIRED/);
});
