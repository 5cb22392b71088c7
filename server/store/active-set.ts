import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Stamped } from '../core/active-set-watch.ts';
import type { ActiveSet } from '../core/ports.ts';

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** The active set as a folder of empty files, which Caddy's `file` matcher looks into on every request. */
export class FileActiveSet implements ActiveSet, Stamped {
  readonly #folder: string;
  #syncing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param folder {@link import('../core/layout.ts').HomeLayout.active} */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder of a new home. @throws LatchkeyError HOME_EXISTS, FOLDER_NOT_WRITABLE */
  static async create(folder: string): Promise<FileActiveSet> {
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      const exists = codeOf(error) === 'EEXIST';
      const detail = exists ? `${folder} is there already.` : `${folder} cannot be made.`;
      throw new LatchkeyError(exists ? 'HOME_EXISTS' : 'FOLDER_NOT_WRITABLE', { detail, cause: error });
    }
    return new FileActiveSet(folder);
  }

  async add(fingerprint: string): Promise<boolean> {
    const added = await this.#unless('EEXIST', async () => {
      const file = await open(this.#path(fingerprint), 'wx', 0o600);
      await file.close();
    });
    // Also when it was there: whoever made it may not have come this far.
    await this.#sync();
    return added;
  }

  async remove(name: string): Promise<boolean> {
    const removed = await this.#unless('ENOENT', () => unlink(this.#path(name)));
    await this.#sync();
    return removed;
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
      if (codeOf(error) === expected) return false;
      throw error;
    }
  }

  /**
   * The names of a folder are on disk when the folder is. Changes that come while the disk is at work share what comes
   * next: one under way may have begun before them.
   */
  #sync(): Promise<void> {
    this.#next ??= this.#syncing.then(() => {
      this.#next = undefined;
      const work = this.#syncNow();
      this.#syncing = work.catch(() => undefined);
      return work;
    });
    return this.#next;
  }

  async #syncNow(): Promise<void> {
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
