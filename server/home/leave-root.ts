/** Root's part: it brings order, has the proxies' starters started, and becomes the home's owner for good. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { giveToUser } from '../core/doctor/commands.ts';
import { type HomeLayout, homeLayout } from '../core/layout.ts';
import { asUser, isOfRoot } from '../platform/caller.ts';
import { errnoOf } from '../platform/errno.ts';
import { controlSocket, type Launcher, launcherAsSelf } from '../stack/process/launch.ts';
import { HomeLock } from '../stack/process/process-lock.ts';
import { startStarter } from '../stack/process/starter.ts';
import { raiseWall, type User } from '../stack/process/wall.ts';
import type { Launchers } from '../stack/stack.ts';

const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Whose home it is. The group is that of secret.key: nobody edits that file, and the folder's own group may be the
 * proxies'.
 * @returns undefined when there is no home
 */
function ownerOf({ dir, secret }: HomeLayout): User | undefined {
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
function requireReadableProgram({ uid }: User): void {
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

/** A number of the system's user database. @returns undefined when there is no such user */
function lookUp(option: '-u' | '-g' | '-un', user: string): string | undefined {
  try {
    return execFileSync('id', [option, '--', user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Numbers that neither distributions nor systemd give to anybody (systemd, docs/UIDS-GIDS.md: 60578 to 61183). */
const UNUSED = { first: 60_600, count: 500 } as const;

/**
 * Whom HAProxy and Caddy run as: the user that is called like the home's with `-proxy` behind; where there is none, a
 * number that belongs to nobody, one for each owner.
 */
function proxyUserOf(owner: User): User {
  const name = `${lookUp('-un', String(owner.uid)) ?? ''}-proxy`;
  const [uid, gid] = [Number(lookUp('-u', name)), Number(lookUp('-g', name))];
  if (uid > 0 && gid > 0 && uid !== owner.uid && gid !== owner.gid) return { uid, gid };
  const free = (n: number): number => (n === owner.uid || n === owner.gid ? n + UNUSED.count : n);
  const number = free(UNUSED.first + (owner.uid % UNUSED.count));
  return { uid: number, gid: number };
}

/** Numbers as {@link UNUSED}, behind those. */
const UNUSED_BY_LEGO = { first: 61_100, count: 80 } as const;

/** Whom lego runs as: the user that is called like the home's with `-acme` behind, or a number that belongs to nobody. */
function legoUserOf(owner: User, proxies: User): User {
  const name = `${lookUp('-un', String(owner.uid)) ?? ''}-acme`;
  const [uid, gid] = [Number(lookUp('-u', name)), Number(lookUp('-g', name))];
  const others = [owner, proxies];
  if (uid > 0 && gid > 0 && others.every((other) => uid !== other.uid && gid !== other.gid)) return { uid, gid };
  const first = UNUSED_BY_LEGO.first + (owner.uid % UNUSED_BY_LEGO.count);
  const number = [first, first + 1, first + 2].find((n) => others.every((other) => n !== other.uid && n !== other.gid));
  return { uid: number ?? first, gid: number ?? first };
}

/** Becomes a user, with no way back: every thread, and the saved user too (setuid(2) of root). */
function become({ uid, gid }: User, groups: readonly number[]): void {
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
 * again for that ({@link import('../platform/caller.ts').writeNamed})
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
  const proxies = proxyUserOf(owner);
  const lego = legoUserOf(owner, proxies);
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

/** The wall between a home and its proxies. */
export interface Wall {
  readonly launchers: Launchers;
  /** Starts lego, as a user who can read nothing of the home but lego's own folder. */
  readonly lego: Launcher;
  readonly lock: HomeLock;
  /** Whether HAProxy may take ports below 1024. */
  readonly lowPorts: boolean;
  /** Resolves when a starter has ended, and with it what it started. Otherwise never. */
  readonly fallen: Promise<LatchkeyError>;
  /** Ends the starters, and whatever they started. */
  close(): void;
}

/**
 * What root does before a home runs: orders the folders, starts the two starters as the proxies' user, and becomes the
 * home's owner. Afterwards nothing is root.
 * @returns undefined for an ordinary user, who cannot start anything as somebody else
 * @throws LatchkeyError FOLDER_NOT_USABLE, FOLDER_NOT_WRITABLE, ALREADY_RUNNING, TOOL_MISSING
 */
export async function leaveRoot(dir: string): Promise<Wall | undefined> {
  if (!isRoot()) return undefined;
  const layout = homeLayout(dir);
  const owner = ownerOf(layout);
  if (!owner) return undefined;
  requireOwner(owner, dir);
  const proxies = proxyUserOf(owner);
  const legoUser = legoUserOf(owner, proxies);
  try {
    raiseWall(layout, owner, proxies, legoUser);
  } catch (cause) {
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${dir}: ${String(cause)}.`, cause });
  }
  // Before the sockets: a home that runs keeps its own.
  await asUser(owner, async () => requireReadableProgram(owner));
  const { lock, ...sockets } = await asUser(owner, async () => ({
    lock: HomeLock.take(layout.run.lock),
    caddy: await controlSocket(layout.run.caddyAdmin),
    haproxy: await controlSocket(layout.run.haproxy),
  }));
  const fallen = Promise.withResolvers<LatchkeyError>();
  const lowPorts = mayBindLowPorts();
  const start = (name: 'caddy' | 'haproxy') => {
    const detail = `What starts ${name} was ended, and ${name} with it.`;
    const onEnd = () => fallen.resolve(new LatchkeyError('CHILD_FAILED', { detail }));
    return startStarter({ user: proxies, lowPorts: lowPorts && name === 'haproxy', control: sockets[name], onEnd });
  };
  try {
    const [caddy, haproxy] = [await start('caddy'), await start('haproxy')];
    // Without it the home goes on: what it gets is for later.
    const noMatter = () => undefined;
    const lego = await startStarter({
      ...{ user: legoUser, lowPorts: false, folder: layout.certificates.lego },
      onEnd: noMatter,
    });
    become(owner, [proxies.gid, legoUser.gid]);
    const close = () => {
      for (const starter of [haproxy, caddy, lego]) starter.close();
    };
    return {
      launchers: { caddy: caddy.launch, haproxy: haproxy.launch },
      lego: lego.launch,
      lock,
      lowPorts,
      fallen: fallen.promise,
      close,
    };
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw cause;
    const hint = 'Install util-linux (on Debian and Ubuntu: apt-get install util-linux).';
    throw new LatchkeyError('TOOL_MISSING', { detail: 'setpriv is needed, to start HAProxy and Caddy.', hint, cause });
  } finally {
    for (const socket of Object.values(sockets)) socket.close();
  }
}

const NET_BIND_SERVICE = 10n;

/** Whether this process may hand on the right to ports below 1024 (capabilities(7)). */
function mayBindLowPorts(): boolean {
  const permitted = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${permitted}`) >> NET_BIND_SERVICE) & 1n) === 1n;
}
