import { DatabaseSync } from 'node:sqlite';
import { LatchkeyError } from '../../shared/errors.ts';
import type { AccessRule } from '../core/access/rules.ts';
import { toRule } from './access.ts';
import { ALL_RULES } from './access-sql.ts';
import { guard } from './database.ts';
import { APPLICATION_ID } from './migrations.ts';

/** What the registry of another home, or of an older state of this one, knows of devices. */
export interface KnownDevices {
  readonly known: ReadonlySet<string>;
  /** Those that were shut out or left there. */
  readonly ended: ReadonlyMap<string, 'shut-out' | 'left'>;
  /** By person, who may open what there; of nobody when it is of a version that had no such rules. */
  readonly access: ReadonlyMap<string, readonly AccessRule[]>;
}

function accessIn(database: DatabaseSync): ReadonlyMap<string, readonly AccessRule[]> {
  const there = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'access_rule'").get();
  if (!there) return new Map();
  const people = new Map<string, AccessRule[]>();
  for (const { person } of database.prepare('SELECT DISTINCT person FROM device').all()) people.set(String(person), []);
  for (const rule of database.prepare(ALL_RULES).all().map(toRule))
    people.set(rule.person, [...(people.get(rule.person) ?? []), rule]);
  return people;
}

/**
 * Reads which devices a registry has as ended, and who may open what, of whatever version it is. Nothing is written.
 * @throws LatchkeyError REGISTRY_DAMAGED when it is no registry, or not a whole one
 */
export function readKnownDevices(path: string): KnownDevices {
  return guard(path, () => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      if (Object.values(database.prepare('PRAGMA application_id').get() ?? {})[0] !== APPLICATION_ID)
        throw new LatchkeyError('REGISTRY_DAMAGED', { detail: `${path} is not a registry of Latchkey.` });
      const rows = database.prepare('SELECT id, state FROM device').all();
      const ended = rows.flatMap(({ id, state }): [string, 'shut-out' | 'left'][] =>
        state === 'shut-out' || state === 'left' ? [[String(id), state]] : [],
      );
      return { known: new Set(rows.map(({ id }) => String(id))), ended: new Map(ended), access: accessIn(database) };
    } finally {
      database.close();
    }
  });
}
