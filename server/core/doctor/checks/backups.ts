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
  const days = last === undefined ? undefined : Math.floor((clock.now() - last) / DAY);
  if (days !== undefined && days < OLD) return [ok(`The last backup is ${days} days old.`)];
  return [
    warning(days === undefined ? 'There is no backup.' : `The last backup is ${days} days old.`, {
      why: 'When this disk dies, everybody needs a new key, unless the registry and the keys can be restored.',
      fix: commands.backup(config?.backups?.folder),
    }),
  ];
}
