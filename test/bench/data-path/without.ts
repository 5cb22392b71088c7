/** What each promise costs: a home beside the same home without what keeps it. */
import process from 'node:process';
import { ab, type Load } from './ab.ts';
import { BROWSERS_HEADERS } from './browsers-headers.ts';
import { compare, inTurns, print } from './compare.ts';
import { isPromise, PROMISES, type PromiseName } from './promises.ts';
import { startUpstream } from './upstream.ts';
import { withVariants } from './variants.ts';

const WHOLE = 'as it is';
const ZONES = ['lan', 'wan'] as const;
const FIGURES = ['perSecond', 'p50Ms', 'cpuUs'] as const;

/** @param words of the command line: names, or `all` @throws Error that says which there are */
export function promisesNamed(words: readonly string[]): PromiseName[] {
  const names = words.flatMap((word) => word.split(','));
  const unknown = names.filter((name) => name !== 'all' && !isPromise(name));
  const lines = Object.entries(PROMISES).map(([name, { keeps }]) => `  ${name.padEnd(20)}${keeps}`);
  if (unknown.length > 0) throw new Error(`--without takes all, or some of:\n${lines.join('\n')}`);
  return names.includes('all') ? Object.keys(PROMISES).filter(isPromise) : [...new Set(names.filter(isPromise))];
}

/** Measures each alone, all of them in one interleaved run, and prints it. */
export async function measureWithout(
  promises: readonly PromiseName[],
  { rounds, seconds, json }: { readonly rounds: number; readonly seconds: number; readonly json: boolean },
): Promise<void> {
  const loads: Readonly<Record<string, Load>> = {
    'keep-alive, 16 at a time': { concurrency: 16, keepAlive: true, seconds },
    'the same with a browser’s headers': { concurrency: 16, keepAlive: true, seconds, headers: BROWSERS_HEADERS },
    'a handshake each, 48 at a time': { concurrency: 48, keepAlive: false, seconds },
  };
  const without = promises.map((name) => ({ name: `without ${name}`, change: PROMISES[name].takeOut }));
  const variants = [{ name: WHOLE, change: () => undefined }, ...without];
  const results = await withVariants(variants, startUpstream, async (wayOf) => {
    const measured = [];
    for (const [load, how] of Object.entries(loads))
      for (const zone of ZONES) {
        process.stderr.write(`${zone}, ${load}\n`);
        const samples = await inTurns(
          variants.map(({ name }) => name),
          { rounds, warmUp: true },
          async (name) => {
            const way = wayOf(name)[zone];
            const before = way.cpuMs();
            const { requests, perSecond, p50Ms } = await ab(how.keepAlive ? way.visit : way.spread, how);
            return { perSecond, p50Ms, cpuUs: ((way.cpuMs() - before) * 1000) / requests };
          },
        );
        const pairs = without.map(({ name }) => [name, WHOLE] as const);
        measured.push({ load: `${zone}, ${load}`, ...compare(samples, FIGURES, pairs) });
      }
    return measured;
  });
  if (json) process.stdout.write(`${JSON.stringify({ rounds, seconds, loads: results })}\n`);
  else for (const { load, ...result } of results) print(load, FIGURES, ['/s', 'p50 ms', 'CPU µs/request'], result);
}
