/** lego for a command that gets a certificate while the home does not do it. */
import { closeSync, constants, existsSync, fchmodSync, fchownSync, fstatSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { homeLayout } from '../../core/layout.ts';
import { asUser } from '../../platform/caller.ts';
import { type Launcher, launcherAsSelf } from '../../stack/process/launch.ts';
import { startStarter } from '../../stack/process/starter.ts';
import { raiseWall, type User } from '../../stack/process/wall.ts';
import { become, isRoot, ownerOf, requireReadableProgram } from '../owner/become-owner.ts';
import { programUsersOf } from '../owner/program-users.ts';

/** A way to run lego for one command. */
export interface LegoForCommand {
  readonly launch: Launcher;
  /** Whether it runs as a user of its own. */
  readonly apart: boolean;
  /** Where it runs. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Gives a folder of root's to a user and a group, by what was opened and not by what the path leads to. */
function giveFolder(path: string, { uid, gid }: User): void {
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (fstatSync(folder).uid !== 0) throw new Error(`${path} is not the folder that was made`);
    fchmodSync(folder, 0o770);
    fchownSync(folder, uid, gid);
  } finally {
    closeSync(folder);
  }
}

/**
 * For a command that gets a certificate while the home does not do it. Root becomes the home's owner, and lego a user who
 * can read nothing of the home.
 * @param folder where lego runs: its own, with its account, or one that is gone afterwards
 * @throws LatchkeyError HOME_MISSING before anything is made; FOLDER_NOT_USABLE when the owner cannot read this program
 */
export async function legoForCommand(dir: string, folder: 'own' | 'temporary'): Promise<LegoForCommand> {
  const layout = homeLayout(dir);
  if (!existsSync(layout.config)) throw new LatchkeyError('HOME_MISSING', { detail: `${layout.config} is missing.` });
  const owner = isRoot() ? ownerOf(layout) : undefined;
  const own = async (): Promise<string> => {
    await mkdir(layout.certificates.lego, { recursive: true, mode: 0o700 });
    return layout.certificates.lego;
  };
  const temporary = () => mkdtemp(join(tmpdir(), 'latchkey-lego-'));
  const remove = async (path: string) => {
    if (folder === 'temporary') await rm(path, { recursive: true, force: true });
  };
  if (!owner || owner.uid === 0) {
    const path = await (folder === 'temporary' ? temporary() : own());
    return { launch: launcherAsSelf(), apart: false, folder: path, close: () => remove(path) };
  }
  const { proxies, lego } = programUsersOf(owner);
  // Root's own until it is given away: nobody else can put something in its place.
  const path = await (folder === 'temporary' ? temporary() : asUser(owner, own));
  if (folder === 'temporary') giveFolder(path, { uid: owner.uid, gid: lego.gid });
  else raiseWall(layout, owner, proxies, lego);
  const starter = await startStarter({ user: lego, lowPorts: false, folder: path, onEnd: () => undefined });
  become(owner, [lego.gid]);
  requireReadableProgram(owner);
  return {
    launch: starter.launch,
    apart: true,
    folder: path,
    close: async () => {
      // What lego made in folders of its own is not the owner's to remove.
      const args = ['-c', 'rm -rf -- ./*'];
      const clean = { path: '/bin/sh', args, env: { PATH: '/usr/bin:/bin' }, folder: path };
      if (folder === 'temporary') await (await starter.launch(clean, () => undefined)).ended;
      starter.close();
      await remove(path);
    },
  };
}
