import { chmod, link, mkdir, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fingerprintSchema } from '../../shared/api.ts';
import { hostName } from '../core/access/host.ts';
import type { ConnectionNote, ConnectionNotes, NotesAside, Random } from '../core/ports.ts';
import { errnoOf } from '../platform/errno.ts';

const SOURCE = /^[0-9a-f.:]{2,45}_\d{1,5}$/;
/** A host, in a name of the folder for what was set aside. */
const OF_HOST = '@';

/** Runs it; what is gone already is as good as done. */
async function ifThere<Value>(work: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(String(errnoOf(error)))) return otherwise;
    throw error;
  }
}

/** What this process noted of a source, and when. */
interface Noted extends ConnectionNote {
  readonly at: number;
}

/**
 * Notes as empty files, where Caddy's `file` matcher finds them: `<folder>/<fingerprint>/<host>/<address>_<port>`. Each is
 * a link to the certificate's file in the active set: link(2) makes it, or finds that the certificate is not active, in one
 * step.
 */
export class ConnectionFiles implements ConnectionNotes {
  readonly #active: string;
  readonly #folder: string;
  readonly #cut: string;
  readonly #random: Random;
  /** By source. */
  readonly #noted = new Map<string, Noted>();

  /** @param layout the home's; its folders are on one file system */
  constructor({ active, run }: { active: string; run: { connections: string; cut: string } }, random: Random) {
    this.#active = active;
    this.#folder = run.connections;
    this.#cut = run.cut;
    this.#random = random;
  }

  /** Empties the folders: when a home starts, no connection of before is open any more. */
  async clear(): Promise<void> {
    this.#noted.clear();
    for (const folder of [this.#folder, this.#cut]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // The folder itself stays: who may pass it was decided when the home started.
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  async add(note: ConnectionNote, at: number): Promise<boolean> {
    const { fingerprint, host, source } = note;
    const path = this.#path(note);
    const before = this.#noted.get(source);
    if (before && (before.fingerprint !== fingerprint || before.host !== host)) await this.#forget(before);
    this.#noted.set(source, { ...note, at });
    const active = join(this.#active, fingerprint);
    for (;;) {
      try {
        for (const folder of [fingerprint, join(fingerprint, host)]) await makePassed(join(this.#folder, folder));
        // Caddy opens what it looks up, and is another user behind the wall: without this it asks at every request.
        await chmod(active, 0o644);
        await link(active, path);
        return true;
      } catch (error) {
        if (errnoOf(error) === 'EEXIST') return true;
        if (errnoOf(error) !== 'ENOENT') throw error;
        if ((await ifThere(stat(active), undefined)) === undefined) {
          await this.remove(note);
          return false;
        }
        // Somebody tidied the folder away between the two lines.
      }
    }
  }

  async remove(note: ConnectionNote): Promise<void> {
    const { fingerprint, host, source } = note;
    const noted = this.#noted.get(source);
    if (noted?.fingerprint === fingerprint && noted.host === host) this.#noted.delete(source);
    await ifThere(unlink(this.#path(note)), undefined);
    await ifThere(rmdir(join(this.#folder, fingerprint, host)), undefined);
    await ifThere(rmdir(join(this.#folder, fingerprint)), undefined);
  }

  async fingerprints(): Promise<readonly string[]> {
    return (await ifThere(readdir(this.#folder), [])).filter((name) => fingerprintSchema.safeParse(name).success);
  }

  async hosts(fingerprint: string): Promise<readonly string[]> {
    return (await ifThere(readdir(join(this.#folder, fingerprint)), [])).filter(isHostFolder);
  }

  list(before: number): readonly ConnectionNote[] {
    return [...this.#noted.values()].flatMap(({ at, ...note }) => (at < before ? [note] : []));
  }

  async setAside(fingerprint: string, host?: string): Promise<void> {
    const name = `${fingerprint}.${Buffer.from(this.#random.bytes(8)).toString('hex')}`;
    const [from, to] = host === undefined ? [fingerprint, name] : [join(fingerprint, host), `${name}${OF_HOST}${host}`];
    await ifThere(rename(join(this.#folder, from), join(this.#cut, to)), undefined);
  }

  async aside(): Promise<readonly NotesAside[]> {
    const read = async (name: string): Promise<NotesAside[]> => {
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

  /** The connection that was noted is over: its address and port are somebody else's now. */
  async #forget(note: ConnectionNote): Promise<void> {
    await this.remove(note);
    for (const { name, fingerprint, host, sources } of await this.aside()) {
      if (fingerprint !== note.fingerprint || host !== note.host || !sources.includes(note.source)) continue;
      await ifThere(unlink(join(this.#cut, name, note.source)), undefined);
    }
  }

  #path({ fingerprint, host, source }: ConnectionNote): string {
    const fits = fingerprintSchema.safeParse(fingerprint).success && isHostFolder(host) && SOURCE.test(source);
    if (!fits) throw new RangeError('not a note');
    return join(this.#folder, fingerprint, host, source);
  }
}

/** What {@link hostName} leaves as it is: no dots alone, and nothing with a slash. */
const isHostFolder = (name: string) => hostName(name) === name;

/** Whoever may pass the folder above may look a name up in this one, and list none. */
async function makePassed(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await chmod(made, 0o711);
}
