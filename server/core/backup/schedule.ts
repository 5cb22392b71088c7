/** When the next backup of a folder is due, and which ones are too many. The files' names say all there is to know. */

/** So many, so often. */
export interface BackupSchedule {
  /** Seconds. */
  readonly every: number;
  readonly keep: number;
}

const NAME = /^(?<domain>[a-z0-9.-]+)-(?<time>\d{8}T\d{6}Z)\.tar\.age$/;

/** `home.example.com-20270131T180500Z.tar.age` */
export function backupName(domain: string, at: number): string {
  return `${domain}-${new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tar.age`;
}

/** The names of this home's own backups, the newest first. Others' files are none of our business. */
export function ownBackups(domain: string, names: readonly string[]): readonly string[] {
  return names
    .filter((name) => NAME.exec(name)?.groups?.domain === domain)
    .sort()
    .reverse();
}

/** What is left of backups of this home that were cut off. */
export function cutOffBackups(domain: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const [, whole] = /^\.(.+)\.[0-9a-f-]+\.part$/.exec(name) ?? [];
    return whole !== undefined && NAME.exec(whole)?.groups?.domain === domain;
  });
}

/** When a backup of that name was made, in milliseconds. */
export function madeAt(name: string): number {
  const time = NAME.exec(name)?.groups?.time ?? '';
  return Date.parse(time.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
}

/** Whether it is time for another one. A newest one from the future, as after a wrong clock, does not put it off. */
export function isBackupDue(own: readonly string[], { every }: BackupSchedule, now: number): boolean {
  const [newest] = own;
  if (newest === undefined) return true;
  const age = now - madeAt(newest);
  return !(age >= 0 && age < every * 1000);
}

/** Those that are too many, never the newest. */
export function outdatedBackups(own: readonly string[], { keep }: BackupSchedule): readonly string[] {
  return own.slice(Math.max(keep, 1));
}
