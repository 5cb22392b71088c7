/** HAProxy's runtime API (management guide, "Unix Socket commands"), as far as ending single connections needs it. */
import type { DoorSessions } from '../core/ports.ts';
import { open } from './connect.ts';

/** Local and idle: it answers at once or not at all. */
const TIMEOUT = 2000;
/** Commands on one line; HAProxy reads up to 16 KiB of them. */
const AT_ONCE = 100;

const NOBODY = new Set(['ENOENT', 'ECONNREFUSED']);

/** One line of `show sess`: `0x55…: proto=tcpv4 src=203.0.113.7:51514 fe=https be=wan srv=caddy …` */
const SESSION = /^(0x[0-9a-f]+): proto=\S+ src=(\S+):(\d+) fe=https be=wan /;

/** The sessions of a running home by source, `<address>_<port>`. */
export function parseSessions(text: string): Map<string, string[]> {
  const sessions = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, id, address, port] = SESSION.exec(line) ?? [];
    if (id === undefined) continue;
    const source = `${address}_${port}`;
    sessions.set(source, [...(sessions.get(source) ?? []), id]);
  }
  return sessions;
}

/** {@link DoorSessions} by HAProxy's own socket. */
export class HaproxySessions implements DoorSessions {
  readonly #path: string;

  /** @param path of the socket with `level admin` */
  constructor(path: string) {
    this.#path = path;
  }

  async sessions(): Promise<ReadonlyMap<string, readonly string[]>> {
    return parseSessions((await this.#ask('show sess')) ?? '');
  }

  async end(ids: readonly string[]): Promise<void> {
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      await this.#ask(
        ids
          .slice(i, i + AT_ONCE)
          .map((id) => `shutdown session ${id}`)
          .join('; '),
      );
    }
  }

  /** @returns what it answers; undefined when there is no HAProxy, and so no session */
  async #ask(commands: string): Promise<string | undefined> {
    const socket = await open({ path: this.#path }, TIMEOUT).catch((error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code ?? '')) return undefined;
      throw error;
    });
    if (!socket) return undefined;
    try {
      socket.setEncoding('utf8').setTimeout(TIMEOUT, () => socket.destroy(new Error('HAProxy does not answer')));
      socket.write(`${commands}\n`);
      let text = '';
      for await (const part of socket) text += part;
      return text;
    } finally {
      socket.destroy();
    }
  }
}
