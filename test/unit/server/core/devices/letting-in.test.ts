import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHomeMaterial } from '../../../../../server/ca/create.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

async function enrol(name = 'laptop', person = 'Dave') {
  const { code } = home.invitations.invite({ person });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}
const kinds = () =>
  home.audit
    .page({}, 50)
    .map(({ kind }) => kind)
    .reverse();
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'let in',
    (error: { code?: string }) => error.code,
  );

describe('letting a device in again', () => {
  it('gives it back what it had, and says so once', async () => {
    const { device, fingerprint } = await enrol();
    const other = await enrol('phone');
    await home.devices.shutOut('laptop');
    expect(await home.devices.letIn('laptop', false)).toMatchObject({
      changed: true,
      device: { id: device.id, state: 'active', endedAt: undefined },
    });
    expect([...(await home.activeSet.list())].sort()).toEqual([fingerprint, other.fingerprint].sort());
    expect(home.access.whoami(fingerprint, 'wan').state).toBe('active');
    expect((await home.devices.letIn('laptop', false)).changed).toBe(false);
    expect(kinds().filter((kind) => kind === 'device-let-in')).toHaveLength(1);
    expect(home.audit.verify().ok).toBe(true);
  });

  it('means the one that is out when another one has the same name', async () => {
    const { device } = await enrol();
    await home.devices.shutOut(device.id);
    await enrol();
    expect((await home.devices.letIn('laptop', false)).device.id).toBe(device.id);
  });

  it('finishes what a crash left half done', async () => {
    const { device, fingerprint } = await enrol();
    await home.activeSet.remove(fingerprint);
    await home.devices.letIn(device.id, false);
    expect(await home.activeSet.list()).toEqual([fingerprint]);
  });

  it('lets both certificates of a renewal under way in, and none that was retired before', async () => {
    const first = await enrol();
    home.clock.advance(2 * DAY);
    const { device, renewalSecret } = first;
    const second = await home.renewing.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
    await home.renewing.confirm({ deviceId: device.id, renewalSecret: second.renewalSecret });
    home.clock.advance(2 * DAY);
    const third = await home.renewing.renew({
      deviceId: device.id,
      renewalSecret: second.renewalSecret,
      csr: await makeRequest(),
    });
    await home.devices.shutOut(device.id);
    expect(await home.activeSet.list()).toEqual([]);
    await home.devices.letIn(device.id, false);
    expect([...(await home.activeSet.list())].sort()).toEqual([second.fingerprint, third.fingerprint].sort());
    // And the renewal goes on where it was.
    await home.renewing.confirm({ deviceId: device.id, renewalSecret: third.renewalSecret });
    expect(await home.activeSet.list()).toEqual([third.fingerprint]);
  });

  it('works while another process reconciles with what it saw before', async () => {
    const { device, fingerprint } = await enrol();
    await home.devices.shutOut(device.id);
    const up = await openTestHome(home.layout.dir, home.clock);
    await Promise.all([home.devices.letIn(device.id, false), up.reconciler.reconcile(), up.reconciler.reconcile()]);
    expect(await home.activeSet.list()).toEqual([fingerprint]);
    up.registry.close();
  });
});

describe('not let in again is', () => {
  it('a device that gave its key back', async () => {
    const { device, renewalSecret } = await enrol();
    await home.leaving.leave({ deviceId: device.id, renewalSecret });
    expect(await refusal(home.devices.letIn(device.id, true))).toBe('DEVICE_NOT_LET_IN');
    expect(await home.activeSet.list()).toEqual([]);
  });

  it('a device whose certificate has ended meanwhile', async () => {
    const { device } = await enrol();
    await home.devices.shutOut(device.id);
    home.clock.advance(365 * DAY);
    expect(await refusal(home.devices.letIn(device.id, true))).toBe('DEVICE_NOT_LET_IN');
    expect(home.directory.device(device.id)?.state).toBe('shut-out');
  });

  it('a device whose CA was replaced after a leak, also when somebody really means it', async () => {
    const { device } = await enrol();
    await home.devices.shutOut(device.id);
    const { ca } = await createHomeMaterial('Example Home', { serverRoot: false }, home);
    writeFileSync(home.layout.ca.certificate, ca.certificatePem);
    expect(await refusal(home.devices.letIn(device.id, true))).toBe('DEVICE_NOT_LET_IN');
    expect(await home.activeSet.list()).toEqual([]);
  });

  it('a device whose old renewal secret somebody used, unless the admin really means it', async () => {
    const { device, renewalSecret, fingerprint } = await enrol();
    home.clock.advance(2 * DAY);
    const next = await home.renewing.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
    await home.renewing.confirm({ deviceId: device.id, renewalSecret: next.renewalSecret });
    const thief = { deviceId: device.id, renewalSecret, csr: await makeRequest() };
    expect(await refusal(home.renewing.renew(thief))).toBe('RENEWAL_SECRET_NOT_VALID');

    expect(await refusal(home.devices.letIn(device.id, false))).toBe('DEVICE_NOT_LET_IN');
    expect(await home.activeSet.list()).toEqual([]);
    const { device: suspect } = await home.devices.letIn(device.id, true);
    expect(suspect.secretReusedAt).toBe(home.clock.now());
    expect(await home.activeSet.list()).toEqual([next.fingerprint]);
    // The certificate that was retired stays retired, and the next old secret shuts out again.
    expect(home.access.whoami(fingerprint, 'wan').state).toBe('superseded');
    expect(await refusal(home.renewing.renew(thief))).toBe('RENEWAL_SECRET_NOT_VALID');
    expect(await home.activeSet.list()).toEqual([]);
  });
});

