/**
 * A guest who enrols under a name that looks like another device's: the admin who types what the list shows never meets
 * the wrong one with the real command, whatever makes the two look the same.
 */
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { takeHomeBack } from '../../support/home-owner.ts';
import { makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';
import { runCommand } from '../../unit/server/cli/run.ts';

const VICTIM = '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const GUEST = '22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

let home: ThrowAwayHome;
beforeAll(async () => {
  home = await makeThrowAwayHome();
  const database = new DatabaseSync(homeLayout(home.dir).registry);
  for (const [at, id] of [VICTIM, GUEST].entries()) {
    database
      .prepare(
        'INSERT INTO invitation (id, code_hash, person, created_at, expires_at, redeemed_at) VALUES (?, ?, ?, 1, 2, 1)',
      )
      .run(`9${id.slice(1)}`, String(at).padStart(64, '0'), at === 0 ? 'Rose' : 'Eve');
    database
      .prepare(
        `INSERT INTO device (id, invitation_id, person, name, state, renewal_generation, enrolled_at)
         VALUES (?, ?, ?, 'iMac', 'active', 0, 1)`,
      )
      .run(id, `9${id.slice(1)}`, at === 0 ? 'Rose' : 'Eve');
    database
      .prepare(
        `INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state, generation)
         VALUES (?, ?, ?, x'30', ?, 1, 9000000000000, 'active', 0)`,
      )
      .run(String(at).padStart(64, 'b'), id, `a${at}`, String(at).padStart(64, 'c'));
  }
  database.close();
  takeHomeBack(home.dir);
});
afterAll(() => home.remove());

const call = (name: string) => {
  const database = new DatabaseSync(homeLayout(home.dir).registry);
  database.prepare('UPDATE device SET name = ? WHERE id = ?').run(name, GUEST);
  database.close();
};
const states = async () => {
  const { out } = await runCommand(['devices', '--dir', home.dir, '--json']);
  return (JSON.parse(out) as { devices: { state: string }[] }).devices.map(({ state }) => state);
};

it.each([
  ['a Cyrillic letter', 'iM\u0430c'],
  ['an l', 'lMac'],
  ['an invisible sign', 'iMac\u200B'],
  ['a Hangul filler', '\u3164iMac'],
  ['another case', 'IMAC'],
  ['full width', 'ｉＭａｃ'],
  ['a space', 'i Mac'],
])(
  'by %s',
  async (_how, name) => {
    call(name);
    for (const words of [['shut-out'], ['device', 'note', '--clear'], ['audit', '--device']]) {
      const { code, out, err } = await runCommand([...words, 'iMac', '--dir', home.dir]);
      expect({ code, out }, err).toEqual({ code: 4, out: '' });
      for (const id of [VICTIM, GUEST]) expect(err).toContain(id);
    }
    expect(await states()).toEqual(['active', 'active']);
  },
  60_000,
);
