/** Files that live for seconds, in a folder of the app's own that nobody else can enter. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

export class TempFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * A file without a name: it is unlinked before the first byte is written, so nobody can open it by path and no crash
   * leaves it behind. A child process that inherits the descriptor opens it as `/dev/fd/<n>`.
   */
  async nameless(data: Uint8Array): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, randomUUID());
    const handle = await open(path, 'wx+', 0o600);
    try {
      await rm(path);
      await handle.writeFile(data);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** A new folder for one use; the caller removes it. */
  async folder(): Promise<string> {
    const path = join(this.#folder, randomUUID());
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** Removes what a crash left behind. Only for who holds the enrolment store's lock. */
  async sweep(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
