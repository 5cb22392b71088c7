import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActiveSetWatch } from '../../../../../server/core/access/active-set-watch.ts';
import type { AccessOrder } from '../../../../../server/core/access/granting.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, HOST, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
  await home.tracked.clear();
});
afterEach(() => home.dispose());

async function enrol(person: string, services?: readonly string[], deviceName = 'laptop') {
  const { code } = home.invitations.invite({ person, deviceName, services });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'x' } });
}

/** What a person, or a device of theirs, opens. */
function opens(person: string, device?: string): string[] {
  const found = home.granting.of(person).find((each) => each.device?.name === device);
  return (found?.opens ?? []).flatMap(({ name, open }) => (open ? [name] : []));
}

const codeOf = (change: Promise<unknown>) =>
  change.then(
    () => 'done',
    (error) => error.code,
  );

const EVERYONES = ['cloud', 'photos', 'wiki.home.localhost', '*.lab.home.localhost'];

describe('an invitation', () => {
  it('gives what it names when it is redeemed, and nothing before', async () => {
    const { code } = home.invitations.invite({ person: 'Dave', services: ['photos', 'WIKI.home.localhost.'] });
    expect(home.rules.ofPerson('Dave')).toEqual([]);
    await home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'x' } });
    expect(opens('Dave')).toEqual(['photos', 'wiki.home.localhost']);
  });

  it('gives somebody new everything that is for everyone, when it names nothing', async () => {
    await enrol('Dave');
    expect(opens('Dave')).toEqual(EVERYONES);
  });

  it('adds to what somebody has, and gives nothing more when it names nothing', async () => {
    await enrol('Dave', ['photos']);
    await enrol('Dave');
    expect(opens('Dave')).toEqual(['photos']);
    await enrol('Dave', ['cloud']);
    expect(opens('Dave')).toEqual(['cloud', 'photos']);
  });

  it('that was cancelled has given nothing', async () => {
    const { invitation } = home.invitations.invite({ person: 'Dave' });
    home.invitations.cancel(invitation.id);
    await enrol('Dave', ['photos']);
    expect(opens('Dave')).toEqual(['photos']);
  });

  it.each([
    ['one service', ['photos']],
    ['everything', undefined],
  ])('does not give back what was taken away after it was made: %s', async (_name, services) => {
    await enrol('Dave', ['photos', 'cloud']);
    home.clock.advance(1000);
    const { code } = home.invitations.invite({ person: 'Dave', services: ['photos', 'wiki.home.localhost'] });
    home.clock.advance(1000);
    await home.granting.deny({ person: 'Dave', services });
    expect(home.preview.preview(code).services.map(({ name }) => name)).toEqual(services ? ['cloud'] : []);
    const reply = await home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'x' } });
    expect(reply.services.map(({ name }) => name)).toEqual(services ? ['cloud'] : []);
  });

  it('does not give back one name of a wildcard that was taken away after it was made', async () => {
    await enrol('Dave', ['cloud']);
    const { code } = home.invitations.invite({ person: 'Dave', services: ['x.lab.home.localhost'] });
    home.clock.advance(1000);
    await home.granting.deny({ person: 'Dave', services: ['*.lab.home.localhost'] });
    const { fingerprint } = await home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'x' } });
    expect(home.policy.mayOpen(fingerprint, 'x.lab.home.localhost')).toBe(false);
  });

  it('previews what the device will open', async () => {
    await enrol('Dave', ['photos']);
    const { code } = home.invitations.invite({ person: 'Dave', services: ['cloud'] });
    expect(home.preview.preview(code).services.map(({ name }) => name)).toEqual(['cloud', 'photos']);
  });
});

