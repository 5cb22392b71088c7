import { isBackupLate } from '../../../../shared/backup-late.ts';
import { counted } from '../../../../shared/counted.ts';
import { type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

const DAY = 86_400_000;
const OLD = 30;

/** Whether there is a backup to go back to. */
export async function backupsCheck({
  records,
  clock,
  config,
  commands,
}: Pick<Examined, 'records' | 'clock' | 'config' | 'commands'>): Promise<Finding[]> {
  const last = await records.lastBackup();
  const { folder, every } = config?.backups ?? {};
  const fix = commands.backup(folder);
  if (last === undefined) return [warning('backup-none', {}, fix)];
  const age = clock.now() - last;
  const days = Math.floor(age / DAY);
  if (days >= OLD) return [warning('backup-old', { count: days }, fix)];
  if (every !== undefined && isBackupLate(age / 1000, every)) return [warning('backup-late', { count: days }, fix)];
  return [ok(`The last backup is ${counted(days, 'day')} old.`)];
}
