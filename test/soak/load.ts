/** What people and their admin do all the time, each a loop of its own, and what they hold against the ledger. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { certificateReplySchema, ROUTES } from '../../shared/api.ts';
import { probe } from '../support/probe.ts';
import { makeSoftKey } from '../support/soft-device.ts';
import { openStream } from '../support/streams.ts';
import { hostOf, type Invited } from '../support/throw-away-home.ts';
import type { Key, KnownDevice, Ledger } from './ledger.ts';
import type { SoakedHome } from './soaked-home.ts';

export interface Soak {
  readonly soaked: SoakedHome;
  readonly ledger: Ledger;
  /** Says what is nobody's fault, and may be somebody's. */
  readonly say: (line: string) => void;
  /** Whether nothing is killed, and the home has had time to come to itself: then nothing is excused. */
  readonly isCalm: () => boolean;
  /** Aborted when enough was done. */
  readonly signal: AbortSignal;
  /** A public key of age. */
  readonly recipient: string;
  /** Where backups go. */
  readonly backups: string;
  /** The newest backup that was acknowledged, and when it was begun and done. */
  lastBackup: { readonly file: string; readonly begun: number; readonly done: number } | undefined;
}

/** So many devices are enough; from then on they come and go. */
const MOST_DEVICES = 1000;
const FIRST_GUESTS = 5;
/** Somebody is always in. */
const FEWEST_IN = 3;
/** A stream of somebody who is out has ended by then; milliseconds. Waiting for it, not measuring it. */
const STREAM_ENDS_WITHIN = 20_000;
const SERVICES = ['cloud', 'photos', 'notes'] as const;

const pick = <Value>(values: readonly Value[]): Value | undefined => values[Math.floor(Math.random() * values.length)];

/** Those who are there before anything is killed, so that everything has somebody to happen to. */
export async function firstGuests(soak: Soak): Promise<void> {
  await Promise.all(Array.from({ length: FIRST_GUESTS }, () => newcomer(soak)));
}

/** Everything at once, until it is enough. */
export async function load(soak: Soak): Promise<void> {
  const loops = [
    repeatedly(soak, 200, () => newcomer(soak)),
    ...[1, 2, 3].map(() => repeatedly(soak, 20, () => visitor(soak))),
    repeatedly(soak, 400, () => renewal(soak)),
    repeatedly(soak, 300, () => ending(soak)),
    repeatedly(soak, 700, () => lettingIn(soak)),
    repeatedly(soak, 2500, () => reload(soak)),
    repeatedly(soak, 4000, () => backup(soak)),
  ];
  await Promise.all(loops);
}

