import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { backupName, cutOffBackups, isBackupDue, outdatedBackups, ownBackups } from '../../core/backup/schedule.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import type { Clock } from '../../core/ports/basics.ts';
import { type Repeating, repeat } from '../../platform/repeat.ts';
import type { OpenHome } from '../open.ts';

/** Between two looks at whether a backup is due, in milliseconds. */
const LOOK_EVERY = 60_000;

/** Makes a backup of the home. In a process of its own: a large one must not make anybody at the edge proxy wait. */
export type MakeBackup = (file: string) => Promise<void>;

export interface ScheduleOptions {
  readonly home: Pick<OpenHome, 'config' | 'layout' | 'audit'>;
  readonly clock: Clock;
  readonly makeBackup: MakeBackup;
}

/** Where backups by latchkey.yaml go: its folder, seen from the home's. */
export const backupFolder = ({ folder }: NonNullable<HomeConfig['backups']>, { dir }: HomeLayout): string =>
  resolve(dir, folder);

/**
 * Makes the backup that is due by latchkey.yaml, if one is, and then takes away those that are too many.
 * @returns the new file; undefined when none was due
 */
export async function backUpWhenDue({ home, clock, makeBackup }: ScheduleOptions): Promise<string | undefined> {
  const { backups, domain } = home.config;
  if (!backups) return undefined;
  const folder = backupFolder(backups, home.layout);
  const names = await readdir(folder);
  if (!isBackupDue(ownBackups(domain, names), backups, clock.now())) return undefined;
  return backUpNow({ home, clock, makeBackup });
}

/**
 * Makes a backup by latchkey.yaml, and then takes away those that are too many.
 * @returns the new file
 * @throws LatchkeyError BACKUP_KEY_MISSING when latchkey.yaml says nothing of backups
 */
export async function backUpNow({ home, clock, makeBackup }: ScheduleOptions): Promise<string> {
  const { backups, domain } = home.config;
  if (!backups) throw new LatchkeyError('BACKUP_KEY_MISSING');
  const folder = backupFolder(backups, home.layout);
  const names = await readdir(folder);
  const name = backupName(domain, clock.now());
  await makeBackup(join(folder, name));
  for (const old of [
    ...outdatedBackups([name, ...ownBackups(domain, names)], backups),
    ...cutOffBackups(domain, names),
  ])
    await rm(join(folder, old), { force: true });
  return join(folder, name);
}

/** Looks every minute whether a backup is due. What fails is said, recorded once, and tried again. */
export function scheduleBackups(options: ScheduleOptions, onWarning: (message: string) => void): Repeating {
  let failing = false;
  const look = async () => {
    await backUpWhenDue(options);
    failing = false;
  };
  return repeat(LOOK_EVERY, look, (thrown) => {
    if (failing) return;
    failing = true;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    options.home.audit.record({ kind: 'backup-failed', outcome: 'failed', detail: { reason: message } });
    onWarning(`backup: ${message}`);
  });
}