describe('shutting a person out', () => {
  it('ends every device of theirs, takes their open codes back, and touches nobody else', async () => {
    await enrol('laptop', 'Dave');
    await enrol('phone', 'Dave');
    const rose = await enrol('tablet', 'Rose');
    const { code } = home.invitations.invite({ person: 'Dave' });
    const roses = home.invitations.invite({ person: 'Rose' });

    const taken = await home.people.shutOut(' Dave ');
    expect(taken.devices.map(({ name }) => name).sort()).toEqual(['laptop', 'phone']);
    expect(taken.invitations).toHaveLength(1);
    expect(await home.activeSet.list()).toEqual([rose.fingerprint]);
    const again = home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'new' } });
    expect(await refusal(again)).toBe('INVITATION_NOT_VALID');
    const csr = await makeRequest();
    expect((await home.redeeming.redeem({ code: roses.code, csr, device: { name: 'new' } })).person).toBe('Rose');
    expect(kinds().filter((kind) => kind === 'device-shut-out' || kind === 'invitation-cancelled')).toHaveLength(3);
    expect((await home.people.shutOut('Dave')).devices).toEqual([]);
  });

  it('does nothing at all when one of them cannot be recorded', async () => {
    await enrol('laptop', 'Dave');
    home.invitations.invite({ person: 'Dave' });
    home.registry.database.exec(
      "CREATE TEMP TRIGGER full BEFORE UPDATE OF state ON device BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    );
    await expect(home.people.shutOut('Dave')).rejects.toThrow('disk full');
    expect(home.people.belongings('Dave')).toMatchObject({ devices: [{}], invitations: [{}] });
    expect(home.audit.verify().ok).toBe(true);
  });

  it('knows nobody of another name', async () => {
    await enrol('laptop', 'Dave');
    for (const name of ['Dav', '%', 'Nina']) {
      expect(await refusal(home.people.shutOut(name)), name).toBe('PERSON_NOT_FOUND');
    }
  });

  it('lists whom a name that only looks the same may mean, and ends nothing', async () => {
    await enrol('laptop', 'Dave');
    expect(await refusal(home.people.shutOut('dave'))).toBe('PERSON_AMBIGUOUS');
    expect(home.people.belongings('Dave')).toMatchObject({ devices: [{}] });
  });
});

describe('what a device is called', () => {
  it('is what the admin says, and what its next certificate says', async () => {
    const { device, renewalSecret } = await enrol();
    expect(home.devices.rename('laptop', ' Bu\u0308ro-PC ').name).toBe('Büro-PC');
    home.clock.advance(2 * DAY);
    const reply = await home.renewing.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
    expect(reply.device.name).toBe('Büro-PC');
    expect(kinds()).toContain('device-renamed');
  });

  it.each([
    ['nothing', ' '],
    ['what reorders text', 'lap\u202Etop'],
    ['a line break', 'lap\ntop'],
    ['too much', 'x'.repeat(65)],
  ])('is never %s', async (_name, name) => {
    await enrol();
    expect(() => home.devices.rename('laptop', name)).toThrow(/new name/);
    expect(home.devices.find('laptop').name).toBe('laptop');
  });

  it('has a note beside it that is one line, and in nobody else’s reach', async () => {
    const { device } = await enrol();
    const note = 'bought 2026; the blue one';
    expect(home.devices.setNote('laptop', ` ${note} `).note).toBe(note);
    expect(JSON.stringify(home.audit.page({}, 50))).not.toContain('the blue one');
    for (const bad of ['', 'a\u001b[31mb', 'a\nb', 'x'.repeat(501)]) {
      expect(() => home.devices.setNote('laptop', bad)).toThrow(/The note/);
    }
    expect(home.directory.device(device.id)?.note).toBe(note);
    expect(home.devices.setNote('laptop', undefined).note).toBeUndefined();
  });
});
