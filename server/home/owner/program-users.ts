/** Whom the programs of a home run as: users of their own, who can read nothing of it that they do not need. */
import { execFileSync } from 'node:child_process';
import type { User } from '../../stack/process/wall.ts';

interface Account extends User {
  readonly name: string;
}

/** @param key a name or a number of the system's user database (getent(1)). @returns undefined when there is no such user */
function account(key: string): Account | undefined {
  try {
    const line = execFileSync('getent', ['passwd', key], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}

/** The user of this name, when it is neither root nor one of the others. */
function apart(name: string, others: readonly User[]): User | undefined {
  const found = account(name);
  if (found === undefined || !(found.uid > 0 && found.gid > 0)) return undefined;
  const { uid, gid } = found;
  return others.every((other) => uid !== other.uid && gid !== other.gid) ? { uid, gid } : undefined;
}

/** Numbers that neither distributions nor systemd give to anybody (systemd, docs/UIDS-GIDS.md: 60578 to 61183). */
const UNUSED = { first: 60_600, count: 500 } as const;
/** Numbers as {@link UNUSED}, behind those. */
const UNUSED_BY_LEGO = { first: 61_100, count: 80 } as const;

/** A number that belongs to nobody, one for each owner. */
function nobody({ uid, gid }: User): User {
  const n = UNUSED.first + (uid % UNUSED.count);
  const number = n === uid || n === gid ? n + UNUSED.count : n;
  return { uid: number, gid: number };
}

function nobodyForLego(owner: User, proxies: User): User {
  const first = UNUSED_BY_LEGO.first + (owner.uid % UNUSED_BY_LEGO.count);
  const isFree = (n: number) => [owner, proxies].every(({ uid, gid }) => n !== uid && n !== gid);
  const number = [first, first + 1, first + 2].find(isFree) ?? first;
  return { uid: number, gid: number };
}

/**
 * Whom HAProxy and Caddy, and whom lego run as: the users that are called like the home's with `-proxy` and `-acme` behind;
 * where there are none, numbers that belong to nobody.
 */
export function programUsersOf(owner: User): { readonly proxies: User; readonly lego: User } {
  const name = account(String(owner.uid))?.name;
  const called = (suffix: string, others: readonly User[]) =>
    name === undefined ? undefined : apart(`${name}${suffix}`, others);
  const proxies = called('-proxy', [owner]) ?? nobody(owner);
  return { proxies, lego: called('-acme', [owner, proxies]) ?? nobodyForLego(owner, proxies) };
}
