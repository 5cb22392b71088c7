import { randomBytes, randomUUID } from 'node:crypto';
import type { SqliteRegistry } from '../../server/store/registry.ts';

/** How many devices a person has. */
export const DEVICES_EACH = 5;
/** How many invitations there are for each that became a device. */
const INVITATIONS_EACH = 10;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Puts devices, their certificates and ten times as many invitations into a registry, in one transaction. The
 * certificates are noise of a real one's size: nobody reads them here.
 */
export function fillRegistry(registry: SqliteRegistry, devices: number, now: number): void {
  const { database } = registry;
  const invite = database.prepare(
    `INSERT INTO invitation (id, code_hash, person, created_at, expires_at, redeemed_at, cancelled_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const device = database.prepare(
    `INSERT INTO device (id, invitation_id, person, name, platform, state, renewal_generation, enrolled_at)
     VALUES (?, ?, ?, ?, 'linux', 'active', 0, ?)`,
  );
  const certificate = database.prepare(
    `INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'active')`,
  );
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  registry.atomically(() => {
    for (let index = 0; index < devices; index += 1) {
      const person = `Person ${Math.floor(index / DEVICES_EACH)}`;
      // One after the other over the last year.
      const at = now - 300 * DAY + Math.floor((index * 299 * DAY) / devices);
      for (let other = 1; other < INVITATIONS_EACH; other += 1) {
        const cancelled = other % 2 === 0 ? at + 1 : null;
        invite.run(randomUUID(), hex(32), person, at, other === 1 ? now + DAY : at + DAY, null, cancelled);
      }
      const [invitation, id] = [randomUUID(), randomUUID()];
      invite.run(invitation, hex(32), person, at, at + DAY, at, null);
      device.run(id, invitation, person, `Laptop ${index}`, at);
      certificate.run(hex(32), id, hex(16), randomBytes(600), hex(32), at, at + 365 * DAY);
    }
  });
}
