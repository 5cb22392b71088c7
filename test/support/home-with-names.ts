import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeLayout } from '../../server/core/layout.ts';
import { SqliteRegistry } from '../../server/store/registry.ts';

/** What a device may call itself to have something run by whoever completes or prints its name. */
export const HOSTILE_NAME = '$(touch pwned)`touch pwned`; "x"';

/** What a device may call itself to be read as an option by whoever completes its name. */
const OPTION_NAME = '--yes';

/** A folder with a space in its name and a registry in it: two devices of friends, two hostile ones, an open invitation. */
export function homeWithNames(): string {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey complete-'));
  const registry = SqliteRegistry.create(homeLayout(dir).registry);
  const add = (seed: number, name: string, person: string, state: 'active' | 'shut-out') => {
    const digits = String(seed).padStart(8, '0');
    registry.database
      .prepare(
        `INSERT INTO invitation (id, code_hash, person, created_at, expires_at, redeemed_at)
         VALUES (?, ?, ?, 1, 9000000000000, 2)`,
      )
      .run(`invitation-${seed}`, digits.repeat(8), person);
    registry.database
      .prepare(
        `INSERT INTO device (id, invitation_id, person, name, state, renewal_generation, enrolled_at, ended_at)
         VALUES (?, ?, ?, ?, ?, 0, 1, ?)`,
      )
      .run(
        `${digits}-0000-4000-8000-000000000000`,
        `invitation-${seed}`,
        person,
        name,
        state,
        state === 'active' ? null : 5,
      );
    registry.database
      .prepare(
        `INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state)
         VALUES (?, ?, ?, x'00', ?, 1, 9000000000000, 'superseded')`,
      )
      .run(digits.repeat(8), `${digits}-0000-4000-8000-000000000000`, digits, digits.repeat(8));
  };
  add(1, 'MacBook Air', 'Dave', 'active');
  add(2, 'MacBook Pro', 'Grandma Rose', 'shut-out');
  add(3, HOSTILE_NAME, 'Mallory', 'active');
  add(4, OPTION_NAME, 'Mallory', 'shut-out');
  registry.database
    .prepare('INSERT INTO invitation (id, code_hash, person, created_at, expires_at) VALUES (?, ?, ?, 1, ?)')
    .run('open-invitation', 'f'.repeat(64), 'Nina', 9_000_000_000_000);
  registry.close();
  return dir;
}
