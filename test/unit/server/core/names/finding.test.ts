import { afterEach, beforeEach, expect, it } from 'vitest';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

async function enrol(name: string, person = 'Dave') {
  const { code } = home.invitations.invite({ person });
  const { device } = await home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
  return device.id;
}
function refusal(find: () => unknown): { code: string; detail: string } {
  try {
    find();
  } catch (thrown) {
    if (LatchkeyError.is(thrown)) return { code: thrown.code, detail: thrown.detail ?? '' };
  }
  throw new Error('it was found');
}

it('takes a name letter for letter, in any normalization, when nobody looks like it', async () => {
  const id = await enrol('Zo\u00EB');
  expect(home.devices.find('Zoe\u0308').id).toBe(id);
  expect(home.devices.find('  Zo\u00EB ').id).toBe(id);
});

it.each([
  ['another case', 'macbook'],
  ['a look-alike letter', 'M\u0430cBook'],
  ['an invisible character', 'MacBook\u200B'],
  ['another space', 'Mac Book'],
])('does not take %s for it, and lists it with its id and person', async (_what, typed) => {
  const id = await enrol('MacBook');
  const { code, detail } = refusal(() => home.devices.find(typed));
  expect(code).toBe('DEVICE_AMBIGUOUS');
  expect(detail).toContain(`${id}  MacBook of Dave, not seen yet`);
});

it('does not even take the exact name while a live device looks the same, and does when that one has ended', async () => {
  const mine = await enrol('mac');
  const theirs = await enrol('m\u0430c', 'Eve');
  for (const typed of ['mac', 'm\u0430c']) {
    const { code, detail } = refusal(() => home.devices.find(typed));
    expect(code).toBe('DEVICE_AMBIGUOUS');
    expect(detail).toContain(`${mine}  mac of Dave`);
    expect(detail).toContain(`${theirs}  m\u0430c [U+0430] of Eve`);
  }
  await home.devices.shutOut(theirs.slice(0, 8));
  expect(home.devices.find('mac').id).toBe(mine);
  // Its name is not that of the live one, and it is not the live one that was typed.
  expect(refusal(() => home.devices.find('m\u0430c')).detail).toContain(mine);
});

it('suggests what is near by name or person, live ones first', async () => {
  const old = await enrol('MacBook Pro');
  await home.devices.shutOut(old);
  const live = await enrol('MacBook Air');
  const { code, detail } = refusal(() => home.devices.find('macbok'));
  expect(code).toBe('DEVICE_NOT_FOUND');
  expect(detail.split('\n').map((line) => line.slice(0, 36))).toEqual(['It may be:', live, old]);
  expect(refusal(() => home.devices.find('dave')).detail).toContain(live);
  expect(refusal(() => home.devices.find('phone'))).toEqual({ code: 'DEVICE_NOT_FOUND', detail: '' });
});

it('shows names of an older registry as what they are, one a line', async () => {
  const id = await enrol('mac');
  home.registry.database
    .prepare('UPDATE device SET name = ? WHERE id = ?')
    .run('mac\u200B\nhint: all is well\u001B[2J', id);
  const { detail } = refusal(() => home.devices.find('mac\u200B hint'));
  expect(detail.split('\n')).toHaveLength(2);
  expect(detail).toContain('mac\\u{200b} hint: all is well\\u{1b}[2J');
});

it('finds a person letter for letter or by an id of theirs, and lists who looks the same', async () => {
  const daves = await enrol('mac');
  expect(home.people.belongings('Dave').person).toBe('Dave');
  const { invitation } = home.invitations.invite({ person: 'D\u0430ve' });
  const { code, detail } = refusal(() => home.people.belongings('Dave'));
  expect(code).toBe('PERSON_AMBIGUOUS');
  expect(detail).toContain(`${daves}  mac of Dave`);
  expect(detail).toContain(`${invitation.id}  an invitation of D\u0430ve [U+0430]`);
  expect(home.people.belongings(daves).person).toBe('Dave');
  expect(home.people.belongings(invitation.id.slice(0, 8)).person).toBe('D\u0430ve');
  expect(home.people.lookingLike('DAVE')).toEqual(['Dave', 'D\u0430ve [U+0430]']);
  expect(refusal(() => home.people.belongings('Dav')).detail).toContain(daves);
  expect(refusal(() => home.people.belongings('Rose')).code).toBe('PERSON_NOT_FOUND');
});
