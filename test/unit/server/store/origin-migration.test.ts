/** Devices of a registry from before it was written down how each came. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { APPLICATION_ID, MIGRATIONS } from '../../../../server/store/migrations.ts';
import { SqliteRegistry } from '../../../../server/store/registry.ts';

const BEFORE = MIGRATIONS.findIndex((sql) => sql.includes('ADD COLUMN origin'));

/** A device that was enrolled for each of these systems, in a registry of the schema before. */
function oldRegistry(path: string, platforms: readonly (string | null)[]): void {
  const database = new DatabaseSync(path);
  for (const sql of MIGRATIONS.slice(0, BEFORE)) database.exec(sql);
  database.exec(`PRAGMA user_version = ${BEFORE}; PRAGMA application_id = ${APPLICATION_ID}`);
  const invite = database.prepare(
    'INSERT INTO invitation (id, code_hash, person, created_at, expires_at, redeemed_at) VALUES (?, ?, ?, 1, 2, 1)',
  );
  const add = database.prepare(
    `INSERT INTO device (id, invitation_id, person, name, platform, state, renewal_generation, enrolled_at)
     VALUES (?, ?, ?, ?, ?, 'active', 0, 1)`,
  );
  const certify = database.prepare(
    `INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state, generation)
     VALUES (?, ?, ?, x'01', ?, 1, 9, 'active', 0)`,
  );
  platforms.forEach((platform, index) => {
    const hash = String(index).repeat(64);
    invite.run(`i${index}`, hash, 'Dave');
    add.run(`d${index}`, `i${index}`, 'Dave', String(platform), platform);
    certify.run(hash, `d${index}`, hash, hash);
  });
  database.close();
}

it("keeps EST's devices renewing by EST, and takes everybody else for the app's", () => {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-origin-'));
  const path = join(dir, 'registry.db');
  oldRegistry(path, ['macos', 'windows', 'linux', 'other', null]);
  const registry = SqliteRegistry.open(path);
  onTestFinished(() => {
    registry.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const origins = Object.fromEntries(registry.devices().map(({ name, origin }) => [name, origin]));
  expect(origins).toEqual({ macos: 'app', windows: 'app', linux: 'app', other: 'est', null: 'app' });
});
