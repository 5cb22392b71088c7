/**
 * `npm run bench:commands [-- --runs N] [-- --json]`: how long commands take that somebody waits for, from the shell to
 * their end, beside a Node that does nothing. All take turns within each round, so that whatever else the machine does
 * meets all of them; ratios are of the same round.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openHome } from '../../server/home/open.ts';
import { endedChildrenCpuMs } from '../support/process-tree.ts';
import { run } from '../support/processes.ts';
import { latchkey, makeThrowAwayHome } from '../support/throw-away-home.ts';
import type { Commands } from './all/report.ts';
import { median, round, wholeNumber } from './figures.ts';
import { fillRegistry } from './filled-registry.ts';
import './shipped.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' }, json: { type: 'boolean' } } });
const runs = wholeNumber('runs', values.runs, 1000);

const DEVICES = 20;
const home = await makeThrowAwayHome();
const env = { ...process.env, LATCHKEY_DIR: home.dir };
const ofLatchkey = (...args: string[]) => {
  return () => latchkey(args, { env });
};

const NOTHING = 'node -e 0';
const FIVE_TIMES = 'at most 5 times';
const AT_ONCE = 'at most 120 ms';
const ROWS: readonly { readonly name: string; readonly goal?: string; readonly run: () => ReturnType<typeof run> }[] = [
  { name: NOTHING, run: () => run({ file: process.execPath, args: ['-e', '0'] }) },
  { name: 'latchkey --version', run: ofLatchkey('--version') },
  { name: 'latchkey devices --help', run: ofLatchkey('devices', '--help') },
  { name: 'latchkey devices', goal: FIVE_TIMES, run: ofLatchkey('devices') },
  { name: 'latchkey people', goal: FIVE_TIMES, run: ofLatchkey('people') },
  { name: 'latchkey invites', goal: FIVE_TIMES, run: ofLatchkey('invites') },
  { name: 'latchkey status', run: ofLatchkey('status') },
  { name: 'Tab for a command', goal: AT_ONCE, run: ofLatchkey('__complete', '') },
  { name: 'Tab for a name', goal: AT_ONCE, run: ofLatchkey('__complete', 'shut-out', 'Lap') },
];

interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
}

/** @throws Error when the command fails: it would be timed for nothing */
async function timed({ name, run: start }: (typeof ROWS)[number]): Promise<Sample> {
  const before = endedChildrenCpuMs();
  const { code, stderr, milliseconds } = await start();
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
  return { ms: milliseconds, cpuMs: endedChildrenCpuMs() - before };
}

const samples = new Map<string, Sample[]>(ROWS.map(({ name }) => [name, []]));
try {
  const admin = await openHome(home.dir, { now: () => Date.now() }, 'admin:bench');
  fillRegistry(admin.registry, DEVICES, Date.now());
  admin.close();
  await home.up();
  for (const row of ROWS) await timed(row);
  for (let at = 0; at < runs; at += 1) for (const row of ROWS) samples.get(row.name)?.push(await timed(row));
} finally {
  await home.remove();
}

const nothing = samples.get(NOTHING) ?? [];
const rows = ROWS.map(({ name, goal }) => {
  const all = samples.get(name) ?? [];
  return {
    name,
    ms: round(median(all.map(({ ms }) => ms))),
    cpuMs: round(all.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / all.length),
    ratio: round(median(all.map(({ ms }, at) => ms / (nothing[at]?.ms ?? Number.NaN)))),
    ...(goal !== undefined && { goal }),
  };
});
const report: Commands = { runs, rows };
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  for (const { name, ms, cpuMs, ratio, goal } of rows) {
    const figures = [`${ms} ms`, `${cpuMs} ms of a processor`, `× ${ratio}`].map((each) => each.padStart(24)).join('');
    process.stdout.write(`${name.padEnd(26)}${figures}${goal === undefined ? '' : `   goal: ${goal}`}\n`);
  }
}
