/**
 * `npm run bench:data-path [-- --rounds N] [-- --seconds N] [-- --json]`: what a request and a handshake cost at home,
 * from outside, through the loop that the design began with, and at a bare Caddy. The ways take turns within each
 * round, so that whatever else the machine does meets all of them; ratios are of the same round.
 *
 * With `--design haproxy-tls` (or `haproxy-tls-two-ports`): beside them, the design in which HAProxy ends TLS
 * (docs/decisions/0027). `--load handshake` measures only the loads with that word.
 *
 * With `--without identity-headers` (or `all`): what a promise costs, by the same home without what keeps it.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../figures.ts';
import { ab, type Load, type Measured, requireAb } from './ab.ts';
import { compare, inTurns, print } from './compare.ts';
import { DESIGN_PAIRS, DESIGN_ROWS, designNamed } from './haproxy-tls/rows.ts';
import { startUpstream } from './upstream.ts';
import type { Way } from './way.ts';
import { WAYS, type WayName, type WayOf, withWays } from './ways.ts';
import { measureWithout, promisesNamed } from './without.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '1' },
    design: { type: 'string' },
    load: { type: 'string', default: '' },
    without: { type: 'string', multiple: true },
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

async function measureWays(): Promise<void> {
  const design = designNamed(values.design);
  const names = [...WAYS, ...(design ? DESIGN_ROWS : [])];
  const pairs = [...PAIRS, ...(design ? DESIGN_PAIRS : [])];
  const work = async (wayOf: WayOf) => {
    const results = [];
    for (const [name, load] of Object.entries(LOADS).filter(([each]) => each.includes(values.load))) {
      process.stderr.write(`${name}\n`);
      const samples = await inTurns(names, { rounds, warmUp: true }, (way) => measure(wayOf(way), load));
      results.push({ load: name, ...compare(samples, FIGURES, pairs) });
    }

    if (values.json) process.stdout.write(`${JSON.stringify({ rounds, seconds, loads: results })}\n`);
    else
      for (const { load, ...result } of results)
        print(load, FIGURES, ['/s', 'p50 ms', 'p99 ms', 'CPU µs/request'], result);
  };
  await withWays(startUpstream, work, design);
}

const promises = values.without && promisesNamed(values.without);
await requireAb();
if (promises) await measureWithout(promises, { rounds, seconds, json: values.json ?? false });
else await measureWays();
