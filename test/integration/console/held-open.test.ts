/**
 * The admin's console and what is held open at it: a body that is on its way, connections, streams, sessions. And who
 * cannot keep others from it: somebody too fast, a service with its cookies, another user of the machine.
 */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConsole } from '../../../server/console/process.ts';
import { openHome } from '../../../server/home/open.ts';
import { createLogger } from '../../../server/http/log.ts';
import { ConsoleClient, type ConsolePlace } from '../../support/console-client.ts';
import { HOME_OWNER } from '../../support/home-owner.ts';
import { countOf } from '../../support/long-tail.ts';
import { LAN_SOURCE, WAN_SOURCE } from '../../support/probe.ts';
import { run } from '../../support/processes.ts';
import { enrolSoftDevice, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const HOST = hostOf('console');
/** More than the edge proxy lets everybody together have. */
const MANY = 220;
const STREAMS = countOf('streams of events that one admin opens', 300, 5000);
let home: ThrowAwayHome;
let ann: SoftDevice;
let relative: SoftDevice;

const cli = <Result>(...words: string[]) => latchkeyJson<Result>([...words, '--dir', home.dir]);
const at = (more: Partial<ConsolePlace> = {}) => new ConsoleClient({ host: HOST, port: home.httpsPort, ...more });
const byAnn = () => at({ identity: ann.identity });

async function enrol(person: string): Promise<SoftDevice> {
  const { code } = await home.invite(person, `${person}'s laptop`);
  return enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
}
async function newAdmin(person: string): Promise<SoftDevice> {
  const device = await enrol(person);
  await cli('admin', 'add', person);
  return device;
}

/** An idle connection: answered, and kept alive for minutes. */
function hold(from: string) {
  const socket = connect({
    ...{ host: '127.0.0.1', port: home.httpsPort, localAddress: from, servername: HOST },
    rejectUnauthorized: false,
  });
  const isThere = new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    for (const event of ['data', 'close']) socket.once(event, () => resolve());
  });
  socket.write(`GET /assets/none HTTP/1.1\r\nHost: ${HOST}:${home.httpsPort}\r\n\r\n`);
  return { socket, isThere };
}

beforeAll(async () => {
  home = await makeThrowAwayHome();
  await home.up();
  ann = await newAdmin('Ann');
  relative = await enrol('Dave');
});
afterAll(() => home?.remove());

describe('a change whose body is still on its way', () => {
  test('is not made when its admin is none any more by the time that the rest comes', async () => {
    const gus = await newAdmin('Gus');
    await byAnn().call('me', {});
    const order = { request: crypto.randomUUID(), person: 'Mallory', lifeSeconds: 600 };
    const { finish } = at({ identity: gus.identity }).begin('invite', order);
    // Time for the console to see who asks.
    await sleep(500);
    await cli('admin', 'remove', 'Gus');
    expect(await finish()).toBe('403 CONSOLE_NOT_ADMIN');
    expect((await byAnn().call('invitations', { person: 'Mallory' })).items).toEqual([]);
  });

  test('is not made when its device is shut out meanwhile', async () => {
    const hal = await newAdmin('Hal');
    const { device } = hal.reply;
    const { finish } = at({ identity: hal.identity }).begin('letIn', { device: device.id });
    await sleep(500);
    await byAnn().call('shutOut', { device: device.id });
    expect(await finish()).toBe('403 CONSOLE_KEY_NOT_VALID');
    expect((await byAnn().call('device', { id: device.id })).device.state).toBe('shut-out');
  });

  test('is no fault of the home when it never comes, nor is a path that names no page', async () => {
    const log = () => readFile(join(home.dir, 'logs/stack.log'), 'utf8');
    const { length } = await log();
    const { giveUp } = at().begin('enter', { token: 'A'.repeat(43) });
    await sleep(500);
    giveUp();
    for (const path of ['//', '//[']) expect((await at().ask({ path })).status).toBe(403);
    await sleep(500);
    expect((await log()).slice(length)).not.toContain('"failed"');
  });
});

