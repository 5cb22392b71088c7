/** What a place that Caddy is told leads to: a path, a socket or an address, resolved as Caddy and the kernel will. */
import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { HomeLayout } from '../../core/layout.ts';
import { NOT_REGULAR } from '../../platform/regular-file.ts';
import { isWithin } from '../../platform/within.ts';
import type { Endpoint } from '../endpoints.ts';
import { type Mount, mountedHome, mountsNow } from './mounts.ts';
import { OwnEndpoints } from './own-endpoints.ts';

/** Symbolic links that one path may lead through, as on Linux. */
const MOST_LINKS = 40;
/** Folders and files below a root that are looked through for symbolic links into the home. */
const MOST_ENTRIES = 2000;

/**
 * A path as the kernel follows it, component by component: `..` behind a link leaves the link's target, and a link may
 * lead to what does not exist yet.
 * @returns undefined when the links go in a circle
 */
export function followed(path: string): string | undefined {
  const steps = path.split('/').reverse();
  let at = '/';
  let links = 0;
  while (steps.length > 0) {
    const step = steps.pop() ?? '';
    if (step === '' || step === '.') continue;
    if (step === '..') {
      at = dirname(at);
      continue;
    }
    const next = join(at, step);
    const target = lstatSync(next, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(next) : undefined;
    if (target === undefined) at = next;
    else {
      links += 1;
      if (links > MOST_LINKS) return undefined;
      if (target.startsWith('/')) at = '/';
      steps.push(...target.split('/').reverse());
    }
  }
  return at;
}

/** What looking at the disk gives, or undefined when it cannot be looked at. */
export const safely = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};

/** Device and inode: the same for one folder under two names, such as a bind mount or another case. */
const identityOf = (path: string): string | undefined =>
  safely(() => {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  });

function ancestors(path: string): string[] {
  const found = [path];
  for (let at = path; at !== '/'; at = dirname(at)) found.push(dirname(at));
  return found;
}

const list = (folder: string) => safely(() => readdirSync(folder, { withFileTypes: true })) ?? [];

export interface PlacesOptions {
  readonly layout: HomeLayout;
  /** Where Caddy runs; relative places start there. */
  readonly folder?: string;
  /** Where the home itself answers by TCP. */
  readonly endpoints?: readonly Endpoint[];
  /** Names and addresses of this machine beside loopback. */
  readonly machine?: readonly string[];
  /** The text of `/etc/hosts`. */
  readonly hosts?: string | undefined;
  readonly mounts?: readonly Mount[];
}

/** Says of a place whether Caddy would reach the home by it. Looks at the disk as it is now; changes nothing. */
export class Places {
  readonly #home: readonly string[];
  readonly #folder: string;
  readonly #inside: ReadonlySet<string>;
  readonly #above: ReadonlySet<string>;
  readonly #endpoints: OwnEndpoints;
  readonly #mounts: readonly Mount[];

