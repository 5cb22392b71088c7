/** A key that lies on this computer only: in a folder that no system copies to another one when the person moves about. */

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { type DataFolderFacts, dataFolder } from './data-folder.ts';
import { makeFile } from './durable-file.ts';

const NAME = 'computer.key';
const BYTES = 32;

/** Where each system keeps what belongs to this computer alone; on Linux XDG_DATA_HOME may be shared with others. */
export function computerFolder({ platform, env, home }: DataFolderFacts): string {
  if (platform === 'darwin' || platform === 'win32') return dataFolder({ platform, env, home });
  const state = env.XDG_STATE_HOME;
  return join(state && isAbsolute(state) ? state : join(home, '.local', 'state'), 'latchkey');
}

/** 32 random bytes in a file for this person alone. What the file system refuses is thrown as it came. */
export class ComputerKey {
  readonly path: string;
  readonly #folder: string;

  /** @param folder see {@link computerFolder}; it is made when the first key is */
  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, NAME);
  }

  /** @returns 32 bytes; undefined when there is no key, or no whole one */
  async read(): Promise<Buffer | undefined> {
    try {
      const key = await readFile(this.path);
      return key.length === BYTES ? key : undefined;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Moves a file that holds no whole key aside, so that a new one can be made. */
  async repair(): Promise<void> {
    const key = await readFile(this.path).catch(() => undefined);
    if (key !== undefined && key.length !== BYTES) await rename(this.path, `${this.path}.${randomUUID()}.damaged`);
  }

  /**
   * The key, made when there is none. Of several processes that make one, the first one's stays.
   * @throws RECORDS_DAMAGED when there is a file that holds no whole key
   */
  async readOrMake(): Promise<Buffer> {
    const there = await this.read();
    if (there) return there;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // A key that seals something is never written over.
    await makeFile(this.path, randomBytes(BYTES));
    const made = await this.read();
    if (!made) throw new LatchkeyError('RECORDS_DAMAGED', { detail: `${this.path} does not hold a whole key.` });
    return made;
  }
}
