/**
 * The relative's own machine, a stranger's and the home, each in a network namespace of its own with a router between
 * them. Lines are cut so that packets vanish and nobody is told: between a request and its reply, in the middle of a greeting; and
 * nobody knows any name.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { installedFingerprints } from '../../support/client/person-store.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { mayMakeNamespaces } from '../../support/network-namespace.ts';
import { type Internet, type Machine, makeInternet } from '../../support/network-namespaces.ts';
import { type Running, run, startProgram } from '../../support/processes.ts';
import { CLIENT_CUT_OFF, LATCHKEY } from '../../support/programs.ts';
import { type Invited, latchkeyJson } from '../../support/throw-away-home.ts';

const HOST = 'enroll.home.example';
/** Connections that one stranger may hold. */
const PLACES = 10;
/** Nobody has this address, and nobody says so. */
const NO_DNS = 'nameserver 10.77.1.99\noptions timeout:1 attempts:1\n';

/** Takes all places with half a greeting each; says `full` when the one that is too many is shown out. */
const HALF_GREETINGS = `
const { connect } = require('node:net');
const [host, places] = process.argv.slice(1);
const half = Buffer.from('16030102000100', 'hex');
for (let count = 0; count <= Number(places); count += 1) {
  const socket = connect(443, host, () => socket.write(half));
  socket.on('error', () => undefined).resume().once('close', () => console.log('full'));
}`;

let internet: Internet;
let home: Machine;
let relatives: Machine;
let strangers: Machine;
let person: Person;
let dir: string;
let up: Running;
let enrolling: Running;

const start = ({ on }: Machine, words: readonly string[], env = process.env) => {
  const [file = '', ...before] = on;
  return startProgram({ file, args: [...before, ...words], env });
};
const ask = async ({ on }: Machine, ...words: string[]) => {
  const [file = '', ...before] = on;
  return (await run({ file, args: [...before, ...words] })).stdout.trim();
};
const client = (machine: Machine, words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  start(machine, [process.execPath, CLIENT_CUT_OFF, ...words, '--json'], { ...person.env, ...env });
const invite = async () => (await latchkeyJson<Invited>(['invite', 'Dave', '--dir', dir])).invite;
const states = async () =>
  (await latchkeyJson<{ devices: { state: string }[] }>(['devices', '--dir', dir])).devices.map(({ state }) => state);
const report = ({ lines }: Running) => JSON.parse(lines.join('\n'));
const health = (machine: Machine) =>
  ask(
    machine,
    ...['curl', '--silent', '--insecure', '--max-time', '10', '--resolve', `${HOST}:443:${home.ipv4}`],
    ...['--output', '/dev/null', '--write-out', '%{http_code}', `https://${HOST}/v1/health`],
  );

/** @throws when it does not become true within thirty seconds */
async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await pause(50)) if (await isTrue()) return;
  throw new Error(`not within thirty seconds: ${what}`);
}

describe.runIf(mayMakeNamespaces())('machines with true networks between them', () => {
  beforeAll(async () => {
    internet = makeInternet(3);
    [home, relatives, strangers] = internet.machines as [Machine, Machine, Machine];
    for (const { etc } of internet.machines) etc('resolv.conf', NO_DNS);
    home.etc('hosts', '127.0.0.1 localhost\n');
    relatives.etc('hosts', `${home.ipv4} ${HOST}\n${home.ipv6} ${HOST}\n`);
    strangers.etc('hosts', '127.0.0.1 localhost\n');
    person = await newPerson();
    dir = mkdtempSync(join(tmpdir(), 'latchkey-lines-'));
    await latchkeyJson([
      ...['init', '--dir', dir, '--domain', 'home.example', '--lan', '192.168.77.0/24', '--certificates', 'internal'],
      ...['--listen', home.ipv4, '--listen', home.ipv6, '--service', 'cloud=http://127.0.0.1:8080'],
    ]);
    appendFileSync(join(dir, 'latchkey.yaml'), `\nlimits:\n  connections-per-stranger: ${PLACES}\n`);
    up = start(home, [process.execPath, LATCHKEY, 'up', '--dir', dir, '--json']);
    await up.nextLine();
  });

  afterAll(async () => {
    await enrolling?.stop('SIGKILL');
    await up?.stop();
    await person?.leave();
    internet?.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  it('the line is cut when the relative has asked and the home has not answered yet', async () => {
    // Held with a key and no certificate, until the signing API holds too: so the cut is between the two for certain.
    const hold = { LATCHKEY_TEST_KILL_AT: 'key-kept', LATCHKEY_TEST_SIGNAL: 'SIGSTOP' };
    enrolling = client(relatives, ['enrol', await invite()], hold);
    const { api } = homeLayout(dir).run;
    const waiting = async () => {
      const sockets = await ask(home, 'ss', '-xHn', 'src', api);
      return sockets.split('\n').some((line) => Number(line.trim().split(/\s+/)[2]) > 0);
    };
    await until('the client holds', () => / T /.test(readFileSync(`/proc/${enrolling.pid}/stat`, 'utf8')));
    process.kill(up.pid, 'SIGSTOP');
    try {
      process.kill(enrolling.pid, 'SIGCONT');
      await until('the request waits at the signing API', waiting);
      relatives.cut();
      expect(await states()).toEqual([]);
    } finally {
      process.kill(up.pid, 'SIGCONT');
    }
  });

  it('a stranger who vanishes in the middle of greetings loses the places that these took', async () => {
    const greeting = start(strangers, [process.execPath, '-e', HALF_GREETINGS, home.ipv4, String(PLACES)]);
    const held = () => ask(home, 'ss', '-Htn', 'state', 'established', 'dst', strangers.ipv4);
    try {
      expect(await greeting.nextLine()).toBe('full');
      strangers.cut();
    } finally {
      await greeting.stop('SIGKILL');
    }
    await until('nothing is held for the stranger', async () => (await held()) === '');
    strangers.fix();
    expect(await health(strangers)).toBe('200');
  });

  it('without DNS the relative is told that the name was not found', async () => {
    const nowhere = client(strangers, ['enrol', await invite()]);
    expect(await nowhere.exited()).not.toBe(0);
    expect(report(nowhere)).toMatchObject({ ok: false, failed: [{ code: 'HOME_NOT_FOUND' }] });
    expect(nowhere.stderr()).toContain('The address of the home was not found.');
  });

  it('the relative whose reply was lost is told so, and goes on to the one device when the line is back', async () => {
    expect(await enrolling.exited()).toBe(3);
    expect(report(enrolling)).toMatchObject({ failed: [{ code: 'HOME_NOT_REACHED', resumable: true }] });
    expect(enrolling.stderr()).toContain('The home did not answer.');
    relatives.fix();
    const again = client(relatives, ['enrol']);
    expect(await again.exited()).toBe(0);
    const { enrolled } = report(again);
    expect(enrolled).toMatchObject([{ resumed: true, person: 'Dave' }]);
    expect(await states()).toEqual(['active']);
    expect(await installedFingerprints(person)).toEqual([enrolled[0].fingerprint]);
  });
});
