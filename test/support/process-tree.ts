import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import process from 'node:process';

/** What the kernel tells of one process: proc(5). */
interface ProcessStat {
  readonly name: string;
  readonly parent: number;
  /** Processor time so far, its own threads' only, in milliseconds. */
  readonly cpuMs: number;
}

/** USER_HZ, which is 100 wherever Node runs on Linux: fields 14 and 15 count hundredths of a second. */
const TICK_MS = 10;

function statOf(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const close = text.lastIndexOf(')');
    const fields = text.slice(close + 2).split(' ');
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    return { name: text.slice(text.indexOf('(') + 1, close), parent: Number(fields[1]), cpuMs };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

/** A process and all that it started, with the names the kernel knows them by. */
export function processTree(root: number): { readonly pid: number; readonly name: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), stat: statOf(Number(name)) }));
  const below = (pid: number): number[] => [
    pid,
    ...all.filter(({ stat }) => stat?.parent === pid).flatMap((child) => below(child.pid)),
  ];
  const names = new Map(all.map(({ pid, stat }) => [pid, stat?.name ?? '']));
  return below(root).map((pid) => ({ pid, name: pid === process.pid ? 'bench' : (names.get(pid) ?? '') }));
}

/** @returns processor time that these processes have used so far, in milliseconds */
export const cpuMs = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + (statOf(pid)?.cpuMs ?? 0), 0);

/** @returns processor time of all children of this process that have ended, in milliseconds: proc(5), fields 16 and 17 */
export function endedChildrenCpuMs(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

/** @returns the memory that would be free without this process, in bytes: what it shares is counted in part (PSS) */
export function memoryOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** @returns what this process has allocated and holds, in bytes: no pages of files, which the system drops and reads again */
export function allocatedBy(pid: number): number {
  const kilobytes = /^Anonymous:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** @returns the same where nothing else runs from the same file: what this process shares of its own program counts in whole */
export function memoryAloneOf(pid: number): number {
  const program = readlinkSync(`/proc/${pid}/exe`);
  let own = false;
  let kilobytes = 0;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const mapping = /^[0-9a-f]+-[0-9a-f]+ .{4} \S+ \S+ \d+ *(.*)$/.exec(line);
    if (mapping) own = mapping[1] === program;
    const [, size] = (own ? /^Rss: +(\d+) kB$/ : /^Pss: +(\d+) kB$/).exec(line) ?? [];
    kilobytes += Number(size ?? 0);
  }
  return kilobytes * 1024;
}
