/** Whom the programs of a home run as: users of their own, who can read nothing of it that they do not need. */
import { execFileSync } from 'node:child_process';
import type { User } from '../stack/process/wall.ts';

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
export function proxyUserOf(owner: User): User {
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
export function legoUserOf(owner: User, proxies: User): User {
  const name = `${lookUp('-un', String(owner.uid)) ?? ''}-acme`;
  const [uid, gid] = [Number(lookUp('-u', name)), Number(lookUp('-g', name))];
  const others = [owner, proxies];
  if (uid > 0 && gid > 0 && others.every((other) => uid !== other.uid && gid !== other.gid)) return { uid, gid };
  const first = UNUSED_BY_LEGO.first + (owner.uid % UNUSED_BY_LEGO.count);
  const number = [first, first + 1, first + 2].find((n) => others.every((other) => n !== other.uid && n !== other.gid));
  return { uid: number ?? first, gid: number ?? first };
}
