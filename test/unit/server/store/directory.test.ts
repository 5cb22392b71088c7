import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVICE_STATES, type Page, type PageRequest } from '../../../../server/core/names/directory.ts';
import { SqliteDeviceDirectory } from '../../../../server/store/directory.ts';
import { DIRECTORY_SQL, devicesSql, invitationsSql } from '../../../../server/store/directory-sql.ts';
import { SqliteRegistry } from '../../../../server/store/registry.ts';
import { writeEmptyRegistry } from '../../../support/empty-registry.ts';

let dir: string;
let registry: SqliteRegistry;
let directory: SqliteDeviceDirectory;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-directory-'));
  const path = join(dir, 'registry.db');
  writeEmptyRegistry(path);
  registry = SqliteRegistry.open(path);
  directory = new SqliteDeviceDirectory(registry);
});
afterEach(() => {
  registry.close();
  rmSync(dir, { recursive: true, force: true });
});

const hash = (seed: number) => seed.toString(16).padStart(64, '0');

/** Enrols one device: invited at `at`, its certificate good until `notAfter`. */
function enrol(seed: number, { person = 'Dave', at = 1000, notAfter = 100_000 } = {}) {
  registry.addInvitation(
    {
      id: `invitation-${seed}`,
      person,
      deviceName: undefined,
      services: undefined,
      createdAt: at,
      expiresAt: at + 500,
      redeemedAt: undefined,
      cancelledAt: undefined,
      deviceId: undefined,
    },
    hash(seed),
  );
  registry.redeem({
    codeHash: hash(seed),
    at,
    device: { id: `device-${seed}`, name: 'laptop', platform: undefined, origin: 'app' },
    certificate: {
      fingerprint: hash(seed),
      serial: hash(seed),
      der: new Uint8Array([1]),
      spkiHash: hash(seed),
      notBefore: 0,
      notAfter,
    },
  });
}

