/**
 * `npm run bench:data-path [-- --rounds N] [-- --seconds N] [-- --json]`: what a request and a handshake cost at home,
 * from outside, through the loop that the design began with, and at a bare Caddy. The ways take turns within each
 * round, so that whatever else the machine does meets all of them; ratios are of the same round.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { median, round, wholeNumber } from '../figures.ts';
import { ab, type Load, type Measured, requireAb } from './ab.ts';
import { startUpstream } from './upstream.ts';
import { WAYS, type Way, type WayName, withWays } from './ways.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
const rounds = wholeNumber('rounds', values.rounds, 100);
const seconds = wholeNumber('seconds', values.seconds, 60);

/** Many handshakes at a time: ab waits 40 ms for a delayed acknowledgement in each, which is nobody's cost. */
const LOADS = {
  'keep-alive, 16 at a time': { concurrency: 16, keepAlive: true, seconds },
  'keep-alive, one at a time': { concurrency: 1, keepAlive: true, seconds },
  'a handshake each, 48 at a time': { concurrency: 48, keepAlive: false, seconds },
} as const satisfies Record<string, Load>;

/** With the processor time of all that serves it, per request. */
type Sample = Measured & { readonly cpuUs: number };

async function measure(way: Way, load: Load): Promise<Sample> {
  const before = way.cpuMs();
  const measured = await ab(load.keepAlive ? way.visit : way.spread, load);
  return { ...measured, cpuUs: ((way.cpuMs() - before) * 1000) / measured.requests };
}

const FIGURES = ['perSecond', 'p50Ms', 'p99Ms', 'cpuUs'] as const;
const PAIRS = [
  ['LAN', 'LAN, the seed’s'],
  ['WAN direct', 'LAN'],
  ['WAN direct', 'WAN, the seed’s loop'],
  ['WAN direct', 'bare Caddy with mTLS'],
  ['WAN, hand-written site', 'WAN, the seed’s loop'],
] as const satisfies readonly (readonly [WayName, WayName])[];

const of = (samples: readonly Sample[], figure: (typeof FIGURES)[number]) => samples.map((sample) => sample[figure]);

function summarize(load: string, samples: ReadonlyMap<string, readonly Sample[]>) {
  const rows = [...samples].map(([name, all]) => ({
    name,
    ...(Object.fromEntries(FIGURES.map((figure) => [figure, round(median(of(all, figure)))])) as Record<
      (typeof FIGURES)[number],
      number
    >),
  }));
  const ratios = PAIRS.map(([name, to]) => {
    const [ours = [], theirs = []] = [samples.get(name), samples.get(to)];
    const ratio = (figure: (typeof FIGURES)[number]) => {
      const [mine, other] = [of(ours, figure), of(theirs, figure)];
      return round(median(mine.map((value, i) => value / (other[i] ?? Number.NaN))));
    };
    return { name, to, ...Object.fromEntries(FIGURES.map((figure) => [figure, ratio(figure)])) };
  });
  return { load, rows, ratios };
}

function print({ load, rows, ratios }: ReturnType<typeof summarize>): void {
  process.stdout.write(`\n${load}${' '.repeat(40 - load.length)}       /s   p50 ms   p99 ms  CPU µs/request\n`);
  const line = (title: string, row: object) => {
    const cells = FIGURES.map((figure) => String(Reflect.get(row, figure)).padStart(9));
    process.stdout.write(`  ${title.padEnd(38)}${cells.join('')}\n`);
  };
  for (const row of rows) line(row.name, row);
  for (const row of ratios) line(`${row.name} : ${row.to}`, row);
}

await requireAb();
await withWays(startUpstream, async (ways) => {
  const results = [];
  for (const [name, load] of Object.entries(LOADS)) {
    process.stderr.write(`${name}\n`);
    const samples = new Map<string, Sample[]>();
    // One round more than is counted: the first warms all of them up.
    for (let turn = 0; turn <= rounds; turn += 1) {
      for (const way of WAYS) {
        const sample = await measure(ways[way], load);
        if (turn > 0) samples.set(way, [...(samples.get(way) ?? []), sample]);
      }
    }
    results.push(summarize(name, samples));
  }

  if (values.json) process.stdout.write(`${JSON.stringify({ rounds, seconds, loads: results })}\n`);
  else for (const result of results) print(result);
});
