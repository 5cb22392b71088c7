import { chmod, link, mkdir, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintSchema } from '../../shared/api.ts';
import type { ConnectionNote, ConnectionNotes, NotesAside, Random } from '../core/ports.ts';
import { errnoOf } from '../platform/errno.ts';

const SOURCE = /^[0-9a-f.:]{2,45}_\d{1,5}$/;

/** Runs it; what is gone already is as good as done. */
async function ifThere<Value>(work: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(String(errnoOf(error)))) return otherwise;
    throw error;
  }
}

/** What this process noted of a source. */
interface Noted {
  readonly fingerprint: string;
  readonly at: number;
}

/**
 * Notes as empty files, where Caddy's `file` matcher finds them: `<folder>/<fingerprint>/<address>_<port>`. Each is a
 * link to the certificate's file in the active set: link(2) makes it, or finds that the certificate is not active, in one
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

  async add(fingerprint: string, source: string, at: number): Promise<boolean> {
    const path = this.#path(fingerprint, source);
    const before = this.#noted.get(source);
    if (before && before.fingerprint !== fingerprint) await this.#forget(before.fingerprint, source);
    this.#noted.set(source, { fingerprint, at });
    const active = join(this.#active, fingerprint);
    for (;;) {
      // Whoever may pass the folder above may look a name up, and list none.
      const made = await mkdir(join(this.#folder, fingerprint), { recursive: true });
      if (made !== undefined) await chmod(made, 0o711);
      try {
        // Caddy opens what it looks up, and is another user behind the wall: without this it asks at every request.
        await chmod(active, 0o644);
        await link(active, path);
        return true;
      } catch (error) {
        if (errnoOf(error) === 'EEXIST') return true;
        if (errnoOf(error) !== 'ENOENT') throw error;
        if ((await ifThere(stat(active), undefined)) === undefined) {
          await this.remove(fingerprint, source);
          return false;
        }
        // Somebody tidied the folder away between the two lines.
      }
    }
  }

  async remove(fingerprint: string, source: string): Promise<void> {
    if (this.#noted.get(source)?.fingerprint === fingerprint) this.#noted.delete(source);
    await ifThere(unlink(this.#path(fingerprint, source)), undefined);
    await ifThere(rmdir(join(this.#folder, fingerprint)), undefined);
  }

  async fingerprints(): Promise<readonly string[]> {
    return (await ifThere(readdir(this.#folder), [])).filter((name) => fingerprintSchema.safeParse(name).success);
  }

  list(before: number): readonly ConnectionNote[] {
    return [...this.#noted].flatMap(([source, { fingerprint, at }]) => (at < before ? [{ fingerprint, source }] : []));
  }

  async setAside(fingerprint: string): Promise<void> {
    const name = `${fingerprint}.${Buffer.from(this.#random.bytes(8)).toString('hex')}`;
    await ifThere(rename(join(this.#folder, fingerprint), join(this.#cut, name)), undefined);
  }

  async aside(): Promise<readonly NotesAside[]> {
    const names = await ifThere(readdir(this.#cut), []);
    const read = async (name: string) => ({
      name,
      fingerprint: name.split('.', 1)[0] ?? '',
      sources: (await ifThere(readdir(join(this.#cut, name)), [])).filter((source) => SOURCE.test(source)),
    });
    return Promise.all(names.map(read));
  }

  async forgetSetAside(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.#cut, name), { recursive: true, force: true });
  }

  /** The connection that was noted is over: its address and port are somebody else's now. */
  async #forget(fingerprint: string, source: string): Promise<void> {
    await this.remove(fingerprint, source);
    for (const name of await ifThere(readdir(this.#cut), [])) {
      if (name.startsWith(`${fingerprint}.`)) await ifThere(unlink(join(this.#cut, name, source)), undefined);
    }
  }

  #path(fingerprint: string, source: string): string {
    if (!fingerprintSchema.safeParse(fingerprint).success || !SOURCE.test(source)) throw new RangeError('not a note');
    return join(this.#folder, fingerprint, source);
  }
}
