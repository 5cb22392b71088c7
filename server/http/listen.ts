import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';

/**
 * Listens on a UNIX socket that only this user may use. A socket that a crash left behind is taken away: whoever calls
 * this holds the home's lock, so it is nobody's.
 * @param path in a folder of mode 0700, at most 103 bytes long
 */
export async function listenOnSocket(app: FastifyInstance, path: string): Promise<void> {
  await takeOver(path);
  await app.listen({ path });
  await chmod(path, 0o600);
}

/** The same for a plain server. */
export async function listenGate(server: Server, path: string): Promise<void> {
  await takeOver(path);
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);
}

/** Listens where only programs of this machine reach it. */
export async function listenOnLoopback(server: Server, port: number): Promise<void> {
  server.listen({ host: '127.0.0.1', port, exclusive: true });
  await once(server, 'listening');
}

async function takeOver(path: string): Promise<void> {
  const left = await lstat(path).catch(() => undefined);
  if (left?.isSocket()) await unlink(path);
}
