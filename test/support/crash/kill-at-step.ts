/**
 * Loaded before a program (`node --import`): ends it with SIGKILL just before its Nth change of a file or of the registry,
 * with everything left as it is; or sends it another signal there, as Ctrl-C does. What counts as a step: making, writing, synchronising, renaming, removing or changing the
 * mode of a file, and each COMMIT. Nothing in the program knows of it.
 *
 * LATCHKEY_TEST_KILL_AT: which step, counted from one. LATCHKEY_TEST_SIGNAL: what instead of SIGKILL. LATCHKEY_TEST_STEPS: a file to write their number into at the end.
 * LATCHKEY_TEST_WHEN_TOLD: for a program that goes on; counts from one SIGUSR2 to the next, which is the end.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';

const fatal = Number(process.env.LATCHKEY_TEST_KILL_AT ?? 0);
const report = process.env.LATCHKEY_TEST_STEPS;
const write = fs.writeFileSync;
const whenTold = process.env.LATCHKEY_TEST_WHEN_TOLD !== undefined;
let counting = !whenTold;
let steps = 0;

function step(): void {
  if (!counting) return;
  steps += 1;
  if (steps === fatal) process.kill(process.pid, process.env.LATCHKEY_TEST_SIGNAL ?? 'SIGKILL');
}

type Call = (...args: unknown[]) => unknown;

function before(owner: object, name: string, isChange: (args: readonly unknown[]) => boolean = () => true): void {
  const call: unknown = Reflect.get(owner, name);
  if (typeof call !== 'function') throw new Error(`there is no ${name}`);
  Reflect.set(owner, name, function changed(this: unknown, ...args: unknown[]) {
    if (isChange(args)) step();
    return Reflect.apply(call as Call, this, args);
  });
}

const CHANGES = ['writeFile', 'mkdir', 'rename', 'link', 'symlink', 'unlink', 'rm', 'chmod', 'copyFile'];
const toWrite = ([, flags]: readonly unknown[]) => typeof flags === 'string' && /[wax+]/.test(flags);

const handle = await fs.promises.open('/dev/null');
await handle.close();
for (const name of ['write', 'writeFile', 'sync']) before(Object.getPrototypeOf(handle), name);
for (const name of CHANGES) {
  before(fs, `${name}Sync`);
  before(fs.promises, name);
}
for (const name of ['writeSync', 'fsyncSync']) before(fs, name);
before(fs, 'openSync', toWrite);
before(fs.promises, 'open', toWrite);
before(DatabaseSync.prototype, 'exec', ([sql]) => /\bCOMMIT\b/.test(String(sql)));
syncBuiltinESMExports();

if (whenTold) {
  process.on('SIGUSR2', () => {
    if (counting && report !== undefined) write(report, String(steps));
    counting = !counting;
  });
} else if (report !== undefined) process.once('exit', () => write(report, String(steps)));
