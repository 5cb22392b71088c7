import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Redemption } from '../../../../server/core/ports/registry.ts';
import type { Invitation } from '../../../../server/core/records.ts';
import { SqliteRegistry } from '../../../../server/store/registry.ts';
import { SQL } from '../../../../server/store/statements.ts';

let dir: string;
let path: string;
let registry: SqliteRegistry;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-registry-'));
  path = join(dir, 'registry.db');
  registry = SqliteRegistry.create(path);
});
afterEach(() => {
  registry.close();
  rmSync(dir, { recursive: true, force: true });
});

const hash = (seed: string) => seed.repeat(64).slice(0, 64);
const invitation = (id: string, over: Partial<Invitation> = {}): Invitation => ({
  id,
  person: 'Dave',
  deviceName: undefined,
  services: undefined,
  createdAt: 1000,
  expiresAt: 2000,
  redeemedAt: undefined,
  cancelledAt: undefined,
  deviceId: undefined,
  ...over,
});
const redemption = (code: string, seed: string, at = 1500): Redemption => ({
  codeHash: hash(code),
  at,
  device: { id: `device-${seed}`, name: 'laptop', platform: 'linux', origin: 'app' },
  certificate: {
    fingerprint: hash(seed),
    serial: hash(seed),
    der: new Uint8Array([1, 2, 3]),
    spkiHash: hash(seed),
    notBefore: 1000,
    notAfter: 9000,
  },
});

