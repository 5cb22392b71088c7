/**
 * More connections than there is room for: from one stranger, from many at once, at the signing API, on port 80. Whoever
 * is at home always gets in; whoever is out does while 64 addresses take all that they can get. (One /48:
 * limits-lock-nobody-out.)
 */
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openCut } from '../../support/cut-hello.ts';
import { further } from '../../support/long-tail.ts';
import type { ProbeOptions } from '../../support/probe.ts';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome, statuses } from '../../support/stack/attacked-home.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

/** What one stranger may hold (latchkey.yaml), and what the door has room for (haproxy.cfg). */
const ONE = 250;
const OUTSIDE = 3600;
const ENROLMENT = 1800;
/** Addresses that together leave room for others, and so many that they do not. */
const [SCATTERED, EVERYWHERE] = [64, 200];
const REDIRECTS = 100;
const PATIENCE = 20_000;

async function askHaproxy(command: string): Promise<string> {
  const socket = connect({ path: attacked.home.layout.run.haproxy });
  socket.end(`${command}\n`);
  return text(socket);
}

/** What HAProxy counts of a frontend or a backend: the connections that it has at this moment, unless told otherwise. */
async function connectionsOf(proxy: string, side: 'FRONTEND' | 'BACKEND', count = 'scur'): Promise<number> {
  const lines = (await askHaproxy('show stat')).split('\n').map((line) => line.split(','));
  const at = lines[0]?.indexOf(count) ?? -1;
  return Number(lines.find(([name, kind]) => name === proxy && kind === side)?.[at]);
}

let endFlood: () => void = () => undefined;

/** Keeps so many connections open, or being opened, from each of these addresses; what is ended is begun anew. */
function flood(port: number, addresses: readonly string[], each: number, begin?: Buffer): void {
  const sockets = new Set<Socket>();
  let over = false;
  const open = (localAddress: string) => {
    if (over) return;
    const socket = connect({ host: '127.0.0.1', port, localAddress })
      .on('error', () => undefined)
      .resume();
    sockets.add(socket);
    if (begin) socket.write(begin);
    socket.once('close', () => {
      sockets.delete(socket);
      setTimeout(open, 200, localAddress);
    });
  };
  for (const address of addresses) for (let at = 0; at < each; at++) open(address);
  endFlood = () => {
    over = true;
    for (const socket of sockets) socket.destroy();
  };
}

afterEach(async () => {
  endFlood();
  for (const proxy of ['https', 'http'])
    await expect.poll(() => connectionsOf(proxy, 'FRONTEND'), { timeout: PATIENCE }).toBeLessThan(10);
});

const visit = (options: ProbeOptions) =>
  attacked.say(options, `GET / HTTP/1.1\r\nHost: ${options.host}\r\nConnection: close\r\n\r\n`);
const addresses = (count: number) => Array.from({ length: count }, (_, at) => `127.77.${at}.1`);

test('one stranger with more connections than one may have is alone with the trouble', async () => {
  const { https } = attacked.home.config.ports;
  flood(https, ['127.78.0.1'], ONE + 50);
  await expect
    .poll(() => askHaproxy('show table https'), { timeout: PATIENCE })
    .toMatch(new RegExp(`key=::ffff:127\\.78\\.0\\.1 .*conn_cur=${ONE}\\b`));
  expect(await visit(attacked.way('wan', 'cloud', { from: '127.78.0.1' }))).not.toContain(INSIDE);
  expect(await visit(attacked.way('wan', 'cloud'))).toContain(INSIDE);
  expect(await visit(attacked.way('lan', 'cloud'))).toContain(INSIDE);
});

