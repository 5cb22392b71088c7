import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import type {
  Counts,
  DeviceDirectory,
  DeviceFilter,
  InvitationFilter,
  ListedDevice,
  Page,
  PageRequest,
  Person,
} from '../core/names/directory.ts';
import type { DeviceState, Invitation } from '../core/records.ts';
import { DIRECTORY_SQL, devicesSql, invitationsSql } from './directory-sql.ts';
import { guardedStatement, type Statement } from './prepare-statements.ts';
import type { SqliteRegistry } from './registry.ts';
import { toInvitation, toListedDevice, toPerson } from './rows.ts';

type Parameters = Record<string, SQLInputValue>;

/** Text as it is searched: compatibility forms are one (NFKC), and so are upper and lower case. */
const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** For SQL: whether what is folded already is somewhere in one of the texts. SQLite's own LIKE folds ASCII alone. */
const finds = (wanted: SQLOutputValue, ...texts: SQLOutputValue[]) =>
  texts.some((text) => typeof text === 'string' && folded(text).includes(String(wanted))) ? 1 : 0;

/** {@link DeviceDirectory} on the registry's own connection: it sees what a transaction of the registry has changed so far. */
export class SqliteDeviceDirectory implements DeviceDirectory {
  readonly #registry: SqliteRegistry;
  readonly #prepared = new Map<string, Statement>();

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
    registry.database.function('latchkey_finds', { varargs: true, deterministic: true }, finds);
  }

  devices(filter: DeviceFilter, page: PageRequest): Page<ListedDevice> {
    const { person, search, endsUntil } = filter;
    const soonest = endsUntil !== undefined;
    const cursor = this.#cursor('deviceCursor', page.after, soonest ? 'not_after' : 'enrolled_at');
    return this.#page(devicesSql(filter, cursor !== undefined), toListedDevice, ({ id }) => id, page, {
      ...cursor,
      ...(person === undefined ? {} : { person }),
      ...(search === undefined ? {} : { search: folded(search) }),
      ...(soonest ? { until: endsUntil } : {}),
    });
  }

  device(id: string): ListedDevice | undefined {
    const row = this.#statement(DIRECTORY_SQL.device).get({ id });
    return row && toListedDevice(row);
  }

  invitations(filter: InvitationFilter, page: PageRequest): Page<Invitation> {
    const cursor = this.#cursor('invitationCursor', page.after, 'created_at');
    return this.#page(invitationsSql(filter, cursor !== undefined), toInvitation, ({ id }) => id, page, {
      ...cursor,
      ...(filter.person === undefined ? {} : { person: filter.person }),
    });
  }

  people(page: PageRequest, search?: string): Page<Person> {
    const after = page.after ?? '';
    const [sql, narrowed] =
      search === undefined
        ? [DIRECTORY_SQL.people, { after }]
        : [DIRECTORY_SQL.peopleFound, { after, search: folded(search) }];
    return this.#page(sql, toPerson, ({ name }) => name, page, narrowed);
  }

  /** Names of devices, or else ids, that begin so, each once, and who has one. */
  devicesBeginning(
    prefix: string,
    state: DeviceState | undefined,
    limit: number,
  ): readonly { readonly value: string; readonly person: string }[] {
    const parameters = { prefix, end: `${prefix}\u{10ffff}`, state: state ?? null, limit };
    const named = this.#statement(DIRECTORY_SQL.deviceNamesBeginning).all(parameters);
    const rows = named.length > 0 ? named : this.#statement(DIRECTORY_SQL.deviceIdsBeginning).all(parameters);
    return rows.map(({ value, person }) => ({ value: String(value), person: String(person) }));
  }

  /** Names of people with devices that begin so. */
  peopleBeginning(prefix: string, limit: number): readonly string[] {
    const rows = this.#statement(DIRECTORY_SQL.peopleBeginning).all({ prefix, end: `${prefix}\u{10ffff}`, limit });
    return rows.map(({ person }) => String(person));
  }

  counts(at: number): Counts {
    const devices = { active: 0, expired: 0, 'shut-out': 0, left: 0 };
    for (const row of this.#statement(DIRECTORY_SQL.countDevices).all({ at })) {
      const { state, good, count } = z
        .object({ state: z.enum(['active', 'shut-out', 'left']), good: z.int(), count: z.int() })
        .parse(row);
      if (state === 'active') [devices.active, devices.expired] = [good, count - good];
      else devices[state] = count;
    }
    return { devices, openInvitations: Number(this.#statement(DIRECTORY_SQL.countOpenInvitations).get({ at })?.count) };
  }

  expiring(at: number, until: number): number {
    return Number(this.#statement(DIRECTORY_SQL.countExpiring).get({ at, until })?.count);
  }

  /** @param after an id, as the page before gave it */
  #cursor(name: 'deviceCursor' | 'invitationCursor', after: string | undefined, column: string) {
    if (after === undefined) return undefined;
    const row = this.#statement(DIRECTORY_SQL[name]).get({ id: after.toLowerCase() });
    if (row) return { cursor: Number(row[column]), row: Number(row.row) };
    throw new LatchkeyError('USAGE', {
      detail: `--after ${JSON.stringify(after)} names nothing.`,
      hint: 'Give the whole id at which the page before it ended.',
    });
  }

  #page<Item>(
    sql: string,
    read: (row: unknown) => Item,
    cursorOf: (item: Item) => string,
    { limit, at }: PageRequest,
    parameters: Parameters,
  ): Page<Item> {
    // One more than asked for: so it is known whether there is more.
    const items = this.#statement(sql)
      .all({ ...parameters, at, limit: limit + 1 })
      .map(read);
    const shown = items.slice(0, limit);
    const last = shown.at(-1);
    return { items: shown, next: items.length > limit && last !== undefined ? cursorOf(last) : undefined };
  }

  #statement(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const { database, guarded } = this.#registry;
    const statement = guarded(() => database.prepare(sql));
    // Not every page is narrowed by every parameter.
    statement.setAllowUnknownNamedParameters(true);
    const prepared = guardedStatement(statement, guarded);
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}
