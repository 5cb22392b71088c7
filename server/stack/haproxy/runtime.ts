/**
 * HAProxy's runtime API (management guide, "Unix Socket commands"), as far as ending single connections and a reload need
 * it.
 */
import { errnoOf } from '../../../shared/errno.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { asIpv6Prefix, isInNetworks, readAddress, unmapped } from '../../core/network/addresses.ts';
import type { ProxySessions } from '../../core/ports/connections.ts';
import { open } from '../probe/connect.ts';
import type { AllowList } from './config.ts';

/** Local and idle: it answers at once or not at all. */
const TIMEOUT = 2000;
/** Commands on one line; HAProxy reads up to 16 KiB of them. */
const AT_ONCE = 100;

const NOBODY = new Set(['ENOENT', 'ECONNREFUSED']);

/** One line of `show sess`: `0x55…: proto=tcpv4 src=203.0.113.7:51514 fe=https be=wan srv=caddy …` */
const SESSION = /^(0x[0-9a-f]+): proto=\S+ src=(\S+):(\d+) fe=https be=(\S+) /;

/** An address as Caddy writes it; HAProxy has dots in some IPv6 ones (`::192.0.2.1`). */
const asCaddyHas = (address: string) => {
  const read = /:.*\./.test(address) ? readAddress(address) : undefined;
  return read ? unmapped(read).toString() : address;
};

/** The sessions of a running home by source, `<address>_<port>`, in one zone. */
export function parseSessions(text: string, zone: 'lan' | 'wan' = 'wan'): Map<string, string[]> {
  const sessions = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, id, address = '', port, backend] = SESSION.exec(line) ?? [];
    if (id === undefined || backend !== zone) continue;
    const source = `${asCaddyHas(address)}_${port}`;
    sessions.set(source, [...(sessions.get(source) ?? []), id]);
  }
  return sessions;
}

/** @returns what HAProxy answers; undefined when there is no HAProxy, and so no session */
async function ask(path: string, commands: string): Promise<string | undefined> {
  const socket = await open({ path }, TIMEOUT).catch((error: unknown) => {
    if (NOBODY.has(errnoOf(error) ?? '')) return undefined;
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

/**
 * Resolves when the running HAProxy says something.
 * @throws Error when it does not
 */
export async function askHaproxy(path: string): Promise<void> {
  if (!(await ask(path, 'show version'))) throw new Error('HAProxy does not answer');
}

async function endSessions(path: string, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const now = ids.slice(i, i + AT_ONCE);
    await ask(path, now.map((id) => `shutdown session ${id}`).join('; '));
  }
}

/**
 * Tells the running HAProxy another list in one step: whoever connects meets the old one or the new one.
 * @param path of the runtime API's socket
 * @throws LatchkeyError CHILD_FAILED with what it answered; the old list holds then
 */
export async function replaceList(path: string, list: AllowList): Promise<void> {
  // The name of the list is its file, one word to HAProxy.
  const name = list.path.replaceAll(' ', '\\ ');
  const refuse = (answer: string | undefined) => {
    const said = answer?.trim() || 'nothing';
    throw new LatchkeyError('CHILD_FAILED', { detail: `HAProxy does not take ${list.path}: ${said}` });
  };
  const prepared = await ask(path, `prepare acl ${name}`);
  const version = /^New version created: (\d+)/.exec(prepared?.trim() ?? '')?.[1];
  if (version === undefined) return refuse(prepared);
  for (let i = 0; i < list.entries.length; i += AT_ONCE) {
    const entries = list.entries.slice(i, i + AT_ONCE);
    const answer = await ask(path, entries.map((entry) => `add acl @${version} ${name} ${entry}`).join('; '));
    if (answer?.trim() !== '') return refuse(answer);
  }
  const committed = await ask(path, `commit acl @${version} ${name}`);
  if (committed?.trim() !== '') return refuse(committed);
}

/** Ends what is open as being at home and is not at home any more. */
export async function endStrangersAtHome(path: string, lan: readonly string[]): Promise<void> {
  const sessions = parseSessions((await ask(path, 'show sess')) ?? '', 'lan');
  const strangers = [...sessions].filter(([source]) => !isInNetworks(source.replace(/_\d+$/, ''), lan));
  await endSessions(
    path,
    strangers.flatMap(([, ids]) => ids),
  );
}

/** {@link ProxySessions} by HAProxy's own socket. */
export class HaproxySessions implements ProxySessions {
  readonly #path: string;

  /** @param path of the socket with `level admin` */
  constructor(path: string) {
    this.#path = path;
  }

  async sessions(): Promise<ReadonlyMap<string, readonly string[]>> {
    return parseSessions((await ask(this.#path, 'show sess')) ?? '');
  }

  /** Whether HAProxy has a connection from this source, `<address>:<port>`, whatever became of it. */
  async sees(source: string): Promise<boolean> {
    const text = (await ask(this.#path, 'show sess')) ?? '';
    return text.split('\n').some((line) => / fe=https /.test(line) && line.includes(` src=${source} `));
  }

  /** How many connections this address has made as being at home, since HAProxy started and within a day of the last. */
  async cameFrom(address: string): Promise<number> {
    const text = (await ask(this.#path, `show table at_home key ${asIpv6Prefix(address).replace(/\/.*$/, '')}`)) ?? '';
    return Number(/ conn_cnt=(\d+)/.exec(text)?.[1] ?? 0);
  }

  async end(ids: readonly string[]): Promise<void> {
    await endSessions(this.#path, ids);
  }
}
