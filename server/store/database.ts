import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { syncFolderSync } from '../platform/durable-file.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';

/** For how long a write waits for another process's, in milliseconds. */
const BUSY_TIMEOUT = 5000;

/**
 * Makes the file of a new registry: 0600, empty, with today's schema.
 * @throws LatchkeyError HOME_EXISTS when the file is there already, FOLDER_NOT_WRITABLE
 */
export function createDatabase(path: string): DatabaseSync {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const exists = errnoOf(error) === 'EEXIST';
    const detail = exists ? `${path} is there already.` : `${path} cannot be made.`;
    throw new LatchkeyError(exists ? 'HOME_EXISTS' : 'FOLDER_NOT_WRITABLE', { detail, cause: error });
  }
  const database = connect(path);
  configure(database);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  migrate(database, path);
  syncFolderSync(dirname(path));
  return database;
}

/**
 * Opens the file of a registry and brings its schema up to date.
 * @throws LatchkeyError HOME_MISSING, REGISTRY_DAMAGED (also for a file that is no registry, or one that a newer
 * Latchkey wrote), FOLDER_NOT_WRITABLE, UNAVAILABLE
 */
export function openDatabase(path: string): DatabaseSync {
  if (!existsSync(path)) throw new LatchkeyError('HOME_MISSING', { detail: `${path} is missing.` });
  return guard(path, () => {
    const database = connect(path);
    try {
      const damage = checkDatabase(database);
      if (damage) throw new LatchkeyError('REGISTRY_DAMAGED', { ...damage, detail: `${path}: ${damage.detail}` });
      // Only now, when it is known to be ours: the journal's mode is written into the file.
      configure(database);
      migrate(database, path);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Runs something on the database; what SQLite throws becomes an error of the catalogue.
 * @param path named in the error's detail
 * @throws LatchkeyError REGISTRY_DAMAGED, FOLDER_NOT_WRITABLE, UNAVAILABLE (locked; in a second it may not be); anything
 * else as it came
 */
export function guard<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw translated(path, error);
  }
}

/**
 * Runs something in one transaction that has the write lock from its first moment: it never fails half-way as busy. Within
 * such a transaction it becomes part of it.
 * @throws LatchkeyError as {@link requireInPlace}; nothing was written
 */
export function immediately<T>(database: DatabaseSync, run: () => T): T {
  if (database.isTransaction) return run();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    requireInPlace(database);
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Which file a connection was made to. */
const files = new WeakMap<DatabaseSync, { readonly path: string; readonly identity: string }>();

function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}

/**
 * Makes sure that the file is still where it was opened. SQLite goes on with one that was deleted, moved or replaced: what
 * is written there is lost with the process, and what other processes write is not seen.
 * @throws LatchkeyError REGISTRY_REPLACED
 */
export function requireInPlace(database: DatabaseSync): void {
  const file = files.get(database);
  if (!file) return;
  const now = identityOf(file.path);
  if (now === file.identity) return;
  const detail = `${file.path} ${now === undefined ? 'is gone' : 'is another file than it was'}.`;
  throw new LatchkeyError('REGISTRY_REPLACED', { detail });
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, {
    timeout: BUSY_TIMEOUT,
    enableForeignKeyConstraints: true,
    defensive: true,
  });
  files.set(database, { path, identity: identityOf(path) ?? '' });
  return database;
}

/** FULL: a commit is on disk when it returns, also after a power cut. */
function configure(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
}

function checkDatabase(database: DatabaseSync): { detail: string; hint?: string } | undefined {
  if (pragma(database, 'application_id') !== APPLICATION_ID) return { detail: 'It is not a registry of Latchkey.' };
  const version = Number(pragma(database, 'user_version'));
  if (version > MIGRATIONS.length) {
    const hint = 'Nothing was changed. Install the Latchkey that wrote it, or a newer one.';
    return {
      detail: `It was written by a newer Latchkey (schema ${version}, this one knows ${MIGRATIONS.length}).`,
      hint,
    };
  }
  const check = pragma(database, 'quick_check(1)');
  return check === 'ok' ? undefined : { detail: `It is damaged (${String(check)}).` };
}

const pragma = (database: DatabaseSync, name: string) =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];

function migrate(database: DatabaseSync, path: string): void {
  const missing = () => MIGRATIONS.slice(Number(pragma(database, 'user_version')));
  if (missing().length === 0) return;
  guard(path, () =>
    // Asked again under the write lock: another process may have done the same meanwhile.
    immediately(database, () => {
      for (const sql of missing()) database.exec(sql);
      database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    }),
  );
}

/** Primary result codes: https://www.sqlite.org/rescode.html */
const SQLITE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

const DISK_FULL = 'The disk is full. Make room, then try again.';
/** Also what SQLite says of a full disk when it is the index of its journal that has no room. */
const DISK_FAILS = 'The disk is full or fails. Make room, or look what the system says of it (dmesg); then try again.';
const READ_ONLY = 'Check its owner and permissions, and whether the disk is mounted read-only.';

function translated(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const detail = `${path}: ${error.message}.`;
  switch (error.errcode & 0xff) {
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return new LatchkeyError('REGISTRY_DAMAGED', { detail, cause: error });
    case SQLITE.busy:
    case SQLITE.locked:
      return new LatchkeyError('UNAVAILABLE', { detail, retryAfter: 1, cause: error });
    case SQLITE.full:
      return new LatchkeyError('FOLDER_NOT_WRITABLE', { detail, hint: DISK_FULL, cause: error });
    case SQLITE.io:
      return new LatchkeyError('FOLDER_NOT_WRITABLE', { detail, hint: DISK_FAILS, cause: error });
    case SQLITE.readOnly:
    case SQLITE.cannotOpen:
      return new LatchkeyError('FOLDER_NOT_WRITABLE', { detail, hint: READ_ONLY, cause: error });
    default:
      return error;
  }
}
