/** The rules of a certificate are remembered, and yet what is asked is always what the registry says now. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AccessRule } from '../../../../server/core/access/rules.ts';
import { SqliteAccessRules } from '../../../../server/store/access.ts';
import { SqliteRegistry } from '../../../../server/store/registry.ts';

const rule = (service: string, more: Partial<AccessRule> = {}): AccessRule => ({
  ...{ person: 'Dave', device: undefined, service, allowed: true, until: undefined, changedAt: 1 },
  ...more,
});
const fingerprint = (digit: string) => digit.repeat(64);

let dir: string;
let registry: SqliteRegistry;
let other: SqliteRegistry;
let rules: SqliteAccessRules;
/** As another process has them. */
let elsewhere: SqliteAccessRules;

/** A device of Dave's with one certificate, both by the same digit. */
function enrol(digit: string): void {
  other.database.exec(`
    INSERT INTO invitation (id, code_hash, person, created_at, expires_at)
      VALUES ('i${digit}', '${fingerprint(digit)}', 'Dave', 1, 2);
    INSERT INTO device (id, invitation_id, person, name, state, renewal_generation, enrolled_at)
      VALUES ('d${digit}', 'i${digit}', 'Dave', 'x', 'active', 0, 1);
    INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state)
      VALUES ('${fingerprint(digit)}', 'd${digit}', '${digit}', x'00', '${fingerprint(digit)}', 1, 9, 'active');`);
}

const services = (of: SqliteAccessRules, digit = '1') =>
  of.ofCertificate(fingerprint(digit)).map((each) => each.service);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-access-'));
  registry = SqliteRegistry.create(join(dir, 'registry.db'));
  other = SqliteRegistry.open(join(dir, 'registry.db'));
  [rules, elsewhere] = [new SqliteAccessRules(registry), new SqliteAccessRules(other)];
  enrol('1');
});
afterEach(() => {
  registry.close();
  other.close();
  rmSync(dir, { recursive: true, force: true });
});

it('has the rules of the person and of the certificate’s own device, of no other one', () => {
  enrol('2');
  for (const each of [rule('photos'), rule('cloud', { device: 'd1' }), rule('films', { device: 'd2' })])
    rules.put(each);
  rules.put(rule('notes', { person: 'Nina' }));
  expect(services(rules).toSorted()).toEqual(['cloud', 'photos']);
  expect(services(rules, '2').toSorted()).toEqual(['films', 'photos']);
});

it('sees each change of another process at the next question', () => {
  expect(services(rules)).toEqual([]);
  elsewhere.put(rule('photos'));
  expect(services(rules)).toEqual(['photos']);
  elsewhere.put(rule('photos', { allowed: false }));
  expect(rules.ofCertificate(fingerprint('1'))).toEqual([rule('photos', { allowed: false })]);
  elsewhere.remove(rule('photos'));
  expect(services(rules)).toEqual([]);
});

it('knows a certificate that came after somebody asked for it', () => {
  rules.put(rule('photos'));
  expect(services(rules, '3')).toEqual([]);
  enrol('3');
  expect(services(rules, '3')).toEqual(['photos']);
});

it('remembers nothing of a change that is taken back', () => {
  const takenBack = () =>
    registry.atomically(() => {
      rules.put(rule('photos'));
      expect(services(rules)).toEqual(['photos']);
      throw new Error('taken back');
    });
  expect(takenBack).toThrow('taken back');
  // The number that the change had is this one's now.
  elsewhere.put(rule('cloud'));
  expect(services(rules)).toEqual(['cloud']);
});

it('remembers nothing of a registry that does not count its changes', () => {
  registry.database.exec('DELETE FROM access_version');
  expect(services(rules)).toEqual([]);
  elsewhere.put(rule('photos'));
  expect(services(rules)).toEqual(['photos']);
});

it('remembers nothing of what another process has put in place of it, whatever it counts', () => {
  const version = () => other.database.prepare('SELECT version FROM access_version').get()?.version as number;
  const before = version();
  rules.put(rule('photos'));
  expect(services(rules)).toEqual(['photos']);
  const now = version();
  expect(now).not.toBe(before);
  elsewhere.remove(rule('photos'));
  other.database.prepare('UPDATE access_version SET version = ?').run(now);
  expect(services(rules)).toEqual([]);
});
