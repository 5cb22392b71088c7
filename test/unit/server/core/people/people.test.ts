import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteConsole } from '../../../../../server/store/console.ts';
import type { SqliteRegistry } from '../../../../../server/store/registry.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

async function enrol(person: string, name: string) {
  const { code } = home.invitations.invite({ person });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}

describe('shutting out a person', () => {
  it('ends all that lets them in, also as an admin, and nothing of anybody else', async () => {
    const records = new SqliteConsole(home.registry as SqliteRegistry);
    await enrol('Dave', 'laptop');
    const left = await enrol('Dave', 'old phone');
    await home.leaving.leave({ deviceId: left.device.id, renewalSecret: left.renewalSecret });
    const other = await enrol('Grandma Rose', 'iMac');
    const open = home.invitations.invite({ person: 'Dave' });
    const theirs = home.invitations.invite({ person: 'Grandma Rose' });
    for (const person of ['Dave', 'Grandma Rose']) records.addAdmin(person, home.clock.now());

    const taken = await home.people.shutOut('Dave');
    expect(taken).toMatchObject({ person: 'Dave', admin: true, devices: [{ name: 'laptop' }] });
    expect(taken.invitations).toHaveLength(1);
    expect(await home.activeSet.list()).toEqual([other.fingerprint]);
    expect(records.admins().map(({ person }) => person)).toEqual(['Grandma Rose']);
    expect(() => home.preview.preview(open.code)).toThrow('This code does not work.');
    expect(home.preview.preview(theirs.code)).toMatchObject({ person: 'Grandma Rose' });
    expect(home.people.belongings('Dave')).toMatchObject({ devices: [], invitations: [], admin: false });
  });

  it('takes everything, however much there is', async () => {
    for (let count = 0; count < 501; count += 1) home.invitations.invite({ person: 'Dave' });
    expect((await home.people.shutOut('Dave')).invitations).toHaveLength(501);
    expect(home.people.belongings('Dave').invitations).toEqual([]);
  });

  it('does nothing for somebody who is not there', async () => {
    await expect(home.people.shutOut('Nobody')).rejects.toMatchObject({ code: 'PERSON_NOT_FOUND' });
  });
});

describe('what services are told of a person', () => {
  it('says with whom it is shared, and stays what it was when a change cannot be taken', async () => {
    await enrol('Dave', 'laptop');
    await enrol('Grandma Rose', 'iMac');
    home.people.setProfile('Grandma Rose', { user: 'dave' });
    const changed = home.people.setProfile('Dave', { user: 'dave', groups: ['family'] });
    expect(changed).toMatchObject({ person: 'Dave', user: 'dave', groups: ['family'], sharedWith: ['Grandma Rose'] });
    expect(() => home.people.setProfile('Dave', { user: 'not one word' })).toThrow();
    expect(home.people.profile('Dave')).toEqual(changed);
  });
});
