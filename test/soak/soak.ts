/** A real home under everything at once for a while, while parts of it are killed. The ledger says what is left of it. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ledger } from './ledger.ts';
import { firstGuests, load, type Soak } from './load.ts';
import { type Grown, isGrowing, watchMemory } from './memory.ts';
import { checkSettled } from './settled.ts';
import { SoakedHome } from './soaked-home.ts';

export interface SoakOptions {
  /** All of it. */
  readonly milliseconds: number;
  /** Of it, at the end, without a fault: only what lives for long can be seen to grow. */
  readonly withoutFaults?: number;
  /** Between two faults; milliseconds. */
  readonly faultEvery?: number;
  readonly onTalk?: (line: string) => void;
  /** Does something with what is there when everything was checked. */
  readonly afterwards?: (soak: Soak, identityFile: string) => Promise<void>;
}

export interface SoakReport {
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
  /** While nothing was killed; empty when that was never. */
  readonly memory: readonly Grown[];
  /** Empty when everything held. */
  readonly violations: readonly string[];
}

/** After the last fault a home may be starting; milliseconds. */
const COMES_TO_ITSELF = 60_000;
/** In so much time all that can happen does; milliseconds. */
const LONG = 300_000;
/** Of those who are let in while nothing is killed, so many may meet a reload. */
const MAY_MEET_A_RELOAD = 0.05;

/** A home in which nothing happens breaks no promise, and shows none. */
function requireEverything(ledger: Ledger): void {
  for (const what of ['let in', 'renewed', 'shut out', 'streams ended', 'let in again', 'reloaded', 'backups'])
    if (!ledger.counts[what]) ledger.violated(`It never came to this: ${what}.`);
  const { 'let in while nothing was killed': asked = 0, 'of these, not answered': unanswered = 0 } = ledger.counts;
  if (unanswered > asked * MAY_MEET_A_RELOAD)
    ledger.violated(
      `While nothing was killed, ${unanswered} of ${asked} visits with a key that is let in were not answered.`,
    );
}

/** Of what the home has said, so many characters help to see what went wrong. */
const LAST_WORDS = 4000;

/** Runs a soak to its end; nothing is left of it. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { milliseconds, withoutFaults = 0, faultEvery = 3000, onTalk = () => undefined } = options;
  const began = performance.now();
  const backups = await mkdtemp(join(tmpdir(), 'latchkey-soak-'));
  const keys = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const identityFile = join(backups, 'identity.txt');
  await writeFile(identityFile, keys, { mode: 0o600 });
  const ledger = new Ledger();
  const violations: string[] = [];
  let memory: readonly Grown[] = [];
  const soaked = await SoakedHome.start();
  try {
    const recipient = /age1[a-z0-9]+/.exec(keys)?.[0] ?? '';
    const enough = new AbortController();
    let calmFrom = Number.POSITIVE_INFINITY;
    const soak: Soak = {
      soaked,
      ledger,
      say: onTalk,
      isCalm: () => performance.now() > calmFrom,
      signal: enough.signal,
      recipient,
      backups,
      lastBackup: undefined,
    };
    await firstGuests(soak);
    const timer = setTimeout(() => enough.abort(), milliseconds);
    const faulty = {
      ...soak,
      signal: AbortSignal.any([enough.signal, AbortSignal.timeout(milliseconds - withoutFaults)]),
    };
    const disturb = async () => {
      await faults(faulty, faultEvery, onTalk);
      calmFrom = performance.now() + COMES_TO_ITSELF;
      onTalk('nothing is killed from here on; memory is looked at');
      memory = await watchMemory(soak);
    };
    onTalk(`a home is up; ${Math.round(milliseconds / 1000)} seconds of everything`);
    await Promise.all([load(soak), disturb()]).finally(() => clearTimeout(timer));
    if (milliseconds >= LONG) requireEverything(ledger);
    onTalk('quiet; the ledger is held against the home');
    await checkSettled(soak, identityFile);
    for (const { name, firstMb, lastMb } of memory.filter(isGrowing))
      ledger.violated(`${name} grew from ${firstMb} to ${lastMb} MB.`);
    if (ledger.violations.length > 0) onTalk(soaked.said().slice(-LAST_WORDS));
    violations.push(...ledger.violations);
    await options.afterwards?.(soak, identityFile);
  } finally {
    await soaked.home.remove();
    await rm(backups, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  return { seconds, counts: ledger.counts, memory, violations };
}

/** HAProxy, Caddy and `up` in turn: so none of the children dies often enough in one life of `up` to be given up. */
async function faults({ soaked, ledger, signal }: Soak, every: number, onTalk: (line: string) => void): Promise<void> {
  const kills = [
    ['haproxy killed', () => soaked.killChild('haproxy')],
    ['caddy killed', () => soaked.killChild('caddy')],
    ['up killed', () => soaked.killUp()],
  ] as const;
  for (let turn = 0; ; turn += 1) {
    await sleep(every, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const [what, kill] = kills[turn % kills.length] ?? kills[0];
    onTalk(what);
    try {
      ledger.count((await kill()) ? what : `${what}: was not there`);
    } catch (thrown) {
      ledger.violated(`${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      await soaked.ensureUp().catch(() => undefined);
    }
  }
}