/** Everything, page by page, and how many pages that took. */
function walk<Item>(turn: (page: PageRequest) => Page<Item>, limit: number, at = 2000): Item[] {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = turn({ limit, at, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe('pages', () => {
  it('of devices hold each once, the newest first, also when many enrolled in one millisecond', () => {
    for (let seed = 0; seed < 10; seed += 1) enrol(seed, { at: 1000 + Math.floor(seed / 5) });
    const all = Array.from({ length: 10 }, (_, index) => `device-${9 - index}`);
    for (const limit of [1, 3, 5, 10, 11]) {
      expect(ids(walk((page) => directory.devices({}, page), limit))).toEqual(all);
      expect(ids(walk((page) => directory.invitations({}, page), limit))).toEqual(
        all.map((id) => id.replace('device', 'invitation')),
      );
    }
  });

  it('stay in step when somebody enrols between them', () => {
    for (let seed = 0; seed < 4; seed += 1) enrol(seed);
    const first = directory.devices({}, { limit: 2, at: 2000 });
    enrol(9);
    expect(ids(directory.devices({}, { limit: 2, at: 2000, after: first.next }).items)).toEqual([
      'device-1',
      'device-0',
    ]);
  });

  it('say that there is no more, and refuse to go on from nowhere', () => {
    expect(directory.devices({}, { limit: 5, at: 0 })).toEqual({ items: [], next: undefined });
    enrol(1);
    expect(directory.devices({}, { limit: 1, at: 0 }).next).toBeUndefined();
    for (const list of [directory.devices.bind(directory), directory.invitations.bind(directory)]) {
      expect(() => list({}, { limit: 1, at: 0, after: 'nobody' })).toThrow(/names nothing/);
    }
  });

  it('go through what ends soon in the order in which it ends', () => {
    [5000, 3000, 9000, 3000, 1500].forEach((notAfter, seed) => {
      enrol(seed, { notAfter });
    });
    registry.endDevice('device-0', 'shut-out', 1900);
    expect(ids(walk((page) => directory.devices({ endsUntil: 5000 }, page), 1))).toEqual(['device-1', 'device-3']);
    expect(ids(walk((page) => directory.devices({ endsUntil: 9000, person: 'Rose' }, page), 1))).toEqual([]);
  });
});

describe('filters', () => {
  it('tell the states of devices apart, and add up to what the counts say', () => {
    for (let seed = 0; seed < 4; seed += 1) enrol(seed, { notAfter: seed === 0 ? 1500 : 9000 });
    registry.endDevice('device-1', 'shut-out', 1100);
    registry.endDevice('device-2', 'left', 1100);
    const found = DEVICE_STATES.map((state) => ids(walk((page) => directory.devices({ state }, page), 1)));
    expect(found).toEqual([['device-3'], ['device-0'], ['device-1'], ['device-2']]);
    expect(directory.counts(2000)).toEqual({
      devices: { active: 1, expired: 1, 'shut-out': 1, left: 1 },
      openInvitations: 0,
    });
  });

  it('take a name as it is: no pattern, no SQL', () => {
    enrol(1, { person: "O'Neil %" });
    enrol(2, { person: 'Dave' });
    expect(ids(walk((page) => directory.devices({ person: "O'Neil %" }, page), 5))).toEqual(['device-1']);
    for (const person of ['%', "' OR 1=1 --", 'dave']) {
      expect(directory.devices({ person }, { limit: 5, at: 0 }).items).toEqual([]);
    }
  });

  it('know an invitation by what became of it', () => {
    enrol(1);
    enrol(2);
    registry.database.exec("UPDATE invitation SET redeemed_at = NULL WHERE id = 'invitation-2'");
    const of = (state: 'open' | 'expired' | 'redeemed' | 'cancelled', at: number) =>
      ids(directory.invitations({ state }, { limit: 5, at }).items);
    expect([of('open', 1200), of('expired', 1200), of('redeemed', 1200)]).toEqual([
      ['invitation-2'],
      [],
      ['invitation-1'],
    ]);
    expect([of('open', 1500), of('expired', 1500)]).toEqual([[], ['invitation-2']]);
    registry.cancelInvitation('invitation-2', 1200);
    expect([of('open', 1200), of('cancelled', 1200)]).toEqual([[], ['invitation-2']]);
  });
});

describe('people', () => {
  it('have their devices, open invitations and newest sighting counted', () => {
    enrol(1, { person: 'Rose' });
    enrol(2, { person: 'Dave' });
    enrol(3, { person: 'Rose', notAfter: 1500 });
    enrol(4, { person: 'Rose' });
    registry.endDevice('device-4', 'shut-out', 1100);
    registry.database.exec(`
      UPDATE invitation SET redeemed_at = NULL, expires_at = 9000 WHERE id = 'invitation-3';
      INSERT INTO last_seen VALUES ('device-1', 5000, '198.51.100.1', 'cloud.example.com'),
                                   ('device-3', 7000, '198.51.100.3', NULL)`);
    expect(walk((page) => directory.people(page), 1)).toEqual([
      { name: 'Dave', devices: 1, active: 1, openInvitations: 0, lastSeen: undefined },
      {
        name: 'Rose',
        devices: 3,
        active: 1,
        openInvitations: 1,
        lastSeen: { at: 7000, address: '198.51.100.3', host: undefined },
      },
    ]);
  });
});

const BOTH = [false, true];
const PEOPLE = [undefined, 'Dave'];
const STATEMENTS = [
  ...Object.entries(DIRECTORY_SQL),
  ...BOTH.flatMap((goesOn) =>
    PEOPLE.flatMap((person) => [
      ...[undefined, ...DEVICE_STATES].flatMap((state) => [
        [`devices ${person} ${state} ${goesOn}`, devicesSql({ person, state }, goesOn)] as const,
      ]),
      [`devices ending soon ${person} ${goesOn}`, devicesSql({ person, endsUntil: 1 }, goesOn)] as const,
      [
        `phones found ${person} ${goesOn}`,
        devicesSql({ person, kind: 'phone', search: 'rose', endsUntil: 1 }, goesOn),
      ] as const,
      ...([undefined, 'open', 'expired', 'redeemed', 'cancelled'] as const).map(
        (state) => [`invitations ${person} ${state} ${goesOn}`, invitationsSql({ person, state }, goesOn)] as const,
      ),
    ]),
  ),
];

it.each(STATEMENTS)('reads no table from end to end, and sorts nothing: %s', (name, sql) => {
  const database = new DatabaseSync(join(dir, 'registry.db'));
  database.function('latchkey_finds', { varargs: true }, () => 1);
  const steps = database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail));
  database.close();
  for (const step of steps) expect(step).not.toMatch(/^SCAN (?!.*USING)|TEMP B-TREE/);
  // The order comes from an index that is entered where the page begins, except for the first page of everything.
  if (name.endsWith('true')) expect(steps[0]).toMatch(/^SEARCH/);
});
