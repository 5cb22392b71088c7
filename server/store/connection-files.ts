import { linkSync, unlinkSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { errnoOf } from '../../shared/errno.ts';
import { fingerprintSchema } from '../../shared/fingerprint.ts';
import { hostName } from '../core/access/host.ts';
import type { Random } from '../core/ports/basics.ts';
import type { ConnectionsSetAside, TrackedConnection, TrackedConnections } from '../core/ports/connections.ts';

const SOURCE = /^[0-9a-f.:]{2,45}_\d{1,5}$/;
/** How many connections are forgotten before others have their turn. */
const AT_ONCE = 64;
/** A host, in a name of the folder for what was set aside. */
const OF_HOST = '@';

const isGone = (error: unknown) => ['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(String(errnoOf(error)));

/** Runs it; what is gone already is as good as done. */
async function ifThere<Value>(work: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (isGone(error)) return otherwise;
    throw error;
  }
}

/** At once: handing it to another thread, as promises do, takes four times what it takes itself (20 µs). */
function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** What this process tracked of a source, and when. */
interface Remembered extends TrackedConnection {
  readonly at: number;
}

/**
 * Notes as empty files, where Caddy's `file` matcher finds them: `<folder>/<fingerprint>/<host>/<address>_<port>`. Each is
 * a link to the certificate's file in the active set: link(2) makes it, or finds that the certificate is not active, in one
 * step.
 */
export class ConnectionFiles implements TrackedConnections {
  readonly #active: string;
  readonly #folder: string;
  readonly #cut: string;
  readonly #random: Random;
  /** By source. */
  readonly #remembered = new Map<string, Remembered>();

  /** @param layout the home's; its folders are on one file system */
  constructor({ active, run }: { active: string; run: { connections: string; cut: string } }, random: Random) {
    this.#active = active;
    this.#folder = run.connections;
    this.#cut = run.cut;
    this.#random = random;
  }

  /** Empties the folders: when a home starts, no connection of before is open any more. */
  async clear(): Promise<void> {
    this.#remembered.clear();
    for (const folder of [this.#folder, this.#cut]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // The folder itself stays: who may pass it was decided when the home started.
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  async add(connection: TrackedConnection, at: number): Promise<boolean> {
    const { fingerprint, host, source } = connection;
    const path = this.#path(connection);
    const before = this.#remembered.get(source);
    if (before && (before.fingerprint !== fingerprint || before.host !== host)) await this.#forget(before);
    this.#remembered.set(source, { ...connection, at });
    const active = join(this.#active, fingerprint);
    for (;;) {
      try {
        // Most connections are not the first of their certificate to their host, and one call is all that they wait for:
        // at once, as in unlinkIfThere.
        linkSync(active, path);
        return true;
      } catch (error) {
        if (!['EEXIST', 'ENOENT'].includes(String(errnoOf(error)))) throw error;
        // Caddy opens what it looks up, and is another user behind the wall: without this it asks at every request.
        const isActive = await ifThere(
          chmod(active, 0o644).then(() => true),
          false,
        );
        if (errnoOf(error) === 'EEXIST') return true;
        if (!isActive) {
          await this.remove([connection]);
          return false;
        }
      }
      // The folder is not there yet, or somebody has just tidied it away.
      for (const folder of [fingerprint, join(fingerprint, host)]) await makePassed(join(this.#folder, folder));
    }
  }

  async remove(connections: readonly TrackedConnection[]): Promise<void> {
    for (const [index, connection] of connections.entries()) {
      if (index > 0 && index % AT_ONCE === 0) await othersTurn();
      const { fingerprint, host, source } = connection;
      const tracked = this.#remembered.get(source);
      if (tracked?.fingerprint === fingerprint && tracked.host === host) this.#remembered.delete(source);
      unlinkIfThere(this.#path(connection));
    }
    // Afterwards, and each once: a certificate has several connections to a host.
    const hosts = new Set(connections.map(({ fingerprint, host }) => join(fingerprint, host)));
    const certificates = new Set(connections.map(({ fingerprint }) => fingerprint));
    for (const folder of [...hosts, ...certificates]) await ifThere(rmdir(join(this.#folder, folder)), undefined);
  }

  async fingerprints(): Promise<readonly string[]> {
    return (await ifThere(readdir(this.#folder), [])).filter((name) => fingerprintSchema.safeParse(name).success);
  }

  async hosts(fingerprint: string): Promise<readonly string[]> {
    return (await ifThere(readdir(join(this.#folder, fingerprint)), [])).filter(isHostFolder);
  }

  list(before: number): readonly TrackedConnection[] {
    return [...this.#remembered.values()].flatMap(({ at, ...connection }) => (at < before ? [connection] : []));
  }

  async setAside(fingerprint: string, host?: string): Promise<void> {
    const name = `${fingerprint}.${Buffer.from(this.#random.bytes(8)).toString('hex')}`;
    const [from, to] = host === undefined ? [fingerprint, name] : [join(fingerprint, host), `${name}${OF_HOST}${host}`];
    await ifThere(rename(join(this.#folder, from), join(this.#cut, to)), undefined);
  }

  async aside(): Promise<readonly ConnectionsSetAside[]> {
    const read = async (name: string): Promise<ConnectionsSetAside[]> => {
      const [whose = '', host] = name.split(OF_HOST, 2);
      const [fingerprint = ''] = whose.split('.', 1);
      const sources = async (folder: string) =>
        (await ifThere(readdir(join(this.#cut, folder)), [])).filter((source) => SOURCE.test(source));
      if (host !== undefined) return [{ name, fingerprint, host, sources: await sources(name) }];
      const hosts = await ifThere(readdir(join(this.#cut, name)), []);
      const each = hosts.map(async (of) => {
        const below = join(name, of);
        return { name: below, fingerprint, host: of, sources: await sources(below) };
      });
      // A folder of no host is over, as one whose connections are.
      return hosts.length > 0 ? Promise.all(each) : [{ name, fingerprint, host: '', sources: [] }];
    };
    return (await Promise.all((await ifThere(readdir(this.#cut), [])).map(read))).flat();
  }

  async forgetSetAside(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await rm(join(this.#cut, name), { recursive: true, force: true });
      if (dirname(name) !== '.') await ifThere(rmdir(join(this.#cut, dirname(name))), undefined);
    }
  }

  /** The connection that was tracked is over: its address and port are somebody else's now. */
  async #forget(connection: TrackedConnection): Promise<void> {
    await this.remove([connection]);
    for (const { name, fingerprint, host, sources } of await this.aside()) {
      if (fingerprint !== connection.fingerprint || host !== connection.host || !sources.includes(connection.source))
        continue;
      unlinkIfThere(join(this.#cut, name, connection.source));
    }
  }

  #path({ fingerprint, host, source }: TrackedConnection): string {
    const fits = fingerprintSchema.safeParse(fingerprint).success && isHostFolder(host) && SOURCE.test(source);
    if (!fits) throw new RangeError('not a connection');
    return join(this.#folder, fingerprint, host, source);
  }
}

/** What {@link hostName} leaves as it is: no dots alone, and nothing with a slash. */
const isHostFolder = (name: string) => hostName(name) === name;

/** Whoever may pass the folder above may look a name up in this one, and list none. */
async function makePassed(folder: string): Promise<void> {
  const made = await ifThere(mkdir(folder, { recursive: true }), undefined);
  if (made !== undefined) await ifThere(chmod(made, 0o711), undefined);
}
