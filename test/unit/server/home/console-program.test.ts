/** The console's program as the home sees it: started for who comes, and ended in time whatever it does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { homeLayout } from '../../../../server/core/layout.ts';
import { ConsoleProgram } from '../../../../server/home/console-program.ts';
import { TIMEOUTS, type Timeouts } from '../../../../server/stack/process/supervised-child.ts';

let dir: string;
let pids: number[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-console-'));
  pids = [];
});
afterEach(() => {
  for (const pid of pids.filter(isThere)) process.kill(pid, 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A home whose console is this script, and to which somebody has come. */
async function running(script: string, timeouts: Partial<Timeouts>) {
  const layout = homeLayout(dir);
  mkdirSync(layout.run.dir, { recursive: true, mode: 0o700 });
  const file = join(layout.run.dir, 'console.mjs');
  writeFileSync(file, script);
  const said: string[] = [];
  const ends: string[] = [];
  const program = new ConsoleProgram({
    layout,
    program: [process.execPath, file],
    env: process.env,
    record: async (pid) => void pids.push(pid),
    onLine: (line) => said.push(line),
    onEnd: (how) => ends.push(how),
    timeouts: { ...TIMEOUTS, ...timeouts },
  });
  await program.start();
  connect(layout.run.console).on('error', () => undefined);
  return { program, said, ends };
}

test('one that does not end when it is told so is ended, and the home stops', async () => {
  const { program, said } = await running(
    `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('"listening"');`,
    { stop: 50 },
  );
  await expect.poll(() => said, { timeout: 10_000 }).toContain('"listening"');
  await program.stop();
  expect(pids.map(isThere)).toEqual([false]);
});

test('stopping waits for no pause before a start', async () => {
  const { program, ends } = await running('process.exit(1)', { firstBackOff: 60_000, longestBackOff: 60_000 });
  await expect.poll(() => ends, { timeout: 10_000 }).toEqual(['exit code 1']);
  await program.stop();
  expect(pids).toHaveLength(1);
});
