/** Cuts every use case off at every step; what the next start finds is what the registry had acknowledged. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../../../shared/errors.ts';
import { type CutOff, proveEveryStep } from '../../../support/crash/prove.ts';
import { SCENARIOS, scenario } from '../../../support/crash/scenarios.ts';
import { Steps } from '../../../support/crash/steps.ts';
import { openTestHome } from './support.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-crash-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Every port throws from the fatal step on: nothing more reaches the disk, as when the process is gone. */
const byException: CutOff = async ({ name, dir, prepared, clock, proxy }, fatal) => {
  const crash = new Error('the process is gone');
  const steps = new Steps(fatal, () => {
    throw crash;
  });
  const home = await openTestHome(dir, clock, { proxy, watch: steps.watch });
  let answered = false;
  try {
    await scenario(name).run(home, prepared);
    steps.point('answer');
    answered = true;
  } catch (error) {
    // What is still open is told apart from a change that was not made.
    if (error !== crash && !(error instanceof LatchkeyError && error.cause === crash)) throw error;
  }
  return { steps: steps.passed, before: steps.last, answered };
};

describe('a crash at every step', () => {
  it.each(Object.keys(SCENARIOS))('of: %s', { timeout: 30_000 }, async (name) => {
    expect(await proveEveryStep(name, scratch, byException)).toBeGreaterThan(3);
  });
});
