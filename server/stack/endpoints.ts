import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import { reachable, tryConnect } from './probe/connect.ts';

/** One address and port that HAProxy will listen on. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** `[::1]:443`, `127.0.0.1:443` */
export const formatEndpoint = ({ address, port }: Endpoint) =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;

export function endpointsOf({ listen, ports }: HomeConfig): Endpoint[] {
  const all = [ports.https, ...(ports.http === 'off' ? [] : [ports.http])];
  return all.flatMap((port) => listen.map((address) => ({ address, port })));
}

/** Inodes of the sockets that listen on a port, from Linux's tables; empty elsewhere. */
async function listeningInodes(port: number): Promise<Set<string>> {
  const inodes = new Set<string>();
  const LISTEN = '0A';
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const [local = '', state, inode] = [fields[1], fields[3], fields[9]];
      if (state === LISTEN && inode && Number.parseInt(local.split(':')[1] ?? '', 16) === port) inodes.add(inode);
    }
  }
  return inodes;
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  // Other users' processes cannot be looked into; they stay unnamed.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return links.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
}

/** Who listens on a port: `nginx (pid 812)`, or undefined when it cannot be known. */
async function portHolder(port: number): Promise<string | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await holdsSocket(pid, inodes))) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    return `${name || 'a program'} (pid ${pid})`;
  }
  return undefined;
}

function tryListen({ address, port }: Endpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host: address, port, exclusive: true, ipv6Only: address.includes(':') }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}

/** Whether somebody accepts connections there. */
const isHeld = ({ address, port }: Endpoint) =>
  tryConnect({ host: reachable(address), port }).then(
    () => true,
    () => false,
  );

/**
 * Makes sure that every address and port is free, by taking it for a moment.
 * @param options.forAnother who is to listen may take ports that this process may not: these are tried by connecting
 * @throws LatchkeyError PORT_IN_USE, PORT_NOT_ALLOWED, ADDRESS_NOT_AVAILABLE
 */
export async function requireFreePorts(
  endpoints: readonly Endpoint[],
  { forAnother = false }: { readonly forAnother?: boolean } = {},
): Promise<void> {
  for (const endpoint of endpoints) {
    const tried = await tryListen(endpoint);
    const held = tried === 'EACCES' && forAnother && (await isHeld(endpoint));
    const problem = tried === 'EACCES' && forAnother ? (held ? 'EADDRINUSE' : undefined) : tried;
    if (!problem) continue;
    const where = formatEndpoint(endpoint);
    if (problem === 'EADDRINUSE') {
      const holder = await portHolder(endpoint.port);
      throw new LatchkeyError('PORT_IN_USE', { detail: `${where} is held by ${holder ?? 'another program'}.` });
    }
    if (problem === 'EACCES')
      throw new LatchkeyError('PORT_NOT_ALLOWED', { detail: `${where} needs more rights than this user has.` });
    throw new LatchkeyError('ADDRESS_NOT_AVAILABLE', { detail: `${where}: ${problem}.` });
  }
}