describe('whoever asks too fast', () => {
  const newLink = async () => new URL((await cli<{ link: string }>('console')).link).hash.slice(1);

  test.each([
    ['an admin', async () => ann],
    ['a relative', async () => relative],
  ])('%s is refused, and keeps nobody else of the same address from opening a link', async (_who, device) => {
    const token = await newLink();
    const { identity } = await device();
    const { statuses, close } = await at({ identity }).many(400, '/api/me');
    const { status } = await at().send('enter', { token });
    close();
    expect(statuses).toContain(429);
    expect(status).toBe(200);
  });

  test('any number of streams of events of one admin leave room for another, and the page goes on', async () => {
    const bea = await newAdmin('Bea');
    const { statuses, close } = await at({ identity: bea.identity }).many(STREAMS, '/api/events');
    const mine = await byAnn().listen();
    const changed = mine.next('changed');
    await byAnn().call('note', { device: bea.reply.device.id, note: 'too fast' });
    await changed;
    expect(await at({ identity: bea.identity }).send('devices', {})).toMatchObject({ status: 200 });
    close();
    mine.close();
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(8);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });
});

test('a service that fills the browser with cookies for the whole domain does not keep an admin out', async () => {
  // As many and as large as Chromium keeps for a domain.
  const full = Array.from({ length: 180 }, (_, each) => `filler${each}=${'x'.repeat(4080)}`).join('; ');
  const { link } = await cli<{ link: string }>('console');
  const entered = await at({ cookie: full }).send('enter', { token: new URL(link).hash.slice(1) });
  expect(entered.status).toBe(200);
  const own = entered.headers['set-cookie']?.[0]?.split(';')[0];
  const half = full.slice(0, full.length / 2);
  expect((await at({ cookie: `${half}; ${own}; ${half}` }).call('me', {})).who.kind).toBe('link');
  const withKey = { identity: ann.identity, cookie: full };
  expect((await at(withKey).ask({ path: '/' })).status).toBe(200);
  expect((await at(withKey).many(5, '/api/me')).statuses).toEqual([200, 200, 200, 200, 200]);
});

test.skipIf(process.getuid?.() !== 0)(
  "another user of the machine cannot come past Caddy to the console's socket",
  async () => {
    await byAnn().call('me', {});
    const script = `require('net').connect(process.argv[1]).on('connect', () => { console.log('connected'); process.exit() }).on('error', ({ code }) => console.log(code))`;
    const socket = join(home.dir, 'run/console.sock');
    const as = (user: string) => [
      '--reuid',
      user,
      '--regid',
      user,
      '--clear-groups',
      process.execPath,
      '-e',
      script,
      socket,
    ];
    const tried = await run({ file: 'setpriv', args: as('65534') });
    expect(tried.stdout.trim()).toBe('EACCES');
    // The attack is one that can succeed: the home's own user gets in.
    expect((await run({ file: 'setpriv', args: as(String(HOME_OWNER)) })).stdout.trim()).toBe('connected');
  },
);

describe('by a clock that is hours ahead', () => {
  let clock: { ahead: number; now(): number };
  let ahead: Awaited<ReturnType<typeof consoleAhead>>;

  /** The console's own server on a socket of the test's, by the test's clock. */
  async function consoleAhead() {
    const open = await openHome(home.dir, clock, 'latchkey');
    const never = () => Promise.reject(new Error('not here'));
    const atWork = { examine: never, makeBackup: never, testNotices: never };
    const { server, events } = makeConsole({ home: open, clock, atWork, logger: createLogger(new PassThrough()) });
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-ahead-'));
    server.listen(join(folder, 'console'));
    await once(server, 'listening');
    const client = (cookie?: string) =>
      new ConsoleClient({ host: HOST, port: home.httpsPort, socket: join(folder, 'console'), cookie });
    const close = async () => {
      events.stop();
      server.close();
      server.closeAllConnections();
      open.close();
      await rm(folder, { recursive: true });
    };
    return { open, client, close };
  }
  beforeAll(async () => {
    clock = { ahead: 0, now: () => Date.now() + clock.ahead };
    ahead = await consoleAhead();
  });
  afterAll(() => ahead?.close());

  test('a link that was not opened in five minutes opens nothing', async () => {
    const { token } = ahead.open.oneTimeLinks.make();
    clock.ahead += 5 * 60_000;
    expect(await ahead.client().refusal('enter', { token })).toBe('403 CONSOLE_LINK_NOT_VALID');
  });

  test('a session ends after eight hours, and the page that is open hears of it', async () => {
    const { token } = ahead.open.oneTimeLinks.make();
    const { headers } = await ahead.client().send('enter', { token });
    const inside = ahead.client(headers['set-cookie']?.[0]?.split(';')[0]);
    const listened = await inside.listen();
    clock.ahead += 8 * 3_600_000 - 60_000;
    expect((await inside.call('me', {})).who.kind).toBe('link');
    const ended = listened.next('ended');
    clock.ahead += 60_000;
    expect(await ended).toEqual({ code: 'CONSOLE_KEY_MISSING' });
    await listened.ended;
    expect(await inside.refusal('me', {})).toBe('403 CONSOLE_KEY_MISSING');
  });
});

