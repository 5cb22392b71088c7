/** Memory of a home that is used without a pause: what it takes at first, and what it takes in the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../bench/figures.ts';
import { allocatedBy, processTree } from '../support/process-tree.ts';
import type { Soak } from './load.ts';

/** Between two looks; milliseconds. */
const PAUSE = 10_000;
/** A quarter of an hour: between two collections of Node lie up to five minutes, and fewer looks say nothing. */
const LEAST = 90;
const TOLERANCE = 1.25;
const PROGRAMS = ['latchkey', 'caddy', 'haproxy'];

/**
 * What one program has allocated, megabytes: the least in the second and in the last third of all looks, since what a
 * collection will free says nothing; and the most. Pages of files come and go with what else the machine does.
 */
export interface Grown {
  readonly name: string;
  readonly firstMb: number;
  readonly lastMb: number;
  readonly mostMb: number;
  /** The most in the second and in the last third. */
  readonly most: readonly [number, number];
}

/** What only waits for a collection has its least or its most where it was: Node's come minutes apart, and not by the clock. */
export const isGrowing = ({ firstMb, lastMb, most: [first, last] }: Grown): boolean =>
  lastMb > firstMb * TOLERANCE && last > first * TOLERANCE;

/** Looks until the soak ends. @returns nothing when that was too soon */
export async function watchMemory({ soaked, signal }: Soak): Promise<Grown[]> {
  const looks: Map<string, number>[] = [];
  while (!signal.aborted) {
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) looks.push(look(soaked.pid));
  }
  if (looks.length < LEAST) return [];
  const third = Math.floor(looks.length / 3);
  return PROGRAMS.map((name) => {
    const all = looks.flatMap((one) => one.get(name) || []);
    const [second, last] = [all.slice(third, -third), all.slice(-third)];
    return {
      name,
      firstMb: round(Math.min(...second)),
      lastMb: round(Math.min(...last)),
      mostMb: round(Math.max(...all)),
      most: [round(Math.max(...second)), round(Math.max(...last))] as const,
    };
  });
}

/** Of Node the home itself: backups and the console are processes that end. */
function look(up: number): Map<string, number> {
  const taken = new Map<string, number>();
  for (const { pid, name } of processTree(up)) {
    const program = pid === up ? 'latchkey' : name;
    if (PROGRAMS.includes(program)) taken.set(program, (taken.get(program) ?? 0) + memoryIfThere(pid) / 1e6);
  }
  return taken;
}

/** Some of the processes last for the time of a check. */
function memoryIfThere(pid: number): number {
  try {
    return allocatedBy(pid);
  } catch {
    return 0;
  }
}
