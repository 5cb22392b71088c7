/** The enrolment store as one file for each enrolment, in a folder that nobody else can enter. */

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { type EnrolmentRecord, enrolmentRecordSchema } from '../core/enrolment-record.ts';
import type { EnrolmentStore } from '../core/ports.ts';
import { readSaved } from '../core/saved.ts';
import { PARTIAL, replaceFile, syncFolder } from './durable-file.ts';

const SUFFIX = '.json';
/** What could not be read, kept for whoever wants to look at it. */
const DAMAGED = '.damaged';
/** An id is part of a path: whatever else is asked for is not there. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LOCK_TIMEOUT_MS = 15_000;
const LOCK_PAUSE_MS = 50;

export interface FileEnrolmentStoreOptions {
  /** Called under the lock, before any work: removes what a crash left elsewhere. */
  readonly sweep?: () => Promise<void>;
  /** How long to wait for another process, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * `homes/<id>.json` is one record, for this person alone; `lock.db` is the lock. RECORDS_DAMAGED and RECORDS_NEWER name the
 * file; what the file system refuses is thrown as it came.
 */
export class FileEnrolmentStore implements EnrolmentStore {
  readonly #folder: string;
  readonly #records: string;
  readonly #options: FileEnrolmentStoreOptions;

  /** @param folder the app's own data folder; it is made when the first record or lock needs it */
  constructor(folder: string, options: FileEnrolmentStoreOptions = {}) {
    this.#folder = folder;
    this.#records = join(folder, 'homes');
    this.#options = options;
  }

  async get(id: string, ...states: EnrolmentRecord['state'][]): Promise<EnrolmentRecord | undefined> {
    const record = UUID.test(id) ? await this.#read(`${id}${SUFFIX}`) : undefined;
    return record && isIn(record, states) ? record : undefined;
  }

  async list(...states: EnrolmentRecord['state'][]): Promise<EnrolmentRecord[]> {
    const names = await readdir(this.#records).catch(unlessMissing<string[]>([]));
    const found: EnrolmentRecord[] = [];
    for (const name of names.filter((name) => name.endsWith(SUFFIX)).sort()) {
      // Another process may have finished leaving between the listing and here.
      const record = await this.#read(name);
      if (record && isIn(record, states)) found.push(record);
    }
    return found;
  }

  async put(record: EnrolmentRecord): Promise<void> {
    await mkdir(this.#records, { recursive: true, mode: 0o700 });
    await replaceFile(this.#path(record.id), `${JSON.stringify(record, undefined, 2)}\n`);
  }

  async delete(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
    await syncFolder(this.#records);
  }

  /** Moves damaged records aside, where they stay; those of a later version are whole. The caller holds the lock. */
  async repair(): Promise<void> {
    const names = await readdir(this.#records).catch(unlessMissing<string[]>([]));
    for (const name of names.filter((name) => name.endsWith(SUFFIX))) {
      try {
        await this.#read(name);
      } catch (error) {
        if (!LatchkeyError.is(error)) throw error;
        if (error.code !== 'RECORDS_DAMAGED') continue;
        const path = join(this.#records, name);
        await rename(path, `${path}.${randomUUID()}${DAMAGED}`);
      }
    }
    await syncFolder(this.#records);
  }

  async lock(): Promise<() => Promise<void>> {
    await mkdir(this.#records, { recursive: true, mode: 0o700 });
    // SQLite's lock is the kernel's: it ends with the process, whatever ends it. Nothing is kept in the database.
    const database = new DatabaseSync(join(this.#folder, 'lock.db'), { timeout: 0 });
    try {
      await this.#begin(database);
      await this.#sweep();
    } catch (error) {
      database.close();
      throw error;
    }
    return () => {
      database.close();
      return Promise.resolve();
    };
  }

  async withLock<T>(work: () => Promise<T>): Promise<T> {
    const unlock = await this.lock();
    try {
      return await work();
    } finally {
      await unlock();
    }
  }

  async #begin(database: DatabaseSync): Promise<void> {
    const deadline = Date.now() + (this.#options.timeoutMs ?? LOCK_TIMEOUT_MS);
    for (;;) {
      try {
        return database.exec('BEGIN EXCLUSIVE');
      } catch (cause) {
        if (!isBusy(cause)) throw cause;
        if (Date.now() >= deadline) throw new LatchkeyError('CLIENT_BUSY', { cause });
      }
      await sleep(LOCK_PAUSE_MS);
    }
  }

  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#records)) {
      if (name.endsWith(PARTIAL)) await rm(join(this.#records, name), { force: true });
    }
    await this.#options.sweep?.();
  }

  async #read(name: string): Promise<EnrolmentRecord | undefined> {
    const text = await readFile(join(this.#records, name), 'utf8').catch(unlessMissing(undefined));
    if (text === undefined) return undefined;
    return readSaved(enrolmentRecordSchema, text, join(this.#records, name));
  }

  #path(id: string): string {
    return join(this.#records, `${id}${SUFFIX}`);
  }
}

const isIn = ({ state }: EnrolmentRecord, states: readonly EnrolmentRecord['state'][]) =>
  states.length === 0 || states.includes(state);

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function unlessMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (errnoOf(error) === 'ENOENT') return instead;
    throw error;
  };
}
