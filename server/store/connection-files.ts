import { mkdir, readdir, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintSchema } from '../../shared/api.ts';
import type { ConnectionNote, ConnectionNotes, Random } from '../core/ports.ts';

const SOURCE = /^[0-9a-f.:]{2,45}_\d{1,5}$/;

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Runs it; what is gone already is as good as done. */
async function ifThere<Value>(work: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(String(codeOf(error)))) return otherwise;
    throw error;
  }
}

/** Notes as empty files, where Caddy's `file` matcher finds them: `<folder>/<fingerprint>/<address>_<port>`. */
export class ConnectionFiles implements ConnectionNotes {
  readonly #folder: string;
  readonly #cut: string;
  readonly #random: Random;
  /** Whose note there is for a source, as far as this process made it. */
  readonly #owners = new Map<string, string>();

  /**
   * @param folder {@link import('../core/layout.ts').HomeLayout.run} `.connections`
   * @param cut the same's `.cut`, on the same file system
   */
  constructor(folder: string, cut: string, random: Random) {
    this.#folder = folder;
    this.#cut = cut;
    this.#random = random;
  }

  /** Empties the folders: when a home starts, no connection of before is open any more. */
  async clear(): Promise<void> {
    for (const folder of [this.#folder, this.#cut]) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
  }

  async add(fingerprint: string, source: string): Promise<void> {
    const path = this.#path(fingerprint, source);
    const before = this.#owners.get(source);
    if (before !== undefined && before !== fingerprint) await this.remove(before, source);
    this.#owners.set(source, fingerprint);
    for (;;) {
      await mkdir(join(this.#folder, fingerprint), { recursive: true, mode: 0o700 });
      try {
        return await writeFile(path, '', { mode: 0o600 });
      } catch (error) {
        // Somebody tidied the folder away between the two lines.
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
  }

  async remove(fingerprint: string, source: string): Promise<void> {
    if (this.#owners.get(source) === fingerprint) this.#owners.delete(source);
    await ifThere(unlink(this.#path(fingerprint, source)), undefined);
    await ifThere(rmdir(join(this.#folder, fingerprint)), undefined);
  }

  async fingerprints(): Promise<readonly string[]> {
    return (await ifThere(readdir(this.#folder), [])).filter((name) => fingerprintSchema.safeParse(name).success);
  }

  async list(before: number): Promise<readonly ConnectionNote[]> {
    const notes: ConnectionNote[] = [];
    for (const fingerprint of await this.fingerprints()) {
      for (const source of await this.#sources(join(this.#folder, fingerprint))) {
        const made = await ifThere(stat(this.#path(fingerprint, source)), undefined);
        if (made && made.mtimeMs < before) notes.push({ fingerprint, source });
      }
    }
    return notes;
  }

  async setAside(fingerprint: string): Promise<void> {
    const name = `${fingerprint}.${Buffer.from(this.#random.bytes(8)).toString('hex')}`;
    await ifThere(rename(join(this.#folder, fingerprint), join(this.#cut, name)), undefined);
  }

  async setAsideSources(): Promise<{ names: readonly string[]; sources: readonly string[] }> {
    const names = await ifThere(readdir(this.#cut), []);
    const sources: string[] = [];
    for (const name of names) sources.push(...(await this.#sources(join(this.#cut, name))));
    return { names, sources };
  }

  async forgetSetAside(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.#cut, name), { recursive: true, force: true });
  }

  async #sources(folder: string): Promise<string[]> {
    return (await ifThere(readdir(folder), [])).filter((name) => SOURCE.test(name));
  }

  #path(fingerprint: string, source: string): string {
    if (!fingerprintSchema.safeParse(fingerprint).success || !SOURCE.test(source)) throw new RangeError('not a note');
    return join(this.#folder, fingerprint, source);
  }
}
