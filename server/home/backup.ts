import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { packBackup } from '../backup/archive.ts';
import { putBackup, writeBackupFile } from '../backup/backup-file.ts';
import { type SealTo, seal } from '../backup/sealing.ts';
import { BACKUP_FILES, mayBeInBackup } from '../core/backup/content.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import type { Clock } from '../core/ports/basics.ts';
import packageJson from '../package.json' with { type: 'json' };
import { whole } from '../platform/breaking-off.ts';
import { writeNamed } from '../platform/caller.ts';
import { copiedFor } from '../stack/server-certificate/key-files.ts';
import { MetaTable } from '../store/meta-table.ts';
import { snapshotRegistry } from '../store/snapshot.ts';
import { withCaLock } from './ca-lock.ts';
import type { OpenHome } from './open.ts';

/** What a backup is to be. */
export interface BackupOrder {
  /** Absolute path of the new file; what it is called where `put` takes it. */
  readonly file: string;
  /** Takes the bytes in the place of a file. */
  readonly put?: (bytes: Uint8Array) => Promise<void>;
  readonly to: SealTo;
  readonly withCaKey: boolean;
}

/** What came of it. */
export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  readonly caKey: boolean;
  /** Files that the home needs and the backup does not hold. */
  readonly leftOut: readonly string[];
}

/**
 * Makes a backup of a home, which may be running: the registry as it is at one moment, latchkey.yaml, what is in
 * `sites/`, the certificates, the keys but that of the Homelab CA. Recorded once it was read back from the disk.
 * @throws LatchkeyError BACKUP_EXISTS, FOLDER_NOT_WRITABLE, CA_KEY_MISSING, HOME_DAMAGED, UNAVAILABLE, OUTPUT_LOST; BrokenOff
 */
export async function backupHome(home: OpenHome, clock: Clock, order: BackupOrder): Promise<BackupReport> {
  const { layout, config, registry, audit } = home;
  const at = clock.now();
  const content = await withCaLock(layout, () => collect(home, order.withCaKey));
  const facts = { home: config.name, domain: config.domain, madeAt: new Date(at).toISOString() };
  const plain = await packBackup({ ...facts, version: packageJson.version }, content);
  const sealed = await seal(plain, order.to);
  await whole(async () => {
    if (order.put) await putBackup(order.put, sealed, plain);
    else await writeNamed(order.file, layout.dir, () => writeBackupFile(order.file, sealed, plain));
    registry.atomically(() => {
      new MetaTable(registry).setTime('last_backup_at', at);
      const detail = { bytes: sealed.bytes.length, caKey: order.withCaKey };
      audit.record({ kind: 'backup-made', outcome: 'ok', subject: order.file, detail });
    });
  });
  const leftOut = [...notInBackup(config, layout), ...(await sitesOf(layout, false))];
  return { file: order.file, bytes: sealed.bytes.length, caKey: order.withCaKey, leftOut };
}

/** How the folders begin in which a copy of the registry is made. */
const COPY = 'backup-';

async function collect(home: OpenHome, withCaKey: boolean): Promise<Map<string, Uint8Array>> {
  const { layout, registry } = home;
  const content = new Map<string, Uint8Array>();
  const wanted = Object.values(BACKUP_FILES).filter(
    (path) => path !== BACKUP_FILES.registry && (withCaKey || path !== BACKUP_FILES.caKey),
  );
  for (const path of wanted) {
    const bytes = await read(join(layout.dir, path));
    if (bytes) content.set(path, bytes);
    else if (path === BACKUP_FILES.caKey) throw new LatchkeyError('CA_KEY_MISSING');
  }
  for (const path of await sitesOf(layout, true)) {
    const bytes = await read(join(layout.dir, path));
    if (bytes) content.set(path, bytes);
  }
  // In a folder that nobody else may enter, since SQLite makes files as the umask says.
  await mkdir(layout.run.dir, { recursive: true, mode: 0o700 });
  // One backup is made at a time, under the lock: what is there already was left by one that was killed.
  const left = (await readdir(layout.run.dir)).filter((name) => name.startsWith(COPY));
  // One that cannot be deleted is no reason to go without a backup.
  for (const name of left)
    await rm(join(layout.run.dir, name), { recursive: true, force: true }).catch(() => undefined);
  const folder = await mkdtemp(join(layout.run.dir, COPY));
  try {
    const copy = join(folder, 'registry.db');
    await snapshotRegistry(registry, copy);
    content.set(BACKUP_FILES.registry, await readFile(copy));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return content;
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} cannot be read.`, cause });
  }
}

/** What lies in `sites/` and below. @param kept whether it goes into a backup */
async function sitesOf({ dir, sites }: HomeLayout, kept: boolean): Promise<string[]> {
  const entries = await readdir(sites, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ entry, path: relative(dir, join(entry.parentPath, entry.name)) }))
    .filter(({ entry, path }) => (entry.isFile() && mayBeInBackup(path)) === kept)
    .map(({ path }) => path)
    .sort();
}

/** Files that latchkey.yaml names: they are somebody else's, or lie apart from what they protect on purpose. */
function notInBackup(config: HomeConfig, layout: HomeLayout): string[] {
  const { ca, sites } = config;
  // What the home has got by itself is in it; the credentials for it are not.
  const copied = copiedFor(config, layout).flatMap(({ from, instead }) => (instead ? [] : [from]));
  const credentials = config.certificates.kind === 'dns-01' ? Object.values(config.certificates.credentials) : [];
  const named = [...copied, ...credentials.flatMap((place) => ('file' in place ? [place.file] : []))];
  const elsewhere = sites.filter((path) => !path.startsWith('sites/'));
  const pins = [ca.passphraseFile, ca.token?.['pin-file']].filter((path) => path !== undefined);
  return [...named, ...elsewhere, ...pins].map((path) => resolve(layout.dir, path));
}
