import { link, mkdir, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { BrokenOff, whole } from '../platform/breaking-off.ts';
import { syncFolder } from '../platform/durable-file.ts';
import { isThere } from '../platform/exists.ts';

/** Where a copy is made before it counts: hidden, so that nothing imports it. */
const asideOf = (sites: string, name: string) => join(sites, `.importing-${name}`);

/**
 * Takes away what a killed import left. Its folder in `sites/` is known by the site that is still aside: the folder goes
 * in first, the site last.
 */
async function clean(sites: string, name: string): Promise<void> {
  const aside = asideOf(sites, name);
  const left = await readdir(aside).catch(() => undefined);
  if (left === undefined) return;
  const isHalfIn = left.includes(`${name}.caddy`) && left.includes('whole') && !left.includes(name);
  if (isHalfIn) await rm(join(sites, name), { recursive: true, force: true });
  await rm(aside, { recursive: true, force: true });
}

/**
 * Copies a Caddyfile and what it imports into `sites/`: everything or nothing, also when it is broken off or killed. What somebody else
 * put there is never written over.
 * @param files texts by their path in `sites/`; the first is the Caddyfile itself, the others lie in a folder of its name
 * @returns the copy of the file itself, and the folder of what it imports
 * @throws LatchkeyError USAGE when one of the two is there already, FOLDER_NOT_WRITABLE; BrokenOff
 */
export function copyIntoSites(sites: string, files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  return whole((goOn) => copy(sites, files, goOn));
}

async function copy(sites: string, files: ReadonlyMap<string, string>, goOn: () => void): Promise<readonly string[]> {
  const [main = '', ...imported] = files.keys();
  const name = main.replace(/\.caddy$/, '');
  const aside = asideOf(sites, name);
  const [site, folder] = [join(sites, main), join(sites, name)];
  const made = imported.length > 0 ? [site, folder] : [site];
  let at = aside;
  try {
    await clean(sites, name);
    for (const path of made) {
      at = path;
      if (await isThere(path)) throw Object.assign(new Error('taken'), { code: 'EEXIST' });
    }
    for (const [path, text] of files) {
      at = join(aside, path);
      await mkdir(dirname(at), { mode: 0o700, recursive: true });
      await writeFile(at, text, { mode: 0o600, flag: 'wx', flush: true });
    }
    at = join(aside, 'whole');
    await writeFile(at, '', { mode: 0o600, flag: 'wx' });
    goOn();
    if (imported.length > 0) {
      at = folder;
      await rename(join(aside, name), folder);
    }
    at = site;
    await link(join(aside, main), site);
    await unlink(join(aside, main));
    await rm(aside, { recursive: true });
    await syncFolder(sites);
    return made;
  } catch (cause) {
    await clean(sites, name).catch(() => undefined);
    if (cause instanceof BrokenOff) throw cause;
    if (errnoOf(cause) === 'EEXIST' || errnoOf(cause) === 'ENOTEMPTY')
      throw new LatchkeyError('USAGE', { detail: `${at} is there already.`, hint: 'Rename one of the two.', cause });
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${at}: ${errnoOf(cause)}.`, cause });
  }
}
