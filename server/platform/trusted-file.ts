import { lstat, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import process from 'node:process';
import { whoElseMayChange } from '../../shared/file-ownership.ts';

/** As many as Linux follows in one path (MAXSYMLINKS). */
const MAX_LINKS = 40;

/**
 * Looks at a program, every folder above it and every symbolic link on the way.
 * @param path absolute
 * @returns why somebody else could have put another program there, such as `everybody may change /opt/bin`; undefined
 * when only root and this user can. Always undefined on Windows, which has no such owners
 * @throws the error of the file system when something is not there
 */
export async function whyNotTrusted(path: string, user = process.getuid?.()): Promise<string | undefined> {
  if (user === undefined) return undefined;
  let rest = resolve(path).split(sep).filter(Boolean);
  let place = parse(resolve(path)).root;
  for (let links = 0; ; ) {
    const found = await lstat(place);
    const link = found.isSymbolicLink();
    // A link's own mode says nothing; who may replace it is decided by its folder.
    const who = whoElseMayChange(link ? { ...found, mode: 0 } : found, user, found.isDirectory());
    if (who !== undefined) return `${who} may change ${place}`;
    if (link) {
      links += 1;
      if (links > MAX_LINKS) return `${path} has too many symbolic links`;
      const target = await readlink(place);
      const whole = isAbsolute(target) ? target : join(dirname(place), target);
      rest = [...whole.split(sep).filter(Boolean), ...rest];
      place = parse(place).root;
    }
    const [next, ...after] = rest;
    if (next === undefined) return undefined;
    [place, rest] = [join(place, next), after];
  }
}
