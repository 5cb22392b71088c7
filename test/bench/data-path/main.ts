/**
 * `npm run bench:data-path [-- --rounds N] [-- --seconds N] [-- --json]`: what a request and a handshake cost at home,
 * from outside, through the loop that the design began with, and at a bare Caddy. The variants take turns within each
 * round, so that whatever else the machine does meets all of them; ratios are of the same round.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { homeLayout } from '../../../server/core/layout.ts';
import { LAN_SOURCE } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { ENROLMENT_HOST, HAND_WRITTEN, hostOf, makeThrowAwayHome } from '../../support/throw-away-home.ts';
import { median, round, wholeNumber } from '../figures.ts';
import { cpuMs, processTree } from '../process-tree.ts';
import { ab, type Load, type Measured, requireAb, type Visit } from './ab.ts';
import { startBare, startSeed } from './others.ts';
import { startUpstream } from './upstream.ts';

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

interface Variant {
  readonly visit: Visit;
  /** The process that started all that serves it. */
  readonly served: readonly number[];
}
/** With the processor time of all that serves it, which is not the load generator's, per request. */
type Sample = Measured & { readonly cpuUs: number };

async function measure({ visit, served }: Variant, load: Load): Promise<Sample> {
  const before = cpuMs(served);
  const measured = await ab(visit, load);
  return { ...measured, cpuUs: ((cpuMs(served) - before) * 1000) / measured.requests };
}

const FIGURES = ['perSecond', 'p50Ms', 'p99Ms', 'cpuUs'] as const;
const PAIRS = [
  ['WAN direct', 'LAN'],
  ['WAN direct', 'WAN, the seed’s loop'],
  ['WAN direct', 'bare Caddy with mTLS'],
  ['WAN, hand-written site', 'WAN, the seed’s loop'],
] as const;

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

await requireAb();
const dir = await mkdtemp(join(tmpdir(), 'latchkey-data-path-'));
const home = await makeThrowAwayHome();
const others: Running[] = [];
try {
  const [upstream = 0, door = 0, lan = 0, wan = 0, bare = 0] = await freePorts(5);
  others.push(await startUpstream(dir, upstream));
  // All variants lead to the same service, which is not to be what limits them.
  for (const name of ['cloud', HAND_WRITTEN]) {
    const own = home.services.find((service) => service.name === name)?.upstream ?? '';
    for (const file of ['latchkey.yaml', join('sites', `${HAND_WRITTEN}.caddy`)]) {
      const path = join(home.dir, file);
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll(own, `http://127.0.0.1:${upstream}`));
    }
  }
  const { up } = await home.up();
  const { code } = await home.invite('Bench');
  const { identity } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
  const certificate = join(dir, 'device.pem');
  await writeFile(certificate, `${identity.cert}\n${identity.key}\n`, { mode: 0o600 });

  const around = {
    dir,
    host: hostOf('cloud'),
    upstream: `127.0.0.1:${upstream}`,
    ca: homeLayout(home.dir).ca.certificate,
  };
  const seed = await startSeed(around, { door, lan, wan });
  const site = await startBare(around, bare);
  others.push(...seed, site);

  const ours = processTree(up.pid).map(({ pid }) => pid);
  const theirs = seed.map(({ pid }) => pid);
  const outside = { from: '127.0.0.1', certificate };
  const cloud = { port: home.httpsPort, host: hostOf('cloud') };
  const variants = new Map<string, Variant>([
    ['LAN', { visit: { ...cloud, from: LAN_SOURCE }, served: ours }],
    ['WAN direct', { visit: { ...cloud, ...outside }, served: ours }],
    ['WAN, hand-written site', { visit: { ...cloud, host: hostOf(HAND_WRITTEN), ...outside }, served: ours }],
    ['WAN, the seed’s loop', { visit: { port: door, host: around.host, ...outside }, served: theirs }],
    ['LAN, the seed’s', { visit: { port: door, host: around.host, from: LAN_SOURCE }, served: theirs }],
    ['bare Caddy with mTLS', { visit: { port: bare, host: around.host, ...outside }, served: [site.pid] }],
  ]);

  const results = [];
  for (const [name, load] of Object.entries(LOADS)) {
    process.stderr.write(`${name}\n`);
    const samples = new Map<string, Sample[]>();
    // One round more than is counted: the first warms all of them up.
    for (let turn = 0; turn <= rounds; turn += 1) {
      for (const [variant, options] of variants) {
        const sample = await measure(options, load);
        if (turn > 0) samples.set(variant, [...(samples.get(variant) ?? []), sample]);
      }
    }
    results.push(summarize(name, samples));
  }

  if (values.json) process.stdout.write(`${JSON.stringify({ rounds, seconds, loads: results })}\n`);
  else {
    for (const { load, rows, ratios } of results) {
      process.stdout.write(`\n${load}${' '.repeat(40 - load.length)}       /s   p50 ms   p99 ms  CPU µs/request\n`);
      const line = (title: string, row: object) => {
        const cells = FIGURES.map((figure) => String(Reflect.get(row, figure)).padStart(9));
        process.stdout.write(`  ${title.padEnd(38)}${cells.join('')}\n`);
      };
      for (const row of rows) line(row.name, row);
      for (const row of ratios) line(`${row.name} : ${row.to}`, row);
    }
  }
} finally {
  for (const each of others.toReversed()) await each.stop();
  await home.remove();
  await rm(dir, { recursive: true, force: true });
}
