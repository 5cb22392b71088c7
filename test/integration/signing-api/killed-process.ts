/**
 * A process that runs one scenario and kills itself at a step:
 *
 *     killed-process.ts DIR NOW FATAL SCENARIO PREPARED
 *
 * FATAL is the step, counted from one, or 0 for none; PREPARED is JSON. The last line says how many steps were come to
 * and what was to come next.
 */
import { writeSync } from 'node:fs';
import { scenario } from '../../support/crash/scenarios.ts';
import { Steps } from '../../support/crash/steps.ts';
import { fixedClock, openTestHome } from '../../unit/server/core/support.ts';

const [dir = '', now = '', fatal = '', name = '', prepared = '{}'] = process.argv.slice(2);

const report = (end: string) => writeSync(1, `${JSON.stringify({ steps: steps.passed, before: steps.last, end })}\n`);

function die(): never {
  report('killed');
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still here');
}

const steps = new Steps(Number(fatal) || Number.POSITIVE_INFINITY, die);

async function main(): Promise<void> {
  const home = await openTestHome(dir, fixedClock(Number(now)), { watch: steps.watch });
  await scenario(name).run(home, JSON.parse(prepared));
  steps.point('answer');
  report('answered');
}

void main();
