import { once } from 'node:events';
import { chmod, lstat, rename, stat, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { shareWithFolder } from '../platform/folder-group.ts';

/** Who may connect to a socket beside this user: nobody, or whoever the folder is shared with, which are the proxies. */
export type Callers = 'self' | 'proxies';

const MODES: Readonly<Record<Callers, number>> = { self: 0o600, proxies: 0o660 };

const GROUP_PASSES = 0o010;

/**
 * Listens on a UNIX socket that the proxies connect to. A socket that a crash left behind is taken away: whoever calls
 * this holds the home's lock, so it is nobody's.
 * @param path in a folder that is not open to others, at most 103 bytes long
 */
export async function listenOnSocket(app: FastifyInstance, path: string): Promise<void> {
  await takeOver(path);
  await app.listen({ path });
  await letIn(path, 'proxies');
}

/** The same for a plain server, and for a choice of callers. */
export async function listenAuthEndpoint(server: Server, path: string, callers: Callers = 'proxies'): Promise<void> {
  await takeOver(path);
  server.listen(path);
  await once(server, 'listening');
  try {
    await letIn(path, callers);
  } catch (error) {
    server.close();
    throw error;
  }
}

/**
 * Listens on a UNIX socket of the proxies that another process may listen on: this one takes the name over, and closing
 * leaves it to whoever has it by then.
 */
export async function listenForProxies(server: NetServer, path: string): Promise<void> {
  const first = `${path}.new`;
  await takeOver(first);
  server.listen(first);
  await once(server, 'listening');
  await letIn(first, 'proxies');
  // libuv removes the name that a socket was bound to when it is closed, which is another one by then.
  await rename(first, path);
}

/** Listens where only programs of this machine reach it. */
export async function listenOnLoopback(server: Server, port: number): Promise<void> {
  server.listen({ host: '127.0.0.1', port, exclusive: true });
  await once(server, 'listening');
}

/** A folder that its group may not pass is shared with nobody, and so is the socket: the group may have other members. */
async function letIn(path: string, callers: Callers): Promise<void> {
  const shared = callers === 'proxies' && ((await stat(dirname(path))).mode & GROUP_PASSES) !== 0;
  if (shared) await shareWithFolder(path, MODES.proxies);
  else await chmod(path, MODES.self);
}

async function takeOver(path: string): Promise<void> {
  const left = await lstat(path).catch(() => undefined);
  if (left?.isSocket()) await unlink(path);
}
