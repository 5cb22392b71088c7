/** The benchmarks that `npm run bench` runs, one after the other, and how each is told. */
import { isPromise, PROMISES } from '../data-path/promises.ts';
import {
  familyApp,
  familyCommands,
  familyEndurance,
  familyFilm,
  familyMemory,
  familyPage,
  familyRequest,
  familyScale,
  familyShutOut,
  familyShutOutBusy,
} from './family.ts';
import { type Part, part } from './part.ts';
import { plotDataPath, plotRevocation, plotScale } from './plots.ts';
import {
  type Commands,
  type DataPath,
  type Endured,
  type Enrolment,
  type Footprint,
  type LargeFiles,
  type PageOpened,
  type Promises,
  type Revocation,
  type Scale,
  type Signing,
  shutOutTable,
  table,
} from './report.ts';

const FIGURES = ['/s', 'p50 ms', 'p99 ms', 'CPU µs/request'];

/** What a part keeps, in words, and the word for the part. @param without as the figures have it: `without edge-limits` */
function kept(without: string): string {
  const part = without.replace(/^without /, '');
  return `${isPromise(part) ? PROMISES[part].keeps : ''} (_${part}_)`;
}

export const PARTS: readonly Part[] = [
  part<DataPath>({
    name: 'data-path',
    title: 'Data path',
    program: 'test/bench/data-path/main.ts',
    full: ['--rounds', '7'],
    quick: ['--rounds', '1'],
    atMost: 4,
    family: familyRequest,
    tell: ({ loads, rounds, seconds }) =>
      [
        `Each row is measured ${rounds} times, ${seconds} s long; the rows follow one another. One service is behind all of them, ApacheBench in front. Handshakes come from 500 networks. The rows: LAN is somebody at home, WAN direct somebody outside with a key, and a hand-written site is one in sites/. The seed is the set-up by hand that Latchkey came from; in its loop, HAProxy sends whoever is outside to a second listener of Caddy, which asks for a certificate and passes the request on to the first. The seed has neither a log nor a list of active keys. Bare Caddy with mTLS has no HAProxy. The home’s Caddy collects its garbage a quarter as often as these two, which run as Go does by itself: a tenth of its processor time ([0028](decisions/0028-caddys-memory.md)). CPU is that of all that serves (edge proxy, Caddy, auth endpoint), not of the load.`,
        ...loads.flatMap(({ load, rows, ratios }) => [
          `**${load}**`,
          table(
            ['', ...FIGURES],
            [
              ...rows.map((row) => [row.name, row.perSecond, row.p50Ms, row.p99Ms, row.cpuUs]),
              ...ratios.map((row) => [`_${row.name} : ${row.to}_`, row.perSecond, row.p50Ms, row.p99Ms, row.cpuUs]),
            ],
          ),
        ]),
      ].join('\n\n'),
    plot: plotDataPath,
  }),
  part<Promises>({
    name: 'promises',
    title: 'What each promise costs',
    program: 'test/bench/data-path/main.ts',
    script: 'bench:data-path',
    full: ['--rounds', '3', '--without', 'identity-headers,names-check,auth-endpoint,connection-check,edge-limits'],
    quick: ['--rounds', '1', '--without', 'identity-headers'],
    atMost: 5,
    tell: ({ loads, rounds }) =>
      [
        `The same home without what keeps a promise, ${rounds} rounds in which every row is measured in turn: processor time of a request as a share of what it takes with everything. 0.93 means that the promise costs 7 %. Nobody at home is asked for a certificate, so what the connection check and the auth endpoint show there is how exact the run was.`,
        table(
          ['what would not hold', ...loads.map(({ load }) => load)],
          (loads[0]?.ratios ?? []).map(({ name }, row) => [
            kept(name),
            ...loads.map(({ ratios }) => ratios[row]?.cpuUs ?? Number.NaN),
          ]),
        ),
      ].join('\n\n'),
  }),
  part<LargeFiles>({
    name: 'large-files',
    title: 'Large files',
    program: 'test/bench/data-path/large-files.ts',
    full: [],
    quick: ['--rounds', '1', '--mib', '128'],
    atMost: 4,
    family: familyFilm,
    tell: ({ rounds, mib, kinds }) =>
      [
        `${mib} MiB by curl, the middle of ${rounds} rounds. CPU is that of all that serves it, of one core; the machine’s is with curl and the service behind the home, which are on the same cores; idle is what these have left.`,
        ...kinds.flatMap(({ kind, rows, ratios }) => [
          `**${kind}**`,
          table(
            ['', 'MiB/s', 'CPU s', 'machine, CPU s', 'idle'],
            [
              ...rows.map((row) => [row.name, row.mibPerSecond, row.cpuSeconds, row.machineSeconds, row.idle]),
              ...ratios.map((row) => [
                `_${row.name} : ${row.to}_`,
                ...[row.mibPerSecond, row.cpuSeconds, row.machineSeconds, ''],
              ]),
            ],
          ),
        ]),
      ].join('\n\n'),
  }),
  part<PageOpened>({
    name: 'page',
    title: 'A page of a service',
    program: 'test/bench/data-path/page.ts',
    full: [],
    quick: ['--rounds', '2'],
    atMost: 4,
    family: familyPage,
    tell: ({ rounds, distanceMs, rows, ratios }) =>
      [
        `60 files, 2.5 MB, over HTTP/2 at a distance of ${distanceMs} ms there and back; the middle of ${rounds} rounds. Cold opens the connection first, warm has it. Milliseconds.`,
        table(
          ['', 'cold', 'warm'],
          [
            ...rows.map((row) => [row.name, row.cold, row.warm]),
            ...ratios.map((row) => [`_${row.name} : ${row.to}_`, row.cold, row.warm]),
          ],
        ),
      ].join('\n\n'),
  }),
  part<Signing>({
    name: 'signing',
    title: 'Signing',
    program: 'test/bench/signing/main.ts',
    full: [],
    quick: ['--requests', '200', '--rounds', '2'],
    atMost: 3,
    tell: ({ rows, ratioToCfssl, requests, rounds, concurrency }) =>
      [
        `${rounds} rounds of ${requests}, ${concurrency} at a time, each on disk before it is answered. ${ratioToCfssl === undefined ? 'cfssl was not there.' : `\`cfssl serve\`, which stores nothing, signs ${(1 / ratioToCfssl).toFixed(1)} times as many.`}`,
        table(
          ['', '/s', 'p50 ms', 'p99 ms'],
          rows.map(({ name, perSecond, p50Ms, p99Ms }) => [name, perSecond, p50Ms, p99Ms]),
        ),
      ].join('\n\n'),
  }),
  part<Revocation>({
    name: 'revocation',
    title: 'Shutting out',
    program: 'test/bench/revocation.ts',
    full: ['--runs', '20'],
    quick: ['--runs', '2'],
    atMost: 3,
    family: familyShutOut,
    tell: ({ rows, othersDisturbed }) =>
      [
        `From the decision until the device notices. Streams of another device that were disturbed: ${othersDisturbed}.`,
        shutOutTable(rows),
      ].join('\n\n'),
    plot: plotRevocation,
  }),
  part<Revocation>({
    name: 'revocation-busy',
    title: 'Shutting out while the machine is busy',
    program: 'test/bench/revocation.ts',
    script: 'bench:revocation',
    full: ['--busy', '--runs', '200'],
    quick: ['--busy', '--runs', '3'],
    atMost: 5,
    family: familyShutOutBusy,
    tell: ({ rows, othersDisturbed }) =>
      [
        `Everything open at the same time, while twice as many programs as there are cores compute without a pause. Streams of another device that were disturbed: ${othersDisturbed}.`,
        shutOutTable(rows),
      ].join('\n\n'),
  }),
  part<Enrolment>({
    name: 'enrolment',
    title: 'Enrolment',
    program: 'test/bench/enrolment.ts',
    full: ['--runs', '5'],
    quick: ['--runs', '1'],
    atMost: 2,
    family: familyApp,
    tell: ({ window, steps, bundles, runs }) =>
      [
        `${runs} people, each with a store and a secret store of their own (NSS, Secret Service), at a real home.`,
        table(
          ['in the window', 'ms'],
          window.map(({ name, ms }) => [name, ms]),
        ),
        table(
          ['the same without a window, step by step', 'ms'],
          steps.map(({ name, ms }) => [name, ms]),
        ),
        table(
          ['bundle', 'KiB', 'compressed'],
          bundles.map(({ name, kib, gzipKib }) => [name, kib, gzipKib]),
        ),
      ].join('\n\n'),
  }),
  part<Footprint>({
    name: 'footprint',
    title: 'Footprint',
    program: 'test/bench/footprint.ts',
    full: ['--runs', '3', '--seconds', '30'],
    quick: ['--runs', '1', '--seconds', '10'],
    atMost: 3,
    family: familyMemory,
    tell: ({ rows, runs, seconds }) =>
      [
        `The server as it is shipped, ${runs} times, idle for ${seconds} s each. Memory is the proportional set size, with the programs themselves in whole: the benchmark runs on the same Node, and a home has its programs to itself as a rule. The kernel counts processor time in steps of 10 ms.`,
        table(
          ['', 'value', 'goal: under'],
          rows.map(({ name, value, goal }) => [name, value, goal]),
        ),
      ].join('\n\n'),
  }),
  part<Commands>({
    name: 'commands',
    title: 'Commands',
    program: 'test/bench/commands.ts',
    full: ['--runs', '15'],
    quick: ['--runs', '3'],
    atMost: 3,
    family: familyCommands,
    tell: ({ runs, rows }) =>
      [
        `From the shell to the end of the command, the server as it is shipped, a home with some devices that runs. ${runs} rounds in which all take turns; time is the middle one, processor time the mean, since the kernel counts it in steps of 10 ms.`,
        table(
          ['', 'ms', 'CPU ms', 'times `node -e 0`', 'goal'],
          rows.map(({ name, ms, cpuMs, ratio, goal }) => [name, ms, cpuMs, ratio, goal]),
        ),
      ].join('\n\n'),
  }),
  part<Scale>({
    name: 'scale',
    title: 'Scale',
    program: 'test/bench/scale.ts',
    full: ['--devices', '100,1000,10000,100000'],
    quick: ['--devices', '100,1000'],
    atMost: 5,
    family: familyScale,
    tell: ({ devices, rows }) =>
      [
        'With 50 services and ten times as many invitations. Milliseconds, the middle of several, but for what says otherwise.',
        table(
          ['devices', ...devices.map(String)],
          rows.map(({ name, values }) => [name, ...values]),
        ),
      ].join('\n\n'),
    plot: plotScale,
  }),
  part<Endured>({
    name: 'soak',
    title: 'Endurance',
    program: 'test/soak/main.ts',
    script: 'soak',
    full: ['--minutes', '60'],
    quick: ['--minutes', '1'],
    atMost: 75,
    alone: true,
    family: familyEndurance,
    tell: ({ seconds, counts, memory }) =>
      [
        `Everything at once for ${Math.round(seconds / 60)} minutes. In the first half HAProxy, Caddy or latchkey itself is killed every three seconds; in the second half nothing is, and memory is looked at. In the end all that was acknowledged is held against the registry, the active set, the audit log, a backup and the keys themselves: nothing was lost, and nobody was in who should not be.`,
        table(['', 'times'], Object.entries(counts)),
        table(
          ['memory, MB: the least of ten minutes', 'after ten', 'in the end', 'the most'],
          memory.map(({ name, firstMb, lastMb, mostMb }) => [name, firstMb, lastMb, mostMb]),
        ),
      ].join('\n\n'),
  }),
];
