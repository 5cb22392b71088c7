/** Who may open what in a registry from before it was written down. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { SqliteAccessRules } from '../../../../server/store/access.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../../../server/store/migrations.ts';
import { readKnownDevices } from '../../../../server/store/old-registry.ts';
import { SqliteRegistry } from '../../../../server/store/registry.ts';

const BEFORE = MIGRATIONS.findIndex((sql) => sql.includes('CREATE TABLE access_rule'));

/** Dave with two devices, one of them for photos and shut out; Nina with an open invitation for photos. */
function oldRegistry(path: string): void {
  const database = new DatabaseSync(path);
  for (const sql of MIGRATIONS.slice(0, BEFORE)) database.exec(sql);
  database.exec(`PRAGMA user_version = ${BEFORE}; PRAGMA application_id = ${APPLICATION_ID}`);
  const invite = database.prepare(
    'INSERT INTO invitation (id, code_hash, person, services, created_at, expires_at, redeemed_at) VALUES (?, ?, ?, ?, 1, 2, ?)',
  );
  const add = database.prepare(
    `INSERT INTO device (id, invitation_id, person, name, state, renewal_generation, enrolled_at, ended_at)
     VALUES (?, ?, 'Dave', 'x', ?, 0, 1, ?)`,
  );
  invite.run('i1', '1'.repeat(64), 'Dave', null, 1);
  invite.run('i2', '2'.repeat(64), 'Dave', '["photos"]', 1);
  invite.run('i3', '3'.repeat(64), 'Nina', '["photos"]', null);
  add.run('d1', 'i1', 'active', null);
  add.run('d2', 'i2', 'shut-out', 1);
  database.close();
}

it('leaves everybody who has a device what they could open, and an open invitation what it promises', () => {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-access-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'registry.db');
  oldRegistry(path);
  // As the old home of a restore, it says nothing of who may open what.
  expect(readKnownDevices(path).access.size).toBe(0);
  const registry = SqliteRegistry.open(path);
  onTestFinished(() => registry.close());
  const rules = new SqliteAccessRules(registry);
  expect(rules.ofPerson('Dave')).toEqual([
    { person: 'Dave', device: undefined, service: '*', allowed: true, until: undefined, changedAt: 0 },
  ]);
  expect(rules.ofPerson('Nina')).toEqual([]);
  expect(registry.invitations().find(({ person }) => person === 'Nina')?.services).toEqual(['photos']);
  expect(rules.people('', 10)).toEqual(['Dave']);
});