describe('allowing and denying', () => {
  it('takes one from everything, and everything from all', async () => {
    await enrol('Dave');
    await home.granting.deny({ person: 'Dave', services: ['photos'] });
    expect(opens('Dave')).toEqual(EVERYONES.filter((name) => name !== 'photos'));
    await home.granting.deny({ person: 'Dave', services: undefined });
    expect(opens('Dave')).toEqual([]);
    await home.granting.allow({ person: 'Dave', services: ['cloud'] });
    expect(opens('Dave')).toEqual(['cloud']);
    await home.granting.allow({ person: 'Dave', services: undefined });
    expect(opens('Dave')).toEqual(EVERYONES);
  });

  it('has nothing tracked any more at what was taken away when it is through', async () => {
    const { fingerprint } = await enrol('Dave');
    const source = '203.0.113.7_1000';
    for (const service of ['cloud', 'photos'])
      await home.connections.track({ fingerprint, host: `${service}.home.localhost`, source });
    await home.granting.deny({ person: 'Dave', services: ['photos'] });
    expect(await home.tracked.hosts(fingerprint)).not.toContain('photos.home.localhost');
  });

  it('gives what is for the chosen by name alone, and keeps it when everything is given', async () => {
    await enrol('Dave');
    await home.granting.allow({ person: 'Dave', services: undefined });
    expect(opens('Dave')).not.toContain('admin');
    await home.granting.allow({ person: 'Dave', services: ['admin', 'own.lab.home.localhost'] });
    await home.granting.allow({ person: 'Dave', services: undefined });
    expect(opens('Dave')).toEqual(expect.arrayContaining(['admin', 'own.lab.home.localhost']));
    await home.granting.deny({ person: 'Dave', services: undefined });
    await home.granting.allow({ person: 'Dave', services: undefined });
    expect(opens('Dave')).toEqual(EVERYONES);
  });

  it('gives a wildcard without the sites and the chosen names below it, and one name of it alone', async () => {
    const dave = await enrol('Dave', ['*.lab.home.localhost']);
    const mia = await enrol('Mia', ['one.lab.home.localhost']);
    const may = ({ fingerprint }: { fingerprint: string }, host: string) =>
      home.policy.mayOpen(fingerprint, `${host}.home.localhost`);
    expect([may(dave, 'x.lab'), may(dave, 'own.lab'), may(dave, 'a.b.lab'), may(dave, 'wiki')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([may(mia, 'one.lab'), may(mia, 'two.lab')]).toEqual([true, false]);
  });

  it('goes by the line of a name before that of its wildcard', async () => {
    const { fingerprint } = await enrol('Dave');
    const may = (name: string) => home.policy.mayOpen(fingerprint, `${name}.club.home.localhost`);
    expect([may('cellar'), may('bar')]).toEqual([false, true]);
  });

  it('keeps one name of a chosen wildcard when everything is given', async () => {
    const { fingerprint } = await enrol('Dave', ['cellar.club.home.localhost']);
    await home.granting.allow({ person: 'Dave', services: undefined });
    expect(home.policy.mayOpen(fingerprint, 'cellar.club.home.localhost')).toBe(true);
  });

  it('ends on its day, at the next look, with what is open', async () => {
    const { fingerprint } = await enrol('Dave', ['photos']);
    const until = home.clock.now() + DAY;
    await home.granting.allow({ person: 'Dave', services: ['cloud'], until });
    const connection = { fingerprint, host: HOST, source: '203.0.113.7_1000' };
    expect(await home.connections.track(connection)).toBe(true);
    const watch = new ActiveSetWatch(home);
    home.clock.advance(DAY - 1);
    await watch.look();
    expect(await home.tracked.hosts(fingerprint)).toEqual([HOST]);
    home.clock.advance(1);
    await watch.look();
    expect(await home.tracked.hosts(fingerprint)).toEqual([]);
    expect(await home.connections.track(connection)).toBe(false);
    expect(opens('Dave')).toEqual(['photos']);
  });

  it('narrows one device, which never opens more than its person', async () => {
    const phone = await enrol('Dave', undefined, 'phone');
    const laptop = await enrol('Dave', undefined, 'laptop');
    await home.granting.deny({ person: 'Dave', services: ['cloud'], device: 'phone' });
    expect(home.policy.mayOpen(phone.fingerprint, HOST)).toBe(false);
    expect(home.policy.mayOpen(laptop.fingerprint, HOST)).toBe(true);
    expect(opens('Dave', 'phone')).not.toContain('cloud');
    await home.granting.deny({ person: 'Dave', services: undefined, device: 'phone' });
    await home.granting.allow({ person: 'Dave', services: ['cloud'], device: 'phone' });
    expect(opens('Dave', 'phone')).toEqual(['cloud']);
    await home.granting.deny({ person: 'Dave', services: ['cloud'] });
    expect(home.policy.mayOpen(phone.fingerprint, HOST)).toBe(false);
    expect(await codeOf(home.granting.allow({ person: 'Dave', services: ['cloud'], device: 'phone' }))).toBe('USAGE');
    await home.granting.allow({ person: 'Dave', services: undefined, device: 'phone' });
    expect(home.granting.of('Dave')).toHaveLength(1);
  });

  it.each<[string, AccessOrder, string]>([
    ['an unknown person', { person: 'Dav', services: ['cloud'] }, 'PERSON_NOT_FOUND'],
    ['an unknown service', { person: 'Dave', services: ['cloud', 'clod'] }, 'SERVICE_NOT_FOUND'],
    ['the star of rules', { person: 'Dave', services: ['*'] }, 'SERVICE_NOT_FOUND'],
    ['a name that only a subdomain has', { person: 'Dave', services: ['x.cloud.home.localhost'] }, 'SERVICE_NOT_FOUND'],
    ['an end that is over', { person: 'Dave', services: ['cloud'], until: 1 }, 'USAGE'],
    ['no service', { person: 'Dave', services: [] }, 'USAGE'],
    ['somebody else’s device', { person: 'Dave', services: ['cloud'], device: 'tablet' }, 'DEVICE_NOT_FOUND'],
  ])('changes nothing for %s', async (_name, order, code) => {
    await enrol('Dave', ['photos']);
    await enrol('Mia', ['photos'], 'tablet');
    const before = home.rules.version();
    expect(await codeOf(home.granting.allow(order))).toBe(code);
    expect(home.rules.version()).toBe(before);
  });

  it('takes away what is not served any more', async () => {
    await enrol('Dave', ['photos']);
    home.rules.put({ ...rule, person: 'Dave', service: 'gone' });
    await home.granting.deny({ person: 'Dave', services: ['gone'] });
    expect(home.rules.ofPerson('Dave').find(({ service }) => service === 'gone')?.allowed).toBe(false);
  });

  it('is in the audit log with whom, what and until when', async () => {
    await enrol('Dave', ['photos'], 'phone');
    const until = home.clock.now() + DAY;
    await home.granting.allow({ person: 'Dave', services: ['cloud'], until });
    await home.granting.deny({ person: 'Dave', services: ['photos'], device: 'phone' });
    const [denied, allowed, , , invited] = home.audit.page({}, 10);
    expect(allowed).toMatchObject({ kind: 'access-allowed', person: 'Dave', detail: { services: 'cloud' } });
    expect(allowed?.detail?.until).toBe(new Date(until).toISOString());
    expect(denied).toMatchObject({ kind: 'access-denied', detail: { services: 'photos', name: 'phone' } });
    expect(invited).toBeDefined();
  });
});

const rule = { device: undefined, allowed: true, until: undefined, changedAt: 0 };
