import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { ProxySessions } from '../../../server/core/ports/connections.ts';
import { BYSTANDER, SOURCES } from './scenarios.ts';

/** A proxy with three connections open, in this process; on request it answers another one as HAProxy does. */
export class CrashProxySessions implements ProxySessions {
  /** Sources by session id. */
  readonly #open = new Map([...SOURCES, BYSTANDER].map((source, index) => [`0x${index + 1}`, source as string]));
  #server: Server | undefined;

  sessions(): Promise<ReadonlyMap<string, readonly string[]>> {
    return Promise.resolve(new Map([...this.#open].map(([id, source]) => [source, [id]])));
  }

  end(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#open.delete(id);
    return Promise.resolve();
  }

  /** @param path of a UNIX socket */
  async listen(path: string): Promise<void> {
    this.#server = createServer((socket) => {
      socket.setEncoding('utf8').on('error', () => socket.destroy());
      socket.once('data', (commands: string) => {
        for (const [, id] of commands.matchAll(/shutdown session (\w+)/g)) this.#open.delete(id ?? '');
        const lines = [...this.#open].map(
          ([id, source]) => `${id}: proto=tcpv4 src=${source.replace('_', ':')} fe=https be=wan srv=caddy\n`,
        );
        socket.end(commands.startsWith('show sess') ? lines.join('') : '\n');
      });
    });
    await once(this.#server.listen(path), 'listening');
  }

  close(): void {
    this.#server?.close();
  }
}
