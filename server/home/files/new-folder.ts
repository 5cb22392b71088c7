import { chmod, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../../../shared/errno.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { configJsonSchemaText } from '../../core/config/json-schema.ts';
import { type HomeLayout, homeLayout } from '../../core/layout.ts';
import { whole } from '../../platform/breaking-off.ts';
import { asOwnerOf } from '../../platform/caller.ts';

const STAGE = '.latchkey-init-';

/** Files that a folder made for a home may hold before it is one. */
const HARMLESS = new Set(['lost+found', '.gitkeep']);

async function refuseUnlessEmpty(dir: string): Promise<void> {
  const names = await readdir(dir);
  const found = names.filter((name) => !HARMLESS.has(name) && !name.startsWith(STAGE));
  if (found.length === 0) return;
  if (found.includes('latchkey.yaml'))
    throw new LatchkeyError('HOME_EXISTS', {
      detail: `${dir} has a latchkey.yaml.`,
      hint: 'Nothing was changed. To change that home, edit its latchkey.yaml, then latchkey reload. For another one, choose another folder.',
    });
  const wasCutOff = names.some((name) => name.startsWith(STAGE));
  throw new LatchkeyError('HOME_EXISTS', {
    detail: `${dir} is not empty: it holds ${found.slice(0, 3).join(', ')}${found.length > 3 ? ', …' : ''}.`,
    ...(wasCutOff && { hint: 'An init or a restore was cut off here. Empty the folder, or choose another one.' }),
  });
}

/**
 * Before anybody is asked for what a new home needs. Whether the folder can be written to, {@link inNewFolder} says.
 * @throws LatchkeyError HOME_EXISTS when the folder holds anything that this user may see
 */
export async function requireNewFolder(dir: string): Promise<void> {
  await refuseUnlessEmpty(dir).catch((thrown: unknown) => {
    if (LatchkeyError.is(thrown)) throw thrown;
  });
}

/**
 * Makes a home in a folder that is empty or not there yet. Everything is made in a folder beside its place first and
 * moved there last, latchkey.yaml at the very end: after a crash, or when `fill` throws, there is a home or there is none. As
 * root in a folder of somebody else's, it is made as that somebody. What was begun is removed when it fails or is broken
 * off, the folder too where it was not there before.
 * @throws LatchkeyError HOME_EXISTS when the folder holds anything, FOLDER_NOT_WRITABLE; BrokenOff; what `fill` throws
 */
export async function inNewFolder<T>(dir: string, fill: (stage: string) => Promise<T>): Promise<T> {
  let made: string | undefined;
  try {
    return await whole(async (goOn) => {
      made = await mkdir(dir, { recursive: true, mode: 0o700 });
      return asOwnerOf(dir, () => fillFolder(dir, fill, goOn));
    });
  } catch (thrown) {
    if (made !== undefined) await removeEmpty(dir, made);
    const code = errnoOf(thrown);
    if (LatchkeyError.is(thrown) || code === undefined) throw thrown;
    const hint = code === 'ENOSPC' ? { hint: 'The disk is full. Make room, or choose another one.' } : {};
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${dir}: ${code}.`, ...hint, cause: thrown });
  }
}

/** Removes a folder, and those above it up to another, as long as nobody has put anything there. */
async function removeEmpty(dir: string, last: string): Promise<void> {
  for (let at = dir; ; at = dirname(at)) {
    if ((await rmdir(at).catch((error: unknown) => error)) !== undefined || at === last) return;
  }
}

async function fillFolder<T>(dir: string, fill: (stage: string) => Promise<T>, goOn: () => void): Promise<T> {
  await refuseUnlessEmpty(dir);
  // It may have been there, and open to others, who could put a home of theirs in place of this one.
  await chmod(dir, 0o700);
  const stage = await mkdtemp(join(dir, STAGE));
  try {
    const value = await fill(stage);
    goOn();
    const config = basename(homeLayout(stage).config);
    const names = (await readdir(stage)).filter((name) => name !== config);
    for (const name of [...names, config]) await rename(join(stage, name), join(dir, name));
    return value;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** The folders of a home beside `ca/`, and the schema that editors check latchkey.yaml by. */
export async function makeFolders(layout: HomeLayout): Promise<void> {
  for (const folder of [layout.active, layout.sites, layout.rendered.dir, layout.run.dir, layout.caddy, layout.logs]) {
    await mkdir(folder, { mode: 0o700 });
  }
  await writeFile(layout.rendered.schema, configJsonSchemaText(), { mode: 0o600 });
}
