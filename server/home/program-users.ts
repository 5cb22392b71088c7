/** Whom the programs of a home run as: users of their own, who can read nothing of it that they do not need. */
import { execFileSync } from 'node:child_process';
import type { User } from '../stack/process/wall.ts';

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

/** The user that is called like this one with `suffix` behind, when it is none of the others. */
function namedAfter(owner: User, suffix: string, others: readonly User[]): User | undefined {
  const name = account(String(owner.uid))?.name;
  const found = name === undefined ? undefined : account(`${name}${suffix}`);
  if (found === undefined || !(found.uid > 0 && found.gid > 0)) return undefined;
  const { uid, gid } = found;
  return others.every((other) => uid !== other.uid && gid !== other.gid) ? { uid, gid } : undefined;
}

/** Numbers that neither distributions nor systemd give to anybody (systemd, docs/UIDS-GIDS.md: 60578 to 61183). */
const UNUSED = { first: 60_600, count: 500 } as const;

/**
 * Whom HAProxy and Caddy run as: the user that is called like the home's with `-proxy` behind; where there is none, a
 * number that belongs to nobody, one for each owner.
 */
export function proxyUserOf(owner: User): User {
  const own = namedAfter(owner, '-proxy', [owner]);
  if (own) return own;
  const free = (n: number): number => (n === owner.uid || n === owner.gid ? n + UNUSED.count : n);
  const number = free(UNUSED.first + (owner.uid % UNUSED.count));
  return { uid: number, gid: number };
}

/** Numbers as {@link UNUSED}, behind those. */
const UNUSED_BY_LEGO = { first: 61_100, count: 80 } as const;

/** Whom lego runs as: the user that is called like the home's with `-acme` behind, or a number that belongs to nobody. */
export function legoUserOf(owner: User, proxies: User): User {
  const others = [owner, proxies];
  const own = namedAfter(owner, '-acme', others);
  if (own) return own;
  const first = UNUSED_BY_LEGO.first + (owner.uid % UNUSED_BY_LEGO.count);
  const number = [first, first + 1, first + 2].find((n) => others.every((other) => n !== other.uid && n !== other.gid));
  return { uid: number ?? first, gid: number ?? first };
}
