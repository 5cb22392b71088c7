/**
 * `npm run bench:large-files [-- --rounds N] [-- --mib N] [-- --json]`: how fast a large file goes down and up, over
 * HTTP/1.1 and HTTP/2, by curl. The ways take turns within each round; ratios are of the same round. Nothing of it is on
 * a disk: what is sent has no content, and what arrives is thrown away.
 *
 * With `--design haproxy-tls`: beside them, the design in which HAProxy ends TLS (docs/decisions/0027). `--kind HTTP/2`
 * measures only the kinds with that word.
 */
import { open } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { run } from '../../support/processes.ts';
import { wholeNumber } from '../figures.ts';
import { COMPARED, compare, inTurns, PAIRS, print } from './compare.ts';
import { DESIGN_PAIRS, DESIGN_ROWS, designNamed } from './haproxy-tls/rows.ts';
import { startBytesService } from './start-bytes-service.ts';
import type { Way } from './way.ts';
import { type WayOf, withWays } from './ways.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    mib: { type: 'string', default: '512' },
    kind: { type: 'string', default: '' },
    design: { type: 'string' },
    json: { type: 'boolean' },
  },
});
const rounds = wholeNumber('rounds', values.rounds, 100);
const mib = wholeNumber('mib', values.mib, 10_240);
const bytes = mib * 2 ** 20;

const KINDS = ['down, HTTP/1.1', 'down, HTTP/2', 'up, HTTP/1.1', 'up, HTTP/2'] as const;
type Kind = (typeof KINDS)[number];

interface Sample {
  readonly mibPerSecond: number;
  /** Processor time of all that serves it, of one core. */
  readonly cpuSeconds: number;
  /** The same of the whole machine: curl and the service behind the home are on it too. */
  readonly machineSeconds: number;
  /** How much of its processors the machine left unused. */
  readonly idle: number;
}

/** Processor time of the machine since its start, seconds of one core. */
function machineTimes() {
  const times = cpus().map(({ times }) => times);
  const idle = times.reduce((sum, each) => sum + each.idle, 0) / 1000;
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0) / 1000;
  return { idle, all };
}

/** @throws Error when not all of it arrived */
async function transfer({ visit, cpuMs }: Way, kind: Kind, file: string): Promise<Sample> {
  const { port, host, from, certificate } = visit;
  const [way, version] = kind.endsWith('/2') ? [kind, '2'] : [kind, '1.1'];
  const up = way.startsWith('up');
  const [before, machine] = [cpuMs(), machineTimes()];
  const { code, stdout, stderr } = await run({
    file: 'curl',
    args: [
      ...['--silent', '--show-error', '--fail', '--insecure', `--http${version}`, '--interface', from],
      ...['--resolve', `${host}:${port}:127.0.0.1`, '--output', '/dev/null'],
      ...['--write-out', '%{http_version} %{size_download} %{size_upload} %{time_pretransfer} %{time_total}'],
      ...(certificate === undefined ? [] : ['--cert', certificate]),
      ...(up ? ['--upload-file', file, '--header', 'Expect:'] : []),
      `https://${host}:${port}/${up ? 'upload' : bytes}`,
    ],
  });
  const [spoken, down = 0, sent = 0, began = 0, ended = 0] = stdout.split(' ').map(Number);
  const whole = (up ? sent : down) === bytes && String(spoken) === version;
  if (code !== 0 || !whole) throw new Error(`curl ended with ${code}: ${stdout} ${stderr}`);
  const now = machineTimes();
  const [idle, all] = [now.idle - machine.idle, now.all - machine.all];
  return {
    mibPerSecond: mib / (ended - began),
    cpuSeconds: (cpuMs() - before) / 1000,
    machineSeconds: all - idle,
    idle: idle / all,
  };
}

const FIGURES = ['mibPerSecond', 'cpuSeconds', 'machineSeconds', 'idle'] as const;

const design = designNamed(values.design);
const names = [...COMPARED, ...(design ? (['LAN, the seed’s', ...DESIGN_ROWS] as const) : [])];
const pairs = [...PAIRS, ...(design ? DESIGN_PAIRS : [])];

const work = async (wayOf: WayOf, dir: string) => {
  const file = join(dir, 'nothing');
  const handle = await open(file, 'w');
  await handle.truncate(bytes);
  await handle.close();
  const results = [];
  for (const kind of KINDS.filter((each) => each.includes(values.kind))) {
    process.stderr.write(`${kind}\n`);
    const samples = await inTurns(names, { rounds, warmUp: false }, (name) => transfer(wayOf(name), kind, file));
    results.push({ kind, ...compare(samples, FIGURES, pairs) });
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ rounds, mib, kinds: results })}\n`);
  else
    for (const { kind, ...result } of results)
      print(kind, FIGURES, ['MiB/s', 'CPU s', 'machine, CPU s', 'idle'], result);
};
await withWays(startBytesService, work, design);
