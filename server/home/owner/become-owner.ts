/** Whose home it is, and how a process of root's becomes that user. */
import { closeSync, lstatSync, openSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../../../shared/errno.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { giveToUser } from '../../core/doctor/commands.ts';
import { type HomeLayout, homeLayout } from '../../core/layout.ts';
import { isOfRoot } from '../../platform/caller.ts';
import type { User } from '../../stack/process/wall.ts';

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Whose home it is. The group is that of secret.key: nobody edits that file, and the folder's own group may be the
 * proxies'.
 * @returns undefined when there is no home
 */
export function ownerOf({ dir, secret }: HomeLayout): User | undefined {
  try {
    return { uid: lstatSync(dir).uid, gid: lstatSync(secret).gid };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

/**
 * A home never runs as root, so it must belong to somebody else.
 * @throws LatchkeyError FOLDER_NOT_USABLE
 */
export function requireOwner(owner: Pick<User, 'uid' | 'gid'>, dir: string): void {
  if (!isOfRoot(owner)) return;
  throw new LatchkeyError('FOLDER_NOT_USABLE', {
    detail: `${dir} belongs to root, and a home never runs as root.`,
    hint: `Give it a user of its own: ${giveToUser(dir)}`,
  });
}

/**
 * Commands load most of this program when they need it, as the user that they are by then.
 * @throws LatchkeyError FOLDER_NOT_USABLE when that user cannot read it, as in a checkout below /root
 */
export function requireReadableProgram({ uid }: User): void {
  const file = import.meta.filename;
  // A bundle is one file, and loaded.
  if (import.meta.main) return;
  try {
    // Opened, since access(2) asks for the real user.
    closeSync(openSync(file, 'r'));
  } catch (cause) {
    throw new LatchkeyError('FOLDER_NOT_USABLE', {
      detail: `This program lies in ${dirname(file)}, and user ${uid}, whose home it is, cannot read it there.`,
      hint: 'Put it where every user can read it, such as /opt/latchkey, or let others pass through the folders above it: chmod o+x.',
      cause,
    });
  }
}

/**
 * A home that root started has loaded a bundle as root; its console and its backups load it again, as the home's owner.
 * @param program the command line that starts this same program
 * @returns what does not work because this user cannot read it
 */
export async function unreadableProgram([, script = '']: readonly string[]): Promise<string | undefined> {
  const isReadable = await access(script, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (isReadable) return undefined;
  return `the home's user cannot read ${script}, so that neither the console nor backups can start; put it where every user can read it, such as /opt/latchkey`;
}

/** Becomes a user, with no way back: every thread, and the saved user too (setuid(2) of root). */
export function become({ uid, gid }: User, groups: readonly number[]): void {
  process.setgroups?.([...groups]);
  process.setgid?.(gid);
  process.setuid?.(uid);
  if (process.getuid?.() !== uid || process.geteuid?.() !== uid || process.getegid?.() !== gid)
    throw new Error('this process is still root');
  process.chdir('/');
}

/**
 * For a command of root's in somebody else's home: from here on it is that somebody, so that what it writes is theirs. Does
 * nothing for other users, in a home of root's own, and where there is no home.
 * @param options.keepCaller for a command that starts no other program and writes a file that root named: it can be root
 * again for that ({@link import('../../platform/caller.ts').writeNamed})
 * @throws LatchkeyError FOLDER_NOT_USABLE when the owner cannot read this program
 */
export function becomeOwner(dir: string, { keepCaller = false } = {}): void {
  if (!isRoot()) return;
  const owner = ownerOf(homeLayout(dir));
  if (!owner || owner.uid === 0) return;
  if (!keepCaller) {
    become(owner, []);
    requireReadableProgram(owner);
    return;
  }
  process.setgroups?.([]);
  process.setegid?.(owner.gid);
  process.seteuid?.(owner.uid);
  requireReadableProgram(owner);
}
