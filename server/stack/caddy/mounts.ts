/** What the mounts of this machine show, by Linux's /proc/self/mountinfo (proc_pid_mountinfo(5)). */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isWithin } from '../../platform/within.ts';

/** One mount. */
export interface Mount {
  readonly point: string;
  /** The file system, as `major:minor`. */
  readonly device: string;
  /** The folder of the file system that is shown. */
  readonly root: string;
  readonly source: string;
  /** Folders that it is made of: an overlay's layers. */
  readonly layers: readonly string[];
}

const overlap = (one: string, other: string) => isWithin(one, other) || isWithin(other, one);

/** Spaces and the like are written in octal. */
const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** The layers in an overlay's options; `:` and `,` in a path have a backslash. */
function layersOf(options: string): string[] {
  const all = unescaped(options).match(/(?:\\.|[^,\\])+/gs) ?? [];
  return all.flatMap((option) => {
    const value = /^(?:lowerdir|upperdir|workdir|datadir)\+?=(.*)$/s.exec(option)?.[1];
    return (value?.match(/(?:\\.|[^:\\])+/gs) ?? []).map((path) => path.replace(/\\(.)/gs, '$1'));
  });
}

/** Reads the text of mountinfo. */
export function mountsOf(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [front = '', back = ''] = line.split(' - ');
    const [, , device, root, point] = front.split(' ');
    const [, source = '', ...options] = back.split(' ');
    if (device === undefined || root === undefined || point === undefined) return [];
    const of = { device, root: unescaped(root), point: unescaped(point), source: unescaped(source) };
    return [{ ...of, layers: layersOf(options.join(' ')) }];
  });
}

/** The mounts as they are; none where there is no /proc. */
export function mountsNow(): Mount[] {
  try {
    return mountsOf(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
}

/** The mount that a path is seen through: the innermost, and of those the last. */
const mountAt = (mounts: readonly Mount[], path: string): Mount | undefined =>
  mounts
    .filter(({ point }) => isWithin(path, point))
    .reduce<Mount | undefined>(
      (best, each) => (each.point.length >= (best?.point.length ?? 0) ? each : best),
      undefined,
    );

/** Where on its file system a mount shows a path. */
const inside = ({ root, point }: Mount, path: string) => join(root, relative(point, path));

/**
 * Whether a folder shows a part of the home by a mount: it lies on one, or has one in it.
 * @param folder links followed
 * @param homes the home's folder, links followed
 * @param reaches whether a path, as a mount's source or layer, is a part of the home or has it in it
 * @returns the place of that mount
 */
export function mountedHome(
  mounts: readonly Mount[],
  folder: string,
  homes: readonly string[],
  reaches: (path: string) => boolean,
): string | undefined {
  const own = homes.flatMap((home) => {
    const under = mounts.filter(({ point }) => isWithin(point, home));
    const at = mountAt(mounts, home);
    return [
      ...(at ? [{ device: at.device, path: inside(at, home) }] : []),
      ...under.map((each) => ({ device: each.device, path: each.root })),
    ];
  });
  const ofHome = new Set(homes.map((home) => mountAt(mounts, home)));
  const at = mountAt(mounts, folder);
  const shown = mounts
    .filter(({ point }) => point !== folder && isWithin(point, folder))
    .map((mount) => ({ mount, path: mount.root }));
  if (at) shown.push({ mount: at, path: inside(at, folder) });
  const found = shown.find(
    ({ mount, path }) =>
      own.some((each) => each.device === mount.device && overlap(each.path, path)) ||
      // What home and folder lie on together is no way from one to the other.
      (!ofHome.has(mount) && [mount.source, ...mount.layers].some((each) => each.includes('/') && reaches(each))),
  );
  return found?.mount.point;
}
