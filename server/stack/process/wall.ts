/**
 * Who may open what in a home whose proxies run as another user (docs/decisions/0016). The proxies may pass the folders
 * that lead to what they need, and list none; everything that is not named here is for the home's owner alone.
 *
 * Root does this in a folder that belongs to somebody else, so it never follows a link, and never touches a file that has
 * a second name elsewhere.
 */
import { closeSync, constants, fchmodSync, fchownSync, fstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../../../shared/errno.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { shellWord } from '../../core/doctor/commands.ts';
import type { HomeLayout } from '../../core/layout.ts';

/** A user by number, with their group. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/** Opens what really is at a path. @returns undefined for a link, a socket and what is not there */
function openReal(path: string, flags = 0): number | undefined {
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | flags);
  } catch (error) {
    if (['ELOOP', 'ENXIO', 'ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

function withReal<T>(path: string, use: (fd: number) => T, flags = 0): T | undefined {
  const fd = openReal(path, flags);
  if (fd === undefined) return undefined;
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** A name in an open folder, whatever becomes of the folder's own name meanwhile. */
const within = (folder: number, name: string) => `/proc/self/fd/${folder}/${name}`;

interface Rule {
  readonly owner: User;
  /** Permissions of the folder or file itself. */
  readonly mode: number;
}

function give(fd: number, { owner, mode }: Rule): void {
  const now = fstatSync(fd);
  if (now.isFile() && now.nlink > 1) return;
  if (now.uid !== owner.uid || now.gid !== owner.gid) fchownSync(fd, owner.uid, owner.gid);
  if ((now.mode & 0o7777) !== mode) fchmodSync(fd, mode);
}

/** @returns the names in a folder; none when it has just been deleted, as a backup deletes its own */
function namesIn(folder: number): string[] {
  try {
    return readdirSync(within(folder, '.'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

interface Contents {
  /** Permissions that a file may keep. */
  readonly files?: number;
  readonly apart?: ReadonlySet<string>;
}
const NONE: ReadonlySet<string> = new Set();

/**
 * Gives all that is in a folder to a user, and to nobody else.
 * @param apart names that have rules of their own
 */
function giveAll(folder: number, owner: User, { files = 0o600, apart = NONE }: Contents = {}): void {
  for (const name of namesIn(folder)) {
    if (apart.has(name)) continue;
    withReal(within(folder, name), (fd) => {
      const isFolder = fstatSync(fd).isDirectory();
      const kept = EXPOSED_IS_SAID.has(name) ? 0o777 : files;
      // A folder that its owner cannot pass is one whose files nobody can use or delete.
      give(fd, { owner, mode: isFolder ? 0o700 : fstatSync(fd).mode & kept });
      if (isFolder) giveAll(fd, owner, { files });
    });
  }
}

/**
 * Brings the folders of a home in order before its proxies start as another user: an older home, one that ran by hand, and
 * one in which root left files of its own. Nothing is lost, and only owners and permissions change.
 * @param owner whose home it is; the group is theirs too
 * @param proxies whom HAProxy and Caddy run as
 * @param lego whom lego runs as: it passes nothing, and starts in its folder
 * @throws the operating system's error
 */
export function raiseWall({ dir }: HomeLayout, owner: User, proxies: User, lego: User): void {
  const passed: Rule = { owner: { uid: owner.uid, gid: proxies.gid }, mode: 0o710 };
  const own: Rule = { owner, mode: 0o700 };
  // Caddy's own, in which the home reads and connects.
  const caddys: Rule = { owner: { uid: proxies.uid, gid: owner.gid }, mode: 0o770 };
  const folder = (path: string, rule: Rule, inside: (fd: number) => void = () => undefined) => {
    makeIfMissing(path);
    withReal(
      path,
      (fd) => {
        give(fd, rule);
        inside(fd);
      },
      O_DIRECTORY,
    );
  };
  const ownAll = (fd: number) => giveAll(fd, owner);
  const fileOf = (fd: number, name: string, rule: Rule) => void withReal(within(fd, name), (file) => give(file, rule));

  folder(dir, passed, (home) => {
    const at = (name: string) => within(home, name);
    giveAll(home, owner, { files: 0o700, apart: PASSED });
    folder(at('ca'), passed, (ca) => {
      ownAll(ca);
      for (const name of ['homelab-ca.crt', 'server-root.crt', 'server-root.key'])
        fileOf(ca, name, { owner: passed.owner, mode: 0o640 });
    });
    folder(at('rendered'), passed, ownAll);
    folder(at('certificates'), own, (certificates) => {
      giveAll(certificates, owner, { apart: new Set(['lego']) });
      // Both write there: the home what lego needs to know, lego its account.
      const shared: Rule = { owner: { uid: owner.uid, gid: lego.gid }, mode: 0o770 };
      folder(within(certificates, 'lego'), shared, (fd) => giveAll(fd, lego));
    });
    folder(at('logs'), passed, (logs) => {
      giveAll(logs, owner, { apart: new Set(['caddy']) });
      folder(within(logs, 'caddy'), caddys, (fd) => giveAll(fd, caddys.owner, { files: 0o644 }));
    });
    folder(at('run'), passed, (run) => {
      giveAll(run, owner, { apart: SHARED_RUN });
      folder(within(run, 'connections'), passed, (fd) => giveFolders(fd, owner));
      folder(within(run, 'cut'), own, ownAll);
      folder(within(run, 'caddy'), caddys);
    });
    folder(at('caddy'), caddys, (fd) => giveAll(fd, proxies));
  });
}

/**
 * Makes a home ready to run with its proxies as its own user: nothing is shared any more.
 * @param self this process's own user
 * @throws LatchkeyError FOLDER_NOT_WRITABLE when what belonged to the proxies has not been given back
 */
export function lowerWall(layout: HomeLayout, self: User): void {
  const { dir, ca, rendered, logs, run, caddy, accessLog, certificates } = layout;
  for (const path of [caddy, run.caddy, dirname(accessLog)]) {
    const owner = withReal(path, (fd) => fstatSync(fd).uid);
    if (owner === undefined || owner === self.uid) continue;
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', {
      detail: `${path} belongs to the user that HAProxy and Caddy ran as when root started this home.`,
      hint: `Start it as root again, or give everything back: sudo chown -R ${self.uid}:${self.gid} ${shellWord(dir)}`,
    });
  }
  for (const path of [dir, ca.dir, rendered.dir, logs, run.dir, run.connections, certificates.lego])
    withReal(path, (fd) => give(fd, { owner: self, mode: 0o700 }), O_DIRECTORY);
  for (const path of [ca.serverRootKey, ca.certificate, ca.serverRootCertificate])
    withReal(path, (fd) => give(fd, { owner: self, mode: 0o600 }));
}

/** When others could read one of these, the home does not start and says so: closing it silently would hide that. */
const EXPOSED_IS_SAID = new Set(['secret.key', 'homelab-ca.key']);

/** Entries of the home folder with rules of their own; the rest is for the owner alone, whoever put it there. */
const PASSED = new Set(['ca', 'rendered', 'logs', 'run', 'caddy', 'certificates']);
const SHARED_RUN = new Set(['connections', 'cut', 'caddy', 'empty']);

function makeIfMissing(path: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** The files of connections are further names of files in the active set: these belong to the owner anyway. */
function giveFolders(folder: number, owner: User): void {
  for (const name of readdirSync(within(folder, '.')))
    withReal(within(folder, name), (fd) => give(fd, { owner, mode: 0o711 }), O_DIRECTORY);
}