test('64 addresses that say nothing leave places for newcomers, at the services and at the signing API', async () => {
  const { https } = attacked.home.config.ports;
  flood(https, addresses(SCATTERED), 60);
  await expect.poll(() => connectionsOf('https', 'FRONTEND'), { timeout: PATIENCE }).toBeGreaterThan(1200);
  for (let visits = 0; visits < 10; visits++) {
    expect(await visit(attacked.way('wan', 'cloud'))).toContain(INSIDE);
    expect(statuses(await visit(attacked.way('wan', 'enroll', { identity: undefined })))).toEqual([200]);
    expect(await visit(attacked.way('lan', 'cloud'))).toContain(INSIDE);
  }
  expect(await connectionsOf('https', 'FRONTEND')).toBeLessThan(3100);
});

test('strangers from everywhere hold every place, but for those of who is at home', async () => {
  const { https } = attacked.home.config.ports;
  flood(https, addresses(EVERYWHERE), 30);
  await expect.poll(() => connectionsOf('https', 'FRONTEND'), { timeout: PATIENCE }).toBeGreaterThan(OUTSIDE - 20);
  for (let visits = 0; visits < 10; visits++) expect(await visit(attacked.way('lan', 'cloud'))).toContain(INSIDE);
  expect(await connectionsOf('https', 'FRONTEND')).toBeLessThan(OUTSIDE + 20);
});

further(test)(
  '64 addresses in half a handshake at the signing API leave places there, and keep nobody with a key out',
  async () => {
    const { https } = attacked.home.config.ports;
    const { socket, hello } = openCut(attacked.way('lan', 'enroll'), () => []);
    const begin = await hello;
    socket.destroy();
    flood(https, addresses(SCATTERED), 40, begin);
    await expect.poll(() => connectionsOf('enrolment', 'BACKEND'), { timeout: PATIENCE }).toBeGreaterThan(900);
    expect(await visit(attacked.way('wan', 'cloud'))).toContain(INSIDE);
    expect(await visit(attacked.way('wan', 'notes'))).toContain(INSIDE);
    expect(await visit(attacked.way('lan', 'cloud'))).toContain(INSIDE);
    expect(statuses(await visit(attacked.way('lan', 'enroll')))).toEqual([200]);
    expect(statuses(await visit(attacked.way('wan', 'enroll', { identity: undefined })))).toEqual([200]);
    expect(await connectionsOf('enrolment', 'BACKEND')).toBeLessThan(ENROLMENT);
  },
);

test('64 addresses that greet and go at once are slowed down, and nobody else', async () => {
  const { https: port } = attacked.home.config.ports;
  const { socket, hello } = openCut(attacked.way('lan', 'enroll'), () => []);
  const begin = await hello;
  socket.destroy();
  const greet = (localAddress: string) =>
    new Promise<void>((resolve) => {
      const passing = connect({ host: '127.0.0.1', port, localAddress }).on('error', () => undefined);
      passing.once('close', () => resolve()).write(begin, () => passing.resetAndDestroy());
    });
  const refused = () => connectionsOf('https', 'FRONTEND', 'dcon');
  const before = await refused();
  for (let round = 0; round < 60; round++) await Promise.all(addresses(SCATTERED).map(greet));
  expect(await refused()).toBeGreaterThan(before);
  expect(statuses(await visit(attacked.way('lan', 'enroll')))).toEqual([200]);
  expect(statuses(await visit(attacked.way('wan', 'enroll', { identity: undefined })))).toEqual([200]);
  expect(await visit(attacked.way('wan', 'cloud'))).toContain(INSIDE);
});

describe('port 80', () => {
  test('has little room, and takes none from the other', async () => {
    const { http } = attacked.home.config.ports;
    flood(Number(http), ['127.79.0.1', '127.79.0.2'], 3 * REDIRECTS);
    await expect.poll(() => connectionsOf('http', 'FRONTEND'), { timeout: PATIENCE }).toBeGreaterThanOrEqual(REDIRECTS);
    expect(await visit(attacked.way('wan', 'cloud'))).toContain(INSIDE);
    expect(statuses(await visit(attacked.way('wan', 'enroll', { identity: undefined })))).toEqual([200]);
    expect(await connectionsOf('http', 'FRONTEND')).toBeLessThanOrEqual(REDIRECTS);
  });
});
