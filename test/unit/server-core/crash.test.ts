/** Cuts every use case off at every step; what the next start finds is what the registry had acknowledged. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoorSessions } from '../../../server/core/ports.ts';
import { expectSettled } from '../../support/crash/expect-settled.ts';
import {
  BYSTANDER,
  type Prepared,
  prepare,
  recorded,
  SCENARIOS,
  SOURCES,
  scenario,
} from '../../support/crash/scenarios.ts';
import { Steps } from '../../support/crash/steps.ts';
import { type FixedClock, fixedClock, makeHome, openTestHome } from './support.ts';

/** The door with three connections open. */
class MemoryDoor implements DoorSessions {
  readonly open = new Map([...SOURCES, BYSTANDER].map((source) => [source as string, [source as string]]));

  sessions() {
    return Promise.resolve(new Map(this.open));
  }

  end(ids: readonly string[]) {
    for (const id of ids) this.open.delete(id);
    return Promise.resolve();
  }
}

const CRASH = new Error('the process is gone');
const crash = (): never => {
  throw CRASH;
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-crash-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A prepared home, kept as a folder that every attempt gets a copy of. */
async function template(name: string) {
  const clock = fixedClock();
  const home = await makeHome(clock);
  await home.notes.clear();
  const prepared = await prepare(name, home, clock);
  const untouched = recorded(home);
  home.registry.close();
  cpSync(home.layout.dir, join(dir, 'template'), { recursive: true });
  home.dispose();
  return { prepared, untouched, clock };
}

async function attempt(name: string, prepared: Prepared, fatal: number, clock: FixedClock) {
  const copy = join(dir, String(fatal));
  cpSync(join(dir, 'template'), copy, { recursive: true });
  const door = new MemoryDoor();
  const steps = new Steps(fatal, crash);
  const home = await openTestHome(copy, clock, { door, watch: steps.watch });
  let acknowledged = true;
  try {
    await scenario(name).run(home, prepared);
    steps.point('answer');
  } catch (error) {
    if (error !== CRASH) throw error;
    acknowledged = false;
  }
  // What the dead process held open is closed for it.
  const next = await openTestHome(copy, clock, { door });
  const found = recorded(next);
  await expectSettled(next, door);
  return { found, acknowledged, steps, next, door };
}

describe('a crash at every step', () => {
  it.each(Object.keys(SCENARIOS))('of: %s', async (name) => {
    const { prepared, untouched, clock } = await template(name);
    const whole = await attempt(name, prepared, Number.POSITIVE_INFINITY, clock);
    expect(whole.acknowledged).toBe(true);
    const after = whole.found;
    whole.next.registry.close();
    expect(whole.steps.passed).toBeGreaterThan(3);

    let committed = false;
    for (let fatal = 1; fatal <= whole.steps.passed; fatal += 1) {
      const { found, acknowledged, steps, next } = await attempt(name, prepared, fatal, clock);
      const at = `step ${fatal}, before ${steps.last}`;
      expect(acknowledged, at).toBe(false);
      // All of it or nothing, and what was recorded once stays.
      const isDone = JSON.stringify(found) === JSON.stringify(after);
      if (committed) expect(found, at).toEqual(after);
      else expect(isDone ? after : untouched, at).toEqual(found);
      committed ||= isDone;

      // Whoever got no answer asks again, and everything is as if nothing had happened.
      await scenario(name).run(next, prepared);
      expect(recorded(next), at).toEqual(after);
      expect(await next.keeper.reconcile(), at).toEqual({ created: [], removed: [], stuck: [] });
      next.registry.close();
    }
    expect(committed).toBe(true);
  });
});