async function repeatedly({ signal, ledger }: Soak, pause: number, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (thrown) {
      ledger.violated(thrown instanceof Error ? thrown.message : String(thrown));
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

let guests = 0;

/** Somebody is invited and enrols; a lost reply is asked for again with the same code and the same key. */
async function newcomer({ soaked, ledger }: Soak): Promise<void> {
  if (ledger.devices.length >= MOST_DEVICES) return;
  guests += 1;
  const person = `Guest ${guests}`;
  const { code } = JSON.parse(await soaked.command('invite', person, '--json')) as Invited;
  ledger.count('invited');
  const key = await makeSoftKey();
  const request = { code, csr: key.csr, device: { name: 'Laptop', platform: 'linux' } };
  const { status, body } = await soaked.ask(ROUTES.issueCertificate.path, request);
  if (status !== 201) throw new Error(`A code that nobody had used was answered with ${status}.`);
  const reply = certificateReplySchema.parse(body);
  const identity = { cert: reply.certificate, key: key.key };
  ledger.devices.push({
    id: reply.device.id,
    person,
    enrolledAt: Date.now(),
    keys: [{ identity, fingerprint: reply.fingerprint, standing: 'in', changes: 0 }],
    renewalSecret: reply.renewalSecret,
    touchedAt: Date.now(),
    busy: false,
  });
  ledger.spent.push(code);
  ledger.count('enrolled');
}

/** Somebody asks a service with a key, any key. What the answer must be is what was true from before until after. */
async function visitor({ soaked, ledger, isCalm }: Soak): Promise<void> {
  const device = pick(ledger.devices);
  const before = device && pick(device.keys);
  if (!device || !before) return;
  const at = device.keys.indexOf(before);
  const service = pick(SERVICES) ?? 'cloud';
  const { identity } = before;
  const calm = isCalm();
  const result = await probe({ port: soaked.home.httpsPort, host: hostOf(service), identity });
  ledger.count('requests');
  const status = result.kind === 'answer' ? result.status : 0;
  if (status === 200) ledger.count('let in');
  if (device.keys[at]?.changes !== before.changes) return;
  const who = `The key ${before.fingerprint.slice(0, 8)} of ${device.person}`;
  if (before.standing === 'out' && status === 200) ledger.violated(`${who} is out and got in.`);
  // Whatever is dead at the moment answers nothing, or as a proxy without its upstream; a refusal is a judgement.
  if (before.standing === 'in' && status === 403) ledger.violated(`${who} is in and was refused.`);
  if (!calm || before.standing !== 'in') return;
  ledger.count('let in while nothing was killed');
  // A reload ends what is open.
  if (status !== 200) ledger.count('of these, not answered');
}

/** A device may renew once a day. */
const neverRenewed = ({ keys }: KnownDevice) => keys.length === 1;

/** A device comes for its next certificate, tries it and confirms it. */
async function renewal({ soaked, ledger }: Soak): Promise<void> {
  await ledger.alone(
    'in',
    async (device) => {
      const key = await makeSoftKey();
      const proof = { deviceId: device.id, renewalSecret: device.renewalSecret };
      const { status, body } = await soaked.ask(ROUTES.renewCertificate.path, { ...proof, csr: key.csr });
      if (status !== 201) throw new Error(`The right renewal secret of ${device.person} was answered with ${status}.`);
      const reply = certificateReplySchema.parse(body);
      const identity = { cert: reply.certificate, key: key.key };
      const old = [...device.keys];
      for (const each of old) if (each.standing === 'in') ledger.move(device, each, 'unsettled');
      device.keys.push({ identity, fingerprint: reply.fingerprint, standing: 'in', changes: 0 });
      device.renewalSecret = reply.renewalSecret;
      const confirmation = { deviceId: device.id, renewalSecret: reply.renewalSecret };
      const confirmed = await soaked.ask(ROUTES.confirmRenewal.path, confirmation);
      if (confirmed.status !== 200) throw new Error(`A renewal could not be confirmed: ${confirmed.status}.`);
      for (const each of device.keys.slice(0, -1)) if (each.standing !== 'out') ledger.move(device, each, 'out');
      ledger.count('renewed');
    },
    neverRenewed,
  );
}

/** A device is shut out while it has a WebSocket open, which ends. */
async function ending({ soaked, ledger }: Soak): Promise<void> {
  if (ledger.devices.filter((device) => ledger.standing(device) === 'in').length <= FEWEST_IN) return;
  await ledger.alone('in', async (device) => {
    const options = { port: soaked.home.httpsPort, host: hostOf('cloud'), identity: ledger.newest(device)?.identity };
    const stream = await openStream('websocket', options).catch(() => undefined);
    ledger.moveAll(device, 'unsettled');
    await soaked.command('shut-out', device.id);
    ledger.moveAll(device, 'out');
    ledger.count('shut out');
    if (!stream) return;
    const late = sleep(STREAM_ENDS_WITHIN, 'late' as const, { ref: false });
    if ((await Promise.race([stream.ended, late])) === 'late')
      ledger.violated(`A WebSocket of ${device.person} outlived the shutting out.`);
    else ledger.count('streams ended');
    stream.close();
  });
}

/** It was a mistake: the newest key opens again, and no key before it. */
async function lettingIn({ soaked, ledger }: Soak): Promise<void> {
  await ledger.alone('out', async (device) => {
    const newest = ledger.newest(device);
    if (!newest) return;
    ledger.move(device, newest, 'unsettled');
    await soaked.command('let-in', device.id);
    settle(ledger, device, newest);
    ledger.count('let in again');
  });
}

function settle(ledger: Ledger, device: KnownDevice, { fingerprint }: Key): void {
  const key = device.keys.find((each) => each.fingerprint === fingerprint);
  if (key) ledger.move(device, key, 'in');
}

/** A service comes or goes. Nothing is held against a reload that a fault cut off: the next one, or start, takes it. */
async function reload({ soaked, ledger, say, isCalm }: Soak): Promise<void> {
  const path = join(soaked.home.dir, 'latchkey.yaml');
  const text = await readFile(path, 'utf8');
  const upstream = soaked.home.services[0]?.upstream ?? '';
  const next = text.includes('\n  music:')
    ? text.replace(/\n {2}music: .*/, '')
    : text.replace('services:', `services:\n  music: ${upstream}`);
  await writeFile(path, next);
  const calm = isCalm();
  const { code, stderr } = await soaked.once('reload');
  if (code !== 0 && calm) throw new Error(`A reload was not made: ${stderr.trim()}`);
  if (code !== 0) say(`no reload: ${stderr.trim()}`);
  ledger.count(code === 0 ? 'reloaded' : 'reloads cut off');
}

/** A backup needs no home that runs: nothing that is killed is an excuse. */
async function backup(soak: Soak): Promise<void> {
  const { soaked, ledger, backups, recipient } = soak;
  const begun = Date.now();
  const file = join(backups, `${begun}.tar.age`);
  const { code, stderr } = await soaked.once('backup', file, '--to', recipient);
  if (code !== 0) throw new Error(`A backup was not made: ${stderr.trim()}`);
  soak.lastBackup = { file, begun, done: Date.now() };
  ledger.count('backups');
}