  constructor({
    layout,
    folder = layout.run.empty,
    endpoints = [],
    machine,
    hosts,
    mounts = mountsNow(),
  }: PlacesOptions) {
    this.#mounts = mounts;
    const real = followed(layout.dir);
    this.#home = [...new Set([layout.dir, ...(real === undefined ? [] : [real])])];
    this.#folder = folder;
    const inside = [layout.dir, ...list(layout.dir).map(({ name }) => join(layout.dir, name))];
    const keys = list(layout.ca.dir).map(({ name }) => join(layout.ca.dir, name));
    this.#inside = new Set([...inside, ...keys].flatMap((path) => identityOf(path) ?? []));
    this.#above = new Set(
      this.#home.flatMap((home) => ancestors(dirname(home)).flatMap((path) => identityOf(path) ?? [])),
    );
    this.#endpoints = new OwnEndpoints(endpoints, machine, hosts);
  }

  /** The home's folder, by every name that is known of it. */
  get home(): readonly string[] {
    return this.#home;
  }

  /**
   * @param path as Caddy is told, placeholders replaced
   * @returns why Caddy may not have it, as the end of a sentence about it; undefined when it may
   */
  path(path: string): string | undefined {
    if (path.includes('{')) return 'has a placeholder in it, so that nobody can say where it leads';
    if (path.includes('\0')) return 'has a zero byte in it';
    if (path === '') return 'is empty, which is the folder that Caddy runs in';
    const start = path.startsWith('/') ? path : `${this.#folder}/${path}`;
    const physical = safely(() => followed(start));
    // Caddy cleans some paths before it opens them, and some not.
    const cleaned = safely(() => followed(resolve(start)));
    if (physical === undefined || cleaned === undefined) return 'leads through links that cannot be followed';
    for (const at of [start, resolve(start), physical, cleaned]) {
      const wrong = this.#lexical(resolve(at));
      if (wrong !== undefined) return wrong;
    }
    for (const at of [physical, cleaned]) {
      if (ancestors(at).some((each) => this.#inside.has(identityOf(each) ?? '')))
        return `lies in the home by another name (${this.#home[0]})`;
      if (this.#above.has(identityOf(at) ?? '')) return `has the home in it (${this.#home[0]})`;
    }
    return undefined;
  }

  /**
   * As {@link path}, for a file that Caddy opens as it loads the configuration: it would wait for the other end of a pipe.
   * What is not there, Caddy names itself or, of a log, makes.
   */
  file(path: string): string | undefined {
    const wrong = this.path(path);
    if (wrong !== undefined) return wrong;
    const seen = safely(() => statSync(resolve(this.#folder, path)));
    return seen === undefined || seen.isFile() || path === '/dev/null' ? undefined : NOT_REGULAR;
  }

  /** As {@link path}, for every path that stands in a text such as `a=/srv/x:/srv/y` or `file:///srv/x`. */
  inText(text: string): string | undefined {
    const named = this.#home.find((home) => text.normalize('NFC').toLowerCase().includes(home.toLowerCase()));
    if (named !== undefined) return `lies in the home (${named})`;
    const paths = text.match(/\/[^\s"'`,;|{}:=&<>()]*/g) ?? [];
    return paths.map((each) => this.path(each)).find((wrong) => wrong?.includes('lies in') === true);
  }

  #lexical(path: string): string | undefined {
    const folded = (text: string) => text.normalize('NFC').toLowerCase();
    if (isWithin(path, '/proc')) return 'lies in /proc, where every process and its files are';
    for (const home of this.#home) {
      if (isWithin(folded(path), folded(home))) return `lies in the home (${home})`;
      if (isWithin(folded(home), folded(path))) return `has the home in it (${home})`;
    }
    return undefined;
  }

  /**
   * As {@link path}, for a folder whose whole content is served: a link, a mount or a hard link in it that leads to the
   * home counts too.
   */
  folder(path: string): string | undefined {
    const wrong = this.path(path);
    if (wrong !== undefined) return wrong;
    const real = safely(() => followed(resolve(path))) ?? path;
    const mount = mountedHome(this.#mounts, real, this.#home, (source) => this.#source(source));
    if (mount !== undefined) return `shows a part of the home by a mount (${mount})`;
    return this.#walk(resolve(path));
  }

  /** Links and hard links to the home below a folder. */
  #walk(path: string): string | undefined {
    const waiting = [path];
    let left = MOST_ENTRIES;
    for (let folder = waiting.shift(); folder !== undefined && left > 0; folder = waiting.shift()) {
      for (const entry of list(folder)) {
        left -= 1;
        const at = join(folder, entry.name);
        if (entry.isDirectory()) waiting.push(at);
        if (entry.isSymbolicLink() && this.path(at) !== undefined) return `has a link to the home in it (${at})`;
        // A mount and a hard link look like any folder and file.
        if (this.#inside.has(identityOf(at) ?? '')) return `has a part of the home in it by another name (${at})`;
        if (left <= 0) break;
      }
    }
    return undefined;
  }

  /** Whether a mount's source is a part of the home, as a path or as `host:path` of this machine, or has the home in it. */
  #source(source: string): boolean {
    const [, host, path = source] = /^(?:[^@/]*@)?([^/]*):(\/.*)$/.exec(source) ?? [];
    return (
      path.startsWith('/') && (host === undefined || this.#endpoints.isHere(host)) && this.path(path) !== undefined
    );
  }

  /**
   * @param address a network address in Caddy's form: `host:port`, `tcp/host:port`, `unix//path|mode`
   * @returns as {@link path}
   */
  dial(address: string): string | undefined {
    if (address.includes('{')) return 'has a placeholder in it, so that nobody can say where it leads';
    const slash = address.indexOf('/');
    const network = slash < 0 ? '' : address.slice(0, slash).trim().toLowerCase();
    const rest = address.slice(slash + 1);
    if (network.startsWith('unix')) {
      const socket = rest.replace(/\|[^|/]*$/, '');
      // Linux's abstract sockets are no files; the home has none.
      return socket.startsWith('@') ? undefined : (this.path(socket) ?? this.path(rest));
    }
    if (!/^(|ip|tcp[46]?|udp[46]?)$/.test(network))
      return `is of the network ${network}, which leads nobody knows where`;
    const port = /:(\d+)(?:-(\d+))?$/.exec(rest);
    const host = port ? rest.slice(0, port.index) : rest;
    return port ? this.tcp(host, Number(port[1]), Number(port[2] ?? port[1])) : undefined;
  }

  /** As {@link path}, for a host and a range of ports. */
  tcp(host: string, from: number, to = from): string | undefined {
    if (host.includes('{')) return 'has a placeholder in it, so that nobody can say where it leads';
    if (!Number.isInteger(from) || !Number.isInteger(to)) return 'has a port that is not a number';
    const own = this.#endpoints.reachedBy(host, from, to);
    return own && `is port ${own.port} of this machine, which is the home's own`;
  }

  /** As {@link path}, for a URL. */
  url(text: string): string | undefined {
    if (text.includes('{')) return 'has a placeholder in it, so that nobody can say where it leads';
    const url = safely(() => new URL(text));
    if (!url) return 'is not a URL';
    if (!/^(https?|socks5h?|h2c):$/.test(url.protocol))
      return `is of the kind ${url.protocol}, which leads nobody knows where`;
    return this.tcp(url.hostname, Number(url.port || (url.protocol === 'https:' ? 443 : 80)));
  }
}
