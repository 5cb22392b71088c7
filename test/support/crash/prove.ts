import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  type FixedClock,
  fixedClock,
  makeHome,
  type OpenTestHome,
  openTestHome,
} from '../../unit/server/core/support.ts';
import { sampleOf } from '../long-tail.ts';
import { CrashProxySessions } from './proxy-sessions.ts';
import { BYSTANDER, type Prepared, prepare, recorded, SOURCES, scenario } from './scenarios.ts';

/** One run of a scenario's second half, to be cut off. */
interface Run {
  readonly name: string;
  /** The home's folder. */
  readonly dir: string;
  readonly prepared: Prepared;
  readonly clock: FixedClock;
  readonly proxy: CrashProxySessions;
}

/** How far it came: so many steps, and what was to come next. */
interface Reached {
  readonly steps: number;
  readonly before: string;
  readonly answered: boolean;
}

/** Runs until the step counted from one, and is gone there. */
export type CutOff = (run: Run, fatal: number) => Promise<Reached>;

/**
 * Cuts a scenario off at each of its steps, each time on a copy of the same home. After each the home is started anew:
 * what the registry says is all of it or nothing, the active set and the connections follow, and asking again ends in
 * what an undisturbed run ends in.
 * @param scratch an empty folder
 * @param options.atOnce how many runs there may be at the same time
 * @param options.sample how many of the steps are tried outside of `npm run attacks`
 */
export async function proveEveryStep(
  name: string,
  scratch: string,
  cutOff: CutOff,
  { atOnce = 1, sample = Number.POSITIVE_INFINITY } = {},
): Promise<number> {
  const { prepared, untouched, clock } = await template(name, scratch);
  const attempt = async (fatal: number) => {
    const dir = join(scratch, String(fatal));
    cpSync(join(scratch, 'template'), dir, { recursive: true });
    const proxy = new CrashProxySessions();
    const reached = await cutOff({ name, dir, prepared, clock, proxy }, fatal);
    const next = await openTestHome(dir, clock, { proxy });
    return { ...reached, next, proxy, at: `step ${fatal}, before ${reached.before}` };
  };

  const whole = await attempt(Number.POSITIVE_INFINITY);
  expect(whole.answered).toBe(true);
  await expectSettled(whole.next, whole.proxy, 'undisturbed');
  const after = recorded(whole.next);
  whole.next.registry.close();

  const recordedAt: boolean[] = [];
  const check = async (fatal: number) => {
    const { answered, next, proxy, at } = await attempt(fatal);
    expect(answered, at).toBe(false);
    const found = recorded(next);
    const done = JSON.stringify(found) === JSON.stringify(after);
    recordedAt[fatal - 1] = done;
    expect(found, at).toEqual(done ? after : untouched);
    await expectSettled(next, proxy, at);
    await scenario(name).run(next, prepared);
    expect(recorded(next), at).toEqual(after);
    expect(await next.reconciler.reconcile(), at).toEqual({ created: [], removed: [], stuck: [] });
    next.registry.close();
  };
  const everyStep = Array.from({ length: whole.steps }, (_, index) => index + 1);
  const steps = [...sampleOf(`steps to be cut off at: ${name}`, everyStep, sample)];
  const worker = async () => {
    for (let fatal = steps.shift(); fatal !== undefined; fatal = steps.shift()) await check(fatal);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  // What was on disk at one step is on disk at every later one, and before the answer it is there.
  expect(recordedAt.indexOf(false, recordedAt.indexOf(true))).toBe(-1);
  expect(recordedAt.at(-1)).toBe(true);
  return whole.steps;
}

/** A prepared home, closed, kept as a folder that every attempt gets a copy of. */
async function template(name: string, scratch: string) {
  const clock = fixedClock();
  const home = await makeHome(clock);
  await home.tracked.clear();
  const prepared = await prepare(name, home, clock);
  const untouched = recorded(home);
  home.registry.close();
  cpSync(home.layout.dir, join(scratch, 'template'), { recursive: true });
  home.dispose();
  return { prepared, untouched, clock };
}

/** Does what a home does when it starts and every few seconds after; then everything is what the registry says. */
async function expectSettled(home: OpenTestHome, proxy: CrashProxySessions, at: string): Promise<void> {
  await home.reconciler.reconcile();
  const active = home.registry.activeFingerprints(home.clock.now());
  expect([...(await home.activeSet.list())].sort(), at).toEqual([...active].sort());

  const busy = home.registry.devices().find(({ name }) => name === 'laptop');
  const open = await proxy.sessions();
  expect(open.has(BYSTANDER), at).toBe(true);
  if (busy && busy.state !== 'active') for (const source of SOURCES) expect(open.has(source), at).toBe(false);
  // What a person may not open is open to none of their devices.
  const taken = home.rules.ofPerson('Dave').some(({ service, allowed }) => service === 'cloud' && !allowed);
  if (taken) for (const source of SOURCES) expect(open.has(source), at).toBe(false);
  const outdated = (fingerprint: string) => !home.registry.mayStayOpen(fingerprint, home.clock.now());
  expect(
    (await home.tracked.aside()).filter(({ fingerprint }) => outdated(fingerprint)),
    at,
  ).toEqual([]);
  // A tracked connection gets through the client-auth check.
  for (const fingerprint of await home.tracked.fingerprints()) {
    expect(active, at).toContain(fingerprint);
    for (const host of await home.tracked.hosts(fingerprint))
      expect(home.policy.mayOpen(fingerprint, host), at).toBe(true);
  }
  expect(home.audit.verify(), at).toMatchObject({ ok: true });
}
