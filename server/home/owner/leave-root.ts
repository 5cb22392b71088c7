/** Root's part: it brings order, has the proxies' starters started, and becomes the home's owner for good. */
import { readFileSync } from 'node:fs';
import { errnoOf } from '../../../shared/errno.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { homeLayout } from '../../core/layout.ts';
import { asUser } from '../../platform/caller.ts';
import { controlSocket, type Launcher } from '../../stack/process/launch.ts';
import { HomeLock } from '../../stack/process/process-lock.ts';
import { startStarter } from '../../stack/process/starter.ts';
import { raiseWall } from '../../stack/process/wall.ts';
import type { Launchers } from '../../stack/stack.ts';
import { become, isRoot, ownerOf, requireOwner, requireReadableProgram } from './become-owner.ts';
import { programUsersOf } from './program-users.ts';

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
  const { proxies, lego: legoUser } = programUsersOf(owner);
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