test('all the connections that one neighbour can get leave room for others', async () => {
  const held = Array.from({ length: MANY }, () => hold('127.0.1.66'));
  await Promise.all(held.map(({ isThere }) => isThere));
  const open = held.filter(({ socket }) => !socket.destroyed).length;
  const { status } = await byAnn().send('me', {});
  for (const { socket } of held) socket.destroy();
  expect(status).toBe(200);
  expect(open).toBeGreaterThan(0);
  expect(open).toBeLessThanOrEqual(32);
});

test('what a link has opened ends when the console is turned off, and stays ended', async () => {
  const { link } = await cli<{ link: string }>('console');
  const { headers } = await at().send('enter', { token: new URL(link).hash.slice(1) });
  const inside = at({ cookie: headers['set-cookie']?.[0]?.split(';')[0] });
  expect((await inside.call('me', {})).who.kind).toBe('link');
  const file = join(home.dir, 'latchkey.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, `${text}\nconsole: off\n`);
  await cli('reload');
  await expect(inside.ask({ path: '/' })).rejects.toThrow();
  await writeFile(file, text);
  await cli('reload');
  expect(await inside.refusal('me', {})).toBe('403 CONSOLE_KEY_MISSING');
});

test('the message of an invitation is for what was chosen, in the language of the page, or of the person', async () => {
  const made = (person: string, more: object) =>
    byAnn().call('invite', { request: crypto.randomUUID(), person, lifeSeconds: 600, ...more });
  await cli('person', 'set', 'Ann', '--language', 'nl');
  // A home with a private root cannot be opened by a phone's browser: its message is for the app.
  const german = await made('Kim', { pageLanguage: 'de', isFor: 'phone' });
  expect(german.message).toMatch(/^Hallo Kim,/);
  expect(german.message).toContain('Öffne Latchkey auf dem Computer');
  expect(german.notForPhones).toBe(true);
  const dutch = await made('Ann', { pageLanguage: 'de' });
  expect(dutch.message).toContain('Open Latchkey op de computer');
  expect(dutch.notForPhones).toBe(false);
  const { message } = await cli<{ message: string }>('invite', 'Kim', '--language', 'fr');
  expect(message).toMatch(/^Bonjour Kim,/);
});

test('a hand-written site of its name takes nothing from it, and whoever wrote the site is told', async () => {
  const file = join(home.dir, 'latchkey.yaml');
  await writeFile(file, `${await readFile(file, 'utf8')}\nconsole: { from: anywhere }\n`);
  const site = join(home.dir, 'sites/console.caddy');
  await writeFile(site, `${HOST} {\n\trespond "the site"\n}\n`);
  for (const words of [['config', 'check'], ['reload']]) {
    const { code, stdout, stderr } = await latchkey([...words, '--dir', home.dir]);
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).toContain(
      `has ${HOST}, which is where the admin's console is, so that nobody sees the site`,
    );
  }
  for (const from of [LAN_SOURCE, WAN_SOURCE]) {
    const { status, body } = await at({ identity: ann.identity, from }).ask({ path: '/' });
    expect([status, body.includes('id="root"')]).toEqual([200, true]);
    expect((await at({ identity: relative.identity, from }).ask({ path: '/' })).status).toBe(403);
  }
  await rm(site);
  const { stdout, stderr } = await latchkey(['config', 'check', '--dir', home.dir]);
  expect(stdout + stderr).not.toContain('nobody sees the site');
});
