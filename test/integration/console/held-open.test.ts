/** The admin's console and what is held open at it: a body that is on its way, connections, a session while it is off. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleClient, type ConsolePlace } from '../../support/console-client.ts';
import { enrolSoftDevice, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const HOST = hostOf('console');
/** More than the edge proxy lets everybody together have. */
const MANY = 220;
let home: ThrowAwayHome;
let ann: SoftDevice;

const cli = <Result>(...words: string[]) => latchkeyJson<Result>([...words, '--dir', home.dir]);
const at = (more: Partial<ConsolePlace> = {}) => new ConsoleClient({ host: HOST, port: home.httpsPort, ...more });
const byAnn = () => at({ identity: ann.identity });

async function newAdmin(person: string): Promise<SoftDevice> {
  const { code } = await home.invite(person, `${person}'s laptop`);
  const device = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
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
