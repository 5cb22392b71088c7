/** Audit log, notices and backups. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LatchkeyError } from '../../../shared/errors.ts';
import { madeAt, ownBackups } from '../../core/backup/schedule.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { isoTime } from '../../core/encoding.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { CHANNELS, queuedInJson } from '../../core/notifications/ports.ts';
import { backupFolder } from '../../home/jobs/backups.ts';
import { MetaTable } from '../../store/meta-table.ts';
import { SqliteOutbox } from '../../store/outbox.ts';
import { entryView, isoOrNull } from '../views.ts';
import type { HandlerPorts, Handlers } from './shape.ts';

const NOTICES_SHOWN = 50;
const BACKUPS_SHOWN = 50;

const testedSchema = z.object({
  results: z.array(z.object({ channel: z.enum(CHANNELS), error: z.string().nullable() })),
});

/** The channels that latchkey.yaml names. */
export const channelsOf = ({ notices }: HomeConfig) => CHANNELS.filter((channel) => notices[channel] !== undefined);

/** The home's backups in the folder of latchkey.yaml, the newest first. */
async function backupFiles({ backups, domain }: HomeConfig, layout: HomeLayout) {
  if (!backups) return [];
  const folder = backupFolder(backups, layout);
  const names = ownBackups(domain, await readdir(folder).catch(() => [])).slice(0, BACKUPS_SHOWN);
  const files = names.map(async (name) => {
    const found = await stat(join(folder, name)).catch(() => undefined);
    return found ? [{ name, madeAt: isoTime(madeAt(name)), bytes: found.size }] : [];
  });
  return (await Promise.all(files)).flat();
}

type Names = 'audit' | 'notices' | 'testNotices' | 'retryNotices' | 'backups' | 'makeBackup';

/**
 * What the console asks of the audit log, notices and backups. They throw LatchkeyError NOTICES_OFF or BACKUP_KEY_MISSING
 * when latchkey.yaml has none, and what the running home throws.
 */
export function logHandlers({ home, clock, atWork, changed }: HandlerPorts): Pick<Handlers, Names> {
  const { audit, registry, layout } = home;
  const outbox = new SqliteOutbox(registry);
  const meta = new MetaTable(registry);
  let backup: { readonly running: boolean; readonly failure: string | null } = { running: false, failure: null };
  const setBackup = (next: typeof backup) => {
    backup = next;
    changed('backups');
  };

  return {
    audit: ({ limit, before, kind, person, device, since, until, outcome }) => {
      const kinds = kind === undefined ? undefined : JSON.stringify(kind.split(',').map((each) => each.trim()));
      const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
      const filter = { before, kinds, person, device, outcome, since: time(since), until: time(until) };
      const entries = audit.page(filter, limit + 1);
      const items = entries.slice(0, limit).map((entry) => entryView(entry, home));
      return { items, next: entries.length > limit ? (items.at(-1)?.seq ?? null) : null };
    },

    notices: () => ({ waiting: outbox.waiting(), items: outbox.list(NOTICES_SHOWN).map(queuedInJson) }),

    testNotices: async () => {
      if (channelsOf(home.config).length === 0) throw new LatchkeyError('NOTICES_OFF');
      const tested = testedSchema.parse(await atWork.testNotices());
      audit.record({ kind: 'notices-tested', outcome: 'ok' });
      return tested;
    },

    retryNotices: () =>
      registry.atomically(() => {
        const retried = outbox.retry(clock.now());
        if (retried > 0) audit.record({ kind: 'notices-retried', outcome: 'ok', detail: { notices: retried } });
        return { retried };
      }),

    backups: async () => {
      const { backups } = home.config;
      return {
        schedule: backups ? { everySeconds: backups.every, keep: backups.keep, folder: backups.folder } : null,
        last: isoOrNull(meta.time('last_backup_at')),
        ...backup,
        files: await backupFiles(home.config, layout),
      };
    },

    makeBackup: () => {
      if (!home.config.backups) throw new LatchkeyError('BACKUP_KEY_MISSING');
      if (!backup.running) {
        // Made by the running home, which knows nobody who asks.
        audit.record({ kind: 'backup-asked-for', outcome: 'ok' });
        setBackup({ running: true, failure: null });
        atWork.makeBackup().then(
          () => setBackup({ running: false, failure: null }),
          (thrown: unknown) =>
            setBackup({ running: false, failure: thrown instanceof Error ? thrown.message : String(thrown) }),
        );
      }
      return { running: true };
    },
  };
}
