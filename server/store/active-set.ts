import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Stamped } from '../core/access/active-set-watch.ts';
import type { ActiveSet } from '../core/ports/connections.ts';

/**
 * The active set as a folder of empty files, which Caddy's `file` matcher looks into on every request. It is not waited for
 * until the folder itself is on disk: what a power cut makes of it is repaired from the registry before the home opens again.
 */
export class FileActiveSet implements ActiveSet, Stamped {
  readonly #folder: string;

  /** @param folder {@link import('../core/layout.ts').HomeLayout.active} */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder of a new home. @throws LatchkeyError HOME_EXISTS, FOLDER_NOT_WRITABLE */
  static async create(folder: string): Promise<FileActiveSet> {
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      const exists = errnoOf(error) === 'EEXIST';
      const detail = exists ? `${folder} is there already.` : `${folder} cannot be made.`;
      throw new LatchkeyError(exists ? 'HOME_EXISTS' : 'FOLDER_NOT_WRITABLE', { detail, cause: error });
    }
    return new FileActiveSet(folder);
  }

  async add(fingerprint: string): Promise<boolean> {
    return this.#unless('EEXIST', async () => {
      const file = await open(this.#path(fingerprint), 'wx', 0o600);
      await file.close();
    });
  }

  async remove(name: string): Promise<boolean> {
    return this.#unless('ENOENT', () => unlink(this.#path(name)));
  }

  async list(): Promise<readonly string[]> {
    return readdir(this.#folder);
  }

  /** {@link Stamped.stamp} */
  async stamp(): Promise<string> {
    const { ino, mtimeNs } = await stat(this.#folder, { bigint: true });
    return `${ino} ${mtimeNs}`;
  }

  #path(name: string): string {
    // Names come from the registry or from the folder itself; one with a path in it comes from neither.
    if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) throw new RangeError('not a file name');
    return join(this.#folder, name);
  }

  async #unless(expected: string, change: () => Promise<void>): Promise<boolean> {
    try {
      await change();
      return true;
    } catch (error) {
      if (errnoOf(error) === expected) return false;
      throw error;
    }
  }
}
