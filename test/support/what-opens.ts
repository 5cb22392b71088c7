/** What a user of this machine may open of a home: every file, folder and socket is tried, and nothing is asked. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { run } from './processes.ts';

/** Reads lists of paths, tries each, and says which of them opened. */
const TRY = `
const { connect } = require('node:net'); const fs = require('node:fs');
const { files, sockets, folders } = JSON.parse(fs.readFileSync(0, 'utf8'));
const can = (work) => { try { work(); return true } catch { return false } };
const dial = (path) => new Promise((done) => connect(path).on('connect', () => done(true)).on('error', () => done(false)));
(async () => {
  console.log(JSON.stringify({
    read: files.filter((path) => can(() => fs.closeSync(fs.openSync(path, 'r')))),
    write: files.filter((path) => can(() => fs.closeSync(fs.openSync(path, 'r+')))),
    list: folders.filter((path) => can(() => fs.readdirSync(path))),
    make: folders.filter((path) => can(() => fs.rmdirSync((fs.mkdirSync(path + '/x'), path + '/x')))),
    dial: (await Promise.all(sockets.map(async (path) => (await dial(path)) && path))).filter(Boolean),
  }));
  process.exit(0);
})();
`;

/** What is to be tried, absolute paths. */
export interface Places {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly sockets: readonly string[];
}

/** What opened of it. */
export type Opened = Readonly<Record<'read' | 'write' | 'list' | 'make' | 'dial', readonly string[]>>;

/**
 * Everything in a folder, as root sees it.
 * @param seenAt where the folder is for this process, when it is another machine's
 */
export async function everythingIn(dir: string, seenAt = dir): Promise<Places> {
  const entries = await readdir(seenAt, { recursive: true, withFileTypes: true });
  const of = (wanted: (entry: (typeof entries)[number]) => boolean) =>
    entries.filter(wanted).map((entry) => join(dir, relative(seenAt, join(entry.parentPath, entry.name))));
  return {
    files: of((entry) => !entry.isDirectory() && !entry.isSocket()),
    folders: [dir, ...of((entry) => entry.isDirectory())],
    sockets: of((entry) => entry.isSocket()),
  };
}

/** A user by number, with their group. */
export interface NumberedUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Tries all of it as that user.
 * @param enter words that lead to where the places are
 * @param node the Node that is there
 */
export async function whatOpens(
  places: Places,
  { uid, gid }: NumberedUser,
  { enter = [], node = process.execPath }: { readonly enter?: readonly string[]; readonly node?: string } = {},
): Promise<Opened> {
  const become = ['setpriv', '--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  const [file = '', ...args] = [...enter, ...become, node, '-e', TRY];
  const { stdout, stderr } = await run({ file, args, input: JSON.stringify(places) });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Opened;
}

/** What HAProxy and Caddy need of a home, and no more; relative, beside the folders that are Caddy's own. */
export const NEEDED_BY_PROXIES = {
  read: [
    'ca/homelab-ca.crt',
    'ca/server-root.crt',
    'ca/server-root.key',
    'rendered/caddy.json',
    'rendered/haproxy.cfg',
    'rendered/lan.lst',
    'rendered/strangers.lst',
  ],
  write: [],
  list: ['run/empty'],
  make: [],
  dial: [
    'run/api.sock',
    'run/auth.sock',
    'run/caddy/console.sock',
    'run/caddy/enrolment.sock',
    'run/caddy/lan.sock',
    'run/caddy/wan.sock',
    'run/console.sock',
  ],
} as const;

/** What opened, relative and in order, without what lies in the folders that are Caddy's own. */
export function beyondCaddys(dir: string, opened: Opened): Record<keyof Opened, string[]> {
  // Which connections are let through, Caddy looks up by name: it finds what it can name, and lists nothing.
  const isCaddys = (path: string) => /^(caddy|logs\/caddy|run\/caddy)(\/|$)|^run\/connections\/\w+\/./.test(path);
  const short = (paths: readonly string[], isLeftOut: (path: string) => boolean) =>
    paths
      .map((path) => relative(dir, path))
      .filter((path) => !isLeftOut(path))
      .sort();
  return {
    read: short(opened.read, isCaddys),
    write: short(opened.write, isCaddys),
    list: short(opened.list, isCaddys),
    make: short(opened.make, isCaddys),
    dial: short(opened.dial, () => false),
  };
}

/** One field of `/proc/<pid>/status`; empty when the process is gone. */
export async function statusField(pid: number, name: string): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '';
}

export interface SeenProcess {
  readonly pid: number;
  readonly command: string;
}

/** A process and all that it started, and so on. */
export async function family(root: number): Promise<readonly SeenProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const seen = await Promise.all(
    pids.map(async (pid) => ({
      pid,
      parent: Number(await statusField(pid, 'PPid')),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  );
  const of = (pid: number): typeof seen =>
    seen.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...of(child.pid)]);
  return [...seen.filter(({ pid }) => pid === root), ...of(root)];
}
