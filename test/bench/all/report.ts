/** What the benchmarks print with --json, and how it becomes a page. */
import type { Machine } from './machine.ts';

interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
}
export interface DataPath {
  readonly rounds: number;
  readonly seconds: number;
  readonly loads: readonly {
    readonly load: string;
    readonly rows: readonly (Figures & { readonly name: string })[];
    readonly ratios: readonly (Figures & { readonly name: string; readonly to: string })[];
  }[];
}
/** A home beside itself without what keeps a promise. */
export interface Promises {
  readonly rounds: number;
  readonly seconds: number;
  readonly loads: readonly {
    readonly load: string;
    readonly ratios: readonly { readonly name: string; readonly cpuUs: number }[];
  }[];
}
interface Rate {
  readonly mibPerSecond: number;
  readonly cpuSeconds: number;
  readonly machineSeconds: number;
  readonly idle: number;
}
export interface LargeFiles {
  readonly rounds: number;
  readonly mib: number;
  readonly kinds: readonly {
    readonly kind: string;
    readonly rows: readonly (Rate & { readonly name: string })[];
    readonly ratios: readonly (Rate & { readonly name: string; readonly to: string })[];
  }[];
}
interface Opened {
  readonly cold: number;
  readonly warm: number;
}
export interface PageOpened {
  readonly rounds: number;
  readonly distanceMs: number;
  readonly rows: readonly (Opened & { readonly name: string })[];
  readonly ratios: readonly (Opened & { readonly name: string; readonly to: string })[];
}
export interface Signing {
  readonly rows: readonly {
    readonly name: string;
    readonly perSecond: number;
    readonly p50Ms?: number;
    readonly p99Ms?: number;
  }[];
  readonly ratioToCfssl?: number;
  readonly requests: number;
  readonly rounds: number;
  readonly concurrency: number;
}
export interface Revocation {
  readonly rows: readonly {
    readonly name: string;
    readonly p50Ms: number;
    readonly maxMs: number;
    readonly runs: number;
  }[];
  readonly othersDisturbed: number;
}
type Timed = readonly { readonly name: string; readonly ms: number }[];
export interface Enrolment {
  readonly runs: number;
  /** Else its stand-in ran the app. */
  readonly isElectron?: boolean;
  readonly window: Timed;
  readonly steps: Timed;
  readonly bundles: readonly { readonly name: string; readonly kib: number; readonly gzipKib: number }[];
}
export interface Footprint {
  readonly runs: number;
  readonly seconds: number;
  readonly rows: readonly { readonly name: string; readonly value: number; readonly goal?: number }[];
}
export interface Commands {
  readonly runs: number;
  readonly rows: readonly {
    readonly name: string;
    readonly ms: number;
    readonly cpuMs: number;
    /** To `node -e 0` in the same round. */
    readonly ratio: number;
    readonly goal?: string;
  }[];
}
export interface Scale {
  readonly devices: readonly number[];
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export interface Endured {
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly memory: readonly {
    readonly name: string;
    readonly firstMb: number;
    readonly lastMb: number;
    readonly mostMb: number;
  }[];
}

type Cell = string | number | undefined | null;

/** A table in Markdown; what is not there is an empty cell. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? number(cell) : String(cell ?? ''))).join(' | ')} |`;
  const alignment = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(alignment), ...rows.map(line)].join('\n');
}

export const shutOutTable = (rows: Revocation['rows']) =>
  table(
    ['', 'p50 ms', 'max ms', 'runs'],
    rows.map(({ name, p50Ms, maxMs, runs }) => [name, p50Ms, maxMs, runs]),
  );

/** Three digits, never in powers of ten. */
const number = (value: number) =>
  Number.isFinite(value) ? Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 4 }) : '';

/** When and on what something was measured. */
export interface Measured {
  readonly date: string;
  /** What was checked out. */
  readonly commit?: string | undefined;
  readonly machine: Machine;
}

/** One benchmark's part of the page. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly measured: Measured;
  readonly seconds?: number | undefined;
  readonly text: string;
  /** What it means for people, a line each. */
  readonly family: readonly string[];
  readonly hasPlot: boolean;
}

const on = ({ cores, processor }: Machine) => `${cores} × ${processor}`;
const isSameRun = (a: Measured, b: Measured) =>
  a.date === b.date &&
  a.commit === b.commit &&
  a.machine.loadAverage === b.machine.loadAverage &&
  on(a.machine) === on(b.machine);

/** Where a part was measured, when that was in another run than the page's. */
function elsewhere(measured: Measured, page: Measured): string {
  if (isSameRun(measured, page)) return '';
  const { date, commit, machine } = measured;
  const other = on(machine) === on(page.machine) ? '' : `, on ${on(machine)}`;
  return `\n\nMeasured in another run, on ${date}${commit === undefined ? '' : ` at ${commit}`}, load average ${machine.loadAverage} before it${other}.`;
}

/** The whole page. @param measured the newest run */
export function page(measured: Measured, sections: readonly Section[]): string {
  const { machine, date, commit } = measured;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const own = sections.filter((section) => isSameRun(section.measured, measured));
  const minutes = Math.ceil(own.reduce((sum, { seconds = 0 }) => sum + seconds, 0) / 60);
  return `# Benchmarks

Written by \`npm run bench\` on ${date}${commit === undefined ? '' : ` at ${commit}`}: ${own.length} of ${sections.length} parts in ${minutes} minutes; a part of another run says so. The figures
behind them are in [benchmarks/](benchmarks/). Load and home share one machine (${on(machine)}, ${machine.memoryGb} GB, ${machine.system}; load
average ${machine.loadAverage} before the first part): your figures differ, and the ratios of one run are what counts. ${versions.join(', ')}.

## What it means for a family

${sections.flatMap(({ family }) => family.map((line) => `- ${line}`)).join('\n')}

${sections
  .map(
    ({ name, title, command, text, hasPlot, measured: of }) =>
      `## ${title}\n\n\`${command}\`${elsewhere(of, measured)}\n\n${text}\n${hasPlot ? `\n![${title}](benchmarks/${name}.svg)\n` : ''}`,
  )
  .join('\n')}`;
}
