/**
 * `npm run bench:footprint [-- --runs N] [-- --seconds N] [-- --json]`: memory and idle processor time of a whole home
 * (HAProxy, Caddy, `latchkey up`), and how long it takes from the start of the command until it is ready. The server is
 * the bundle that is shipped: from a checkout, Node strips the types of every file first and keeps what does it in memory.
 */
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LAN_SOURCE, probe } from '../support/probe.ts';
import { cpuMs, memoryAloneOf, memoryOf, processTree } from '../support/process-tree.ts';
import { enrolSoftDevice } from '../support/soft-device.ts';
import { ENROLMENT_HOST, hostOf, makeThrowAwayHome } from '../support/throw-away-home.ts';
import { median, round, wholeNumber } from './figures.ts';
import { idlePrograms } from './idle-programs.ts';
import { TOOLS } from './shipped.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '30' },
    json: { type: 'boolean' },
  },
});
const runs = wholeNumber('runs', values.runs, 50);
const seconds = wholeNumber('seconds', values.seconds, 600);
/** What a start leaves to be done has been done by then. */
const SETTLE = 13_000;

/** The processes of a home by what they are. */
const PARTS = ['latchkey', 'caddy', 'haproxy'] as const;
type Part = (typeof PARTS)[number];
const partOf = (name: string): Part => PARTS.find((part) => name === part) ?? 'latchkey';

interface Footprint {
  readonly readyMs: number;
  readonly memoryMb: Record<Part, number>;
  /** Where other programs run from the same Node: this benchmark itself does. */
  readonly sharedMb: number;
  /** Of one core. */
  readonly idlePercent: Record<Part, number>;
}

const sum = (parts: Record<Part, number>) => PARTS.reduce((total, part) => total + parts[part], 0);

async function footprint(): Promise<Footprint> {
  const home = await makeThrowAwayHome();
  try {
    const began = performance.now();
    const { up } = await home.up();
    const readyMs = performance.now() - began;
    // A home that has been used: somebody enrolled, somebody came from each side.
    const { code } = await home.invite('Bench');
    const { identity } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
    const visit = { port: home.httpsPort, host: hostOf('cloud') };
    await Promise.all([probe({ ...visit, identity }), probe({ ...visit, from: LAN_SOURCE })]);
    await sleep(SETTLE);

    const tree = processTree(up.pid);
    const used = () => tree.map(({ pid }) => cpuMs([pid]));
    const [before, at] = [used(), performance.now()];
    await sleep(seconds * 1000);
    const [after, elapsed] = [used(), performance.now() - at];
    const per = (figure: (index: number) => number) =>
      Object.fromEntries(
        PARTS.map((part) => [
          part,
          tree.reduce((total, { name }, i) => total + (partOf(name) === part ? figure(i) : 0), 0),
        ]),
      ) as Record<Part, number>;
    return {
      readyMs,
      memoryMb: per((i) => memoryAloneOf(tree[i]?.pid ?? 0) / 1e6),
      sharedMb: tree.reduce((total, { pid }) => total + memoryOf(pid), 0) / 1e6,
      idlePercent: per((i) => (((after[i] ?? 0) - (before[i] ?? 0)) / elapsed) * 100),
    };
  } finally {
    await home.remove();
  }
}

const all: Footprint[] = [];
const idle: number[] = [];
for (let run = 0; run < runs; run += 1) {
  all.push(await footprint());
  idle.push(await idlePrograms({ caddy: TOOLS.caddy.path, haproxy: TOOLS.haproxy.path }));
}

const middle = (figure: (run: Footprint) => number) => round(median(all.map(figure)));
const rows = [
  { name: 'start to ready (ms)', value: middle(({ readyMs }) => readyMs), goal: 2000 },
  { name: 'memory, together (MB)', value: middle(({ memoryMb }) => sum(memoryMb)) },
  // The goal was set by this figure.
  { name: 'memory, Node shared with another program (MB)', value: middle(({ sharedMb }) => sharedMb), goal: 120 },
  ...PARTS.map((part) => ({ name: `memory, ${part} (MB)`, value: middle(({ memoryMb }) => memoryMb[part]) })),
  { name: 'memory, Node, Caddy and HAProxy with nothing to do (MB)', value: round(median(idle)) },
  { name: 'idle, together (% of one core)', value: middle(({ idlePercent }) => sum(idlePercent)), goal: 0.5 },
  ...PARTS.map((part) => ({
    name: `idle, ${part} (% of one core)`,
    value: middle(({ idlePercent }) => idlePercent[part]),
  })),
];
if (values.json) process.stdout.write(`${JSON.stringify({ runs, seconds, rows })}\n`);
else {
  for (const { name, value, ...goal } of rows) {
    const than = 'goal' in goal ? `   goal: under ${goal.goal}` : '';
    process.stdout.write(`${name.padEnd(58)}${String(value).padStart(8)}${than}\n`);
  }
}