/** Runs SQL on the file behind the registry's back. */
function tamper(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

const codeOf = (attempt: () => unknown): unknown => {
  try {
    attempt();
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('the file', () => {
  it('is for its owner only, and so is what SQLite lays beside it, whatever the umask', () => {
    const before = process.umask(0);
    try {
      const other = join(dir, 'other.db');
      const opened = SqliteRegistry.create(other);
      opened.addInvitation(invitation('a'), hash('a'));
      for (const suffix of ['', '-wal', '-shm'])
        expect((statSync(`${other}${suffix}`).mode & 0o777).toString(8)).toBe('600');
      opened.close();
    } finally {
      process.umask(before);
    }
  });

  it("is left as it was when it turns out to be another program's", () => {
    const other = join(dir, 'other.db');
    const database = new DatabaseSync(other);
    database.exec('CREATE TABLE t (a)');
    database.close();
    const before = readFileSync(other);
    expect(codeOf(() => SqliteRegistry.open(other))).toBe('REGISTRY_DAMAGED');
    expect(readFileSync(other).equals(before)).toBe(true);
  });

  it('is never made over another one, and never made by opening', () => {
    expect(codeOf(() => SqliteRegistry.create(path))).toBe('HOME_EXISTS');
    expect(codeOf(() => SqliteRegistry.open(join(dir, 'none.db')))).toBe('HOME_MISSING');
    expect(codeOf(() => statSync(join(dir, 'none.db')))).toBe('ENOENT');
    expect(codeOf(() => SqliteRegistry.create(join(dir, 'no-such-folder', 'registry.db')))).toBe('FOLDER_NOT_WRITABLE');
  });

  it.each([
    ['text', (file: string) => writeFileSync(file, 'this is not a database, however long it may be\n'.repeat(50))],
    ['nothing', (file: string) => writeFileSync(file, '')],
    ['a folder', (file: string) => mkdirSync(file)],
    ['the database of another program', (file: string) => new DatabaseSync(file).exec('CREATE TABLE t (a)')],
  ])('is refused when it holds %s', (_what, make) => {
    const other = join(dir, 'other.db');
    make(other);
    expect(['REGISTRY_DAMAGED', 'FOLDER_NOT_WRITABLE']).toContain(codeOf(() => SqliteRegistry.open(other)));
  });

  it('is refused when pages of it were overwritten', () => {
    for (let i = 0; i < 200; i += 1) registry.addInvitation(invitation(`id-${i}`), hash(String(i).padStart(8, '0')));
    registry.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096, bytes.length - 4096);
    writeFileSync(path, bytes);
    expect(codeOf(() => SqliteRegistry.open(path))).toBe('REGISTRY_DAMAGED');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('is refused untouched when a newer Latchkey wrote it, with a hint that says so', () => {
    tamper('PRAGMA user_version = 99');
    const attempt = () => SqliteRegistry.open(path);
    expect(codeOf(attempt)).toBe('REGISTRY_DAMAGED');
    expect(attempt).toThrow(/newer Latchkey \(schema 99/);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ hint: expect.stringContaining('Install the Latchkey that wrote it') });
    }
  });

  it('is brought up to date when its schema is older, by whichever process comes first', () => {
    const old = join(dir, 'old.db');
    const database = new DatabaseSync(old);
    database.exec(`PRAGMA application_id = ${0x6c61746b}`);
    database.close();
    const [one, two] = [SqliteRegistry.open(old), SqliteRegistry.open(old)];
    one.addInvitation(invitation('a'), hash('a'));
    expect(two.invitations()).toHaveLength(1);
    one.close();
    two.close();
  });

  it('says that it is busy, and not that it is damaged, while another process writes for too long', () => {
    // It waits for five seconds; here for less.
    expect(registry.database.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 5000 });
    registry.database.exec('PRAGMA busy_timeout = 100');
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    expect(codeOf(() => registry.addInvitation(invitation('a'), hash('a')))).toBe('UNAVAILABLE');
    expect(registry.invitations()).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    registry.addInvitation(invitation('a'), hash('a'));
    expect(registry.invitations()).toHaveLength(1);
  });

  it('names table and column when a row makes no sense', () => {
    registry.addInvitation(invitation('a', { services: ['cloud'] }), hash('a'));
    tamper(`UPDATE invitation SET services = '{"not":"a list"}'`);
    expect(codeOf(() => registry.invitations())).toBe('REGISTRY_DAMAGED');
    expect(() => registry.invitations()).toThrow(/Table invitation, column services/);
  });
});

describe('redeeming', () => {
  beforeEach(() => registry.addInvitation(invitation('a'), hash('a')));

  it('claims a code once: the second key gets nothing and leaves nothing behind', () => {
    expect(registry.redeem(redemption('a', '1'))?.device.person).toBe('Dave');
    expect(registry.redeem(redemption('a', '2'))).toBeUndefined();
    expect(registry.devices().map(({ id }) => id)).toEqual(['device-1']);
    expect(registry.enrolment(hash('2'))).toBeUndefined();
  });

  it('gives the first certificate again to the same key, whatever was signed meanwhile', () => {
    const first = registry.redeem(redemption('a', '1'));
    const again = redemption('a', '1');
    const second = registry.redeem({
      ...again,
      device: { platform: undefined, origin: 'app', id: 'device-other', name: 'other' },
      certificate: { ...again.certificate, fingerprint: hash('f'), serial: hash('f') },
    });
    expect(second).toEqual(first);
  });

  it.each([
    ['expired at this very moment', 2000, ''],
    ['cancelled', 1500, "UPDATE invitation SET cancelled_at = 1200 WHERE id = 'a'"],
  ])('refuses a code that is %s', (_what, at, sql) => {
    tamper(sql);
    expect(registry.redeem(redemption('a', '1', at))).toBeUndefined();
    expect(registry.devices()).toEqual([]);
  });

  it('records nothing at all when a part of it cannot be recorded', () => {
    registry.redeem(redemption('a', '1'));
    registry.addInvitation(invitation('b'), hash('b'));
    const clash = redemption('b', '2');
    expect(() => registry.redeem({ ...clash, certificate: { ...clash.certificate, serial: hash('1') } })).toThrow();
    expect(registry.devices()).toHaveLength(1);
    expect(registry.invitationByCode(hash('b'))?.redeemedAt).toBeUndefined();
    expect(registry.redeem(redemption('b', '2'))).toBeDefined();
  });

  it('is not undone by cancelling, and a cancelled code is not redeemed', () => {
    registry.redeem(redemption('a', '1'));
    expect(registry.cancelInvitation('a', 1600)).toBe(false);
    registry.addInvitation(invitation('b'), hash('b'));
    expect(registry.cancelInvitation('b', 1600)).toBe(true);
    expect(registry.cancelInvitation('b', 1600)).toBe(false);
    expect(registry.redeem(redemption('b', '2'))).toBeUndefined();
  });
});

describe('ending a device', () => {
  beforeEach(() => {
    registry.addInvitation(invitation('a'), hash('a'));
    registry.redeem(redemption('a', '1'));
  });

  it('takes it out of the active fingerprints and keeps its first end', () => {
    expect(registry.activeFingerprints(1600)).toEqual([hash('1')]);
    expect(registry.endDevice('device-1', 'shut-out', 1600)).toMatchObject({ state: 'shut-out', endedAt: 1600 });
    expect(registry.endDevice('device-1', 'left', 1700)).toMatchObject({ state: 'shut-out', endedAt: 1600 });
    expect(registry.activeFingerprints(1600)).toEqual([]);
    expect(registry.isActive(hash('1'), 1600)).toBe(false);
    expect(registry.enrolment(hash('1'))?.certificate.state).toBe('revoked');
    expect(registry.redeemed(hash('a'), hash('1'), 1700)).toBeUndefined();
  });

  it('has no active fingerprint from the moment at which the certificate ends', () => {
    expect(registry.activeFingerprints(8999)).toEqual([hash('1')]);
    expect(registry.activeFingerprints(9000)).toEqual([]);
  });

  it('knows no device that is not there', () => {
    expect(registry.endDevice('nobody', 'left', 1)).toBeUndefined();
  });
});

it.each(Object.entries(SQL))('reads no table from end to end, and sorts nothing: %s', (_name, sql) => {
  const database = new DatabaseSync(path);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  const steps = plan.map(({ detail }) => String(detail)).filter((detail) => !detail.includes('meta'));
  database.close();
  for (const step of steps) expect(step).not.toMatch(/^SCAN (?!.*USING)|TEMP B-TREE/);
});
