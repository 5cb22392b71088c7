/** The end of a soak: everything is quiet, and the ledger is held against the home. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROUTES } from '../../shared/api.ts';
import { probe } from '../support/probe.ts';
import { makeSoftKey } from '../support/soft-device.ts';
import { hostOf, latchkey } from '../support/throw-away-home.ts';
import type { Key, KnownDevice } from './ledger.ts';
import type { Soak } from './load.ts';

/** So long a key that is in may be refused or unanswered while the home comes to itself; milliseconds. */
const PATIENCE = 60_000;
/** So many used codes are tried again. */
const CODES_TRIED = 5;

interface Listed {
  readonly id: string;
  readonly state: string;
}

/** Checks everything, and notes what is wrong among the ledger's violations. */
export async function checkSettled(soak: Soak, identityFile: string): Promise<void> {
  const { soaked, ledger } = soak;
  await soaked.ensureUp();
  for (const device of ledger.devices) await checkKeys(soak, device);
  await checkRegistry(soak);
  await checkActiveSet(soak);
  await checkCodes(soak);
  const { code, stderr } = await soaked.once('audit', 'verify');
  if (code !== 0) ledger.violated(`The audit log is not whole: ${stderr}`);
  if (soak.lastBackup) await checkBackup(soak, identityFile);
}

async function checkKeys({ soaked, ledger }: Soak, device: KnownDevice): Promise<void> {
  const port = soaked.home.httpsPort;
  const ask = async ({ identity }: Key) => {
    const result = await probe({ port, host: hostOf('cloud'), identity });
    return result.kind === 'answer' ? result.status : result.reason;
  };
  for (const key of device.keys) {
    const who = `The key ${key.fingerprint.slice(0, 8)} of ${device.person}`;
    if (key.standing === 'unsettled') ledger.violated(`${who} was left unsettled.`);
    let answer = await ask(key);
    if (key.standing === 'out' && answer === 200) ledger.violated(`${who} is out and gets in at the end.`);
    if (key.standing !== 'in') continue;
    for (const until = Date.now() + PATIENCE; answer !== 200 && Date.now() < until; answer = await ask(key))
      await sleep(100);
    if (answer !== 200) ledger.violated(`${who} should get in and does not: ${answer}.`);
  }
}

async function listed({ soaked }: Soak): Promise<readonly Listed[]> {
  return (JSON.parse(await soaked.command('devices', '--all', '--json')) as { devices: Listed[] }).devices;
}

/** Nothing acknowledged is lost, and nobody is there whom nobody knows. */
async function checkRegistry(soak: Soak): Promise<void> {
  const { ledger } = soak;
  const states = new Map((await listed(soak)).map(({ id, state }) => [id, state]));
  for (const device of ledger.devices) {
    const state = states.get(device.id);
    const expected = ledger.standing(device) === 'in' ? 'active' : 'shut-out';
    if (state !== expected) ledger.violated(`${device.person} is ${state ?? 'lost'} and should be ${expected}.`);
    states.delete(device.id);
  }
  for (const id of states.keys()) ledger.violated(`Nobody enrolled the device ${id}.`);
}

async function checkActiveSet({ soaked, ledger }: Soak): Promise<void> {
  const expected = ledger.devices.flatMap(({ keys }) => keys.filter(({ standing }) => standing === 'in'));
  const found = new Set(await readdir(join(soaked.home.dir, 'active')));
  for (const { fingerprint } of expected)
    if (!found.delete(fingerprint)) ledger.violated(`${fingerprint} is not in the active set.`);
  for (const name of found) ledger.violated(`${name} is in the active set and should not be.`);
}

async function checkCodes({ soaked, ledger }: Soak): Promise<void> {
  for (const code of ledger.spent.slice(-CODES_TRIED)) {
    const { csr } = await makeSoftKey();
    const { status } = await soaked.ask(ROUTES.issueCertificate.path, { code, csr, device: { name: 'Second' } });
    if (status !== 403) ledger.violated(`A used code was answered with ${status}.`);
  }
}

/** What the newest backup must know: whoever was in when it was begun and was left alone until it was done. */
async function checkBackup({ soaked, ledger, lastBackup, backups }: Soak, identityFile: string): Promise<void> {
  if (!lastBackup) return;
  const { file, begun, done } = lastBackup;
  const dir = join(backups, 'restored');
  const words = ['restore', file, '--identity-file', identityFile, '--let-in', 'all', '--old-home', soaked.home.dir];
  const { code, stdout, stderr } = await latchkey([...words, '--dir', dir, '--json']);
  if (code !== 0) return ledger.violated(`The newest backup cannot be restored: ${stderr}`);
  const { letIn } = JSON.parse(stdout) as { letIn: Listed[] };
  const ids = new Set(letIn.map(({ id }) => id));
  for (const device of ledger.devices) {
    const untouched = device.enrolledAt < begun && (device.touchedAt < begun || device.touchedAt > done);
    const out = ledger.standing(device) === 'out';
    if (out && ids.has(device.id)) ledger.violated(`A restored home lets ${device.person} in, who is shut out.`);
    if (!out && untouched && device.touchedAt < begun && !ids.has(device.id))
      ledger.violated(`The backup does not know ${device.person}, who was in.`);
  }
}
