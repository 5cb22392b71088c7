/** Who opens the console: admins, and the browser of a one-time link. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Admins } from '../../../../../server/core/console/admins.ts';
import { OneTimeLinks } from '../../../../../server/core/console/one-time-links.ts';
import { SqliteConsole } from '../../../../../server/store/console.ts';
import type { SqliteRegistry } from '../../../../../server/store/registry.ts';
import { makeSoftKey } from '../../../../support/soft-device.ts';
import { type FixedClock, fixedClock, makeHome, random, type TestHome } from '../support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let clock: FixedClock;
let home: TestHome;
let admins: Admins;
let links: OneTimeLinks;
beforeEach(async () => {
  clock = fixedClock();
  home = await makeHome(clock);
  const records = new SqliteConsole(home.registry as SqliteRegistry);
  admins = new Admins({ ...home, records });
  links = new OneTimeLinks({ ...home, records, random, sha256 });
});
afterEach(() => home.dispose());

async function device(person: string) {
  const { code } = home.invitations.invite({ person });
  const { csr } = await makeSoftKey();
  return home.redeeming.redeem({ code, csr, device: { name: 'Laptop', platform: 'linux' } });
}
const kinds = () => home.audit.page({}, 10).map(({ kind }) => kind);

describe('an admin', () => {
  it('is a person, with every device of theirs, until they are none', async () => {
    const { fingerprint } = await device('Ann');
    const later = await device('Ann');
    const { fingerprint: other } = await device('Dave');
    const isAdmin = (each: string) => home.rules.isAdmin(each);
    expect([fingerprint, later.fingerprint, other].map(isAdmin)).toEqual([false, false, false]);
    const version = home.rules.version();
    expect(admins.add('Ann')).toEqual({ person: 'Ann', changed: true });
    expect(admins.add('Ann').changed).toBe(false);
    // Whoever looks for changes of access sees this one.
    expect(home.rules.version()).toBeGreaterThan(version);
    expect([fingerprint, later.fingerprint, other].map(isAdmin)).toEqual([true, true, false]);
    expect(admins.list()).toMatchObject([{ person: 'Ann', devices: 2 }]);
    admins.add('Dave');
    expect(await admins.remove('Ann', false)).toBe('Ann');
    expect([fingerprint, later.fingerprint, other].map(isAdmin)).toEqual([false, false, true]);
    expect(kinds().filter((kind) => kind.startsWith('admin-'))).toEqual([
      'admin-removed',
      'admin-added',
      'admin-added',
    ]);
  });

  it('is somebody who is known, and stays the last one unless that is said', async () => {
    expect(() => admins.add('Nobody')).toThrow(/PERSON_NOT_FOUND|nobody of this name/);
    home.invitations.invite({ person: 'Ann' });
    admins.add('Ann');
    await expect(admins.remove('Ann', false)).rejects.toMatchObject({ code: 'ADMIN_IS_LAST' });
    expect(admins.names().has('Ann')).toBe(true);
    home.invitations.invite({ person: 'Dave' });
    await expect(admins.remove('Dave', true)).rejects.toMatchObject({ code: 'PERSON_NOT_FOUND' });
    await admins.remove('Ann', true);
    expect(admins.list()).toEqual([]);
  });

  it('is none any more once they are shut out, also when they are let in or invited again', async () => {
    const { fingerprint } = await device('Ann');
    admins.add('Ann');
    expect((await home.people.shutOut('Ann')).admin).toBe(true);
    expect(kinds()).toContain('admin-removed');
    expect(admins.list()).toEqual([]);
    await home.devices.letIn('Laptop', false);
    const { fingerprint: invited } = await device('Ann');
    expect([fingerprint, invited].map((each) => home.rules.isAdmin(each))).toEqual([false, false]);
    expect((await home.people.shutOut('Ann')).admin).toBe(false);
  });
});

describe('a one-time link', () => {
  const refused = (token: string) =>
    expect(() => links.enter(token, '192.168.1.9')).toThrow(/CONSOLE_LINK|does not open/);

  it('is swapped for a session of eight hours, once', () => {
    const { token, expiresAt } = links.make();
    expect(expiresAt).toBe(clock.now() + 5 * MINUTE);
    const session = links.enter(token, '192.168.1.5');
    expect(session.token).not.toBe(token);
    expect(links.session(session.token)).toBe(clock.now() + 8 * HOUR);
    expect(links.session(token)).toBeUndefined();
    refused(token);
    refused(token);
    // The second one who comes is in the log, and the third one fills it no more.
    expect(kinds()).toEqual(['console-link-refused', 'console-entered', 'console-link-made']);
    clock.advance(8 * HOUR);
    expect(links.session(session.token)).toBeUndefined();
  });

  it('is over after five minutes, and nothing that was not printed is one', () => {
    const { token } = links.make();
    clock.advance(5 * MINUTE);
    refused(token);
    for (const other of ['', 'x', sha256(token), token.toLowerCase()]) refused(other);
  });

  it('ends with its session, by whoever has it or for all', () => {
    const [one, two] = [links.enter(links.make().token, 'a'), links.enter(links.make().token, 'b')];
    const unopened = links.make();
    links.leave(one.token);
    expect([links.session(one.token), links.session(two.token)]).toEqual([undefined, expect.any(Number)]);
    expect(links.endAll()).toBe(1);
    expect(links.session(two.token)).toBeUndefined();
    refused(unopened.token);
    expect(links.endAll()).toBe(0);
  });

  it('leaves no secret in the registry', () => {
    const { token } = links.make();
    const session = links.enter(token, 'a');
    const { database } = home.registry as SqliteRegistry;
    const rows = ['console_link', 'console_session', 'audit'].flatMap((table) =>
      database.prepare(`SELECT * FROM ${table}`).all(),
    );
    const text = JSON.stringify(rows);
    expect(text).not.toContain(token);
    expect(text).not.toContain(session.token);
  });
});
