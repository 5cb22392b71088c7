/**
 * A guest who enrols under a name that looks like another device's: the admin who types what the list shows never meets
 * the wrong one with the real command, whatever makes the two look the same.
 */
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { latchkey, latchkeyJson, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

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
});
afterAll(() => home.remove());

const call = (name: string) => {
  const database = new DatabaseSync(homeLayout(home.dir).registry);
  database.prepare('UPDATE device SET name = ? WHERE id = ?').run(name, GUEST);
  database.close();
};
const states = async () =>
  (await latchkeyJson<{ devices: { state: string }[] }>(['devices', '--dir', home.dir])).devices.map(
    ({ state }) => state,
  );

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
      const { code, stdout, stderr } = await latchkey([...words, 'iMac', '--dir', home.dir]);
      expect({ code, stdout }, stderr).toEqual({ code: 4, stdout: '' });
      for (const id of [VICTIM, GUEST]) expect(stderr).toContain(id);
    }
    expect(await states()).toEqual(['active', 'active']);
  },
  60_000,
);
