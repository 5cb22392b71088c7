/** Keys for apps: further certificates of a device that there is, which end alone or with it, and prolong nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Challenges } from '../../../../../server/core/enrolment/challenges.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { ExpiringCertificates } from '../../../../../server/store/expiring.ts';
import type { SqliteRegistry } from '../../../../../server/store/registry.ts';
import { makeSoftKey } from '../../../../support/soft-device.ts';
import { type FixedClock, fixedClock, makeHome, type TestHome } from '../support.ts';

let clock: FixedClock;
let home: TestHome;
beforeEach(async () => {
  clock = fixedClock();
  home = await makeHome(clock);
});
afterEach(() => home.dispose());

const fromPage = (name: string) => ({ name, origin: 'page' as const });

async function phone(person = 'Dave') {
  const { code } = home.invitations.invite({ person });
  const reply = await home.redeeming.redeem({ code, csr: (await makeSoftKey()).csr, device: fromPage('Pixel') });
  return { reply, id: reply.device.id };
}

async function appKey(id: string, app = 'Immich') {
  const device = home.registry.device(id);
  if (!device) throw new Error('no such device');
  const { code } = home.invitations.inviteApp(device, app);
  const key = await makeSoftKey();
  const request = { code, csr: key.csr, device: fromPage('ignored') };
  return { code, request, reply: await home.redeeming.redeem(request) };
}

const active = () => new Set(home.registry.activeFingerprints(clock.now()));

describe('a key for an app', () => {
  it('is of the same device, has the name of the app, and opens what the device opens', async () => {
    const { id, reply: own } = await phone();
    const { code } = home.invitations.inviteApp(home.registry.device(id) as never, 'Immich');
    expect(home.preview.preview(code)).toMatchObject({ device: 'Pixel', app: 'Immich', person: 'Dave' });
    const { reply } = await appKey(id);
    expect(reply.device.id).toBe(id);
    expect(reply.fingerprint).not.toBe(own.fingerprint);
    expect(active()).toEqual(new Set([own.fingerprint, reply.fingerprint]));
    expect(home.registry.devices()).toHaveLength(1);
    expect(home.registry.enrolment(reply.fingerprint)?.certificate.app).toBe('Immich');
    expect(home.access.whoami(reply.fingerprint, 'wan').services).toEqual(
      home.access.whoami(own.fingerprint, 'wan').services,
    );
  });

  it('is made once, for one key, by the page alone, and again for the same key', async () => {
    const { id } = await phone();
    const { request, reply } = await appKey(id);
    expect((await home.redeeming.redeem(request)).fingerprint).toBe(reply.fingerprint);
    const other = { ...request, csr: (await makeSoftKey()).csr };
    await expect(home.redeeming.redeem(other)).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
    const { code } = home.invitations.inviteApp(home.registry.device(id) as never, 'Other');
    const byApp = { code, csr: (await makeSoftKey()).csr, device: { name: 'x' } };
    await expect(home.redeeming.redeem(byApp)).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
  });

  it('ends alone, and the device stays in', async () => {
    const { id, reply: own } = await phone();
    const { reply: immich, request } = await appKey(id);
    const { reply: bitwarden } = await appKey(id, 'Bitwarden');
    await home.devices.shutOutApp(id, 'Immich');
    expect(active()).toEqual(new Set([own.fingerprint, bitwarden.fingerprint]));
    expect(home.registry.mayStayOpen(immich.fingerprint, clock.now())).toBe(false);
    await expect(home.redeeming.redeem(request)).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
    await expect(home.devices.shutOutApp(id, 'Nothing')).rejects.toMatchObject({ code: 'USAGE' });
    expect(home.audit.page({}, 20).map(({ kind }) => kind)).toContain('app-key-shut-out');
  });

  it('ends with its device, and comes back with it; one that was shut out alone before does not', async () => {
    const { id, reply: own } = await phone();
    const { reply: kept } = await appKey(id);
    await appKey(id, 'Gone');
    await home.devices.shutOutApp(id, 'Gone');
    clock.advance(1000);
    const { code } = home.invitations.inviteApp(home.registry.device(id) as never, 'Late');
    await home.devices.shutOut(id);
    expect(active()).toEqual(new Set());
    const late = { code, csr: (await makeSoftKey()).csr, device: fromPage('x') };
    await expect(home.redeeming.redeem(late)).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
    await home.devices.letIn(id, false);
    expect(active()).toEqual(new Set([own.fingerprint, kept.fingerprint]));
  });

  it('renews nothing: what comes with it is not the secret of the device, and its end is not the end of the device', async () => {
    const { id } = await phone();
    const before = home.registry.device(id);
    clock.advance(DAY);
    const { reply } = await appKey(id);
    expect(home.registry.device(id)?.notAfter).toBe(before?.notAfter);
    expect(home.registry.renewable(id)?.certificate.app).toBeUndefined();
    const csr = (await makeSoftKey()).csr;
    const bySecret = home.renewing.renew({ deviceId: id, renewalSecret: reply.renewalSecret, csr });
    await expect(bySecret).rejects.toMatchObject({ code: 'RENEWAL_SECRET_NOT_VALID' });
    const byKey = home.renewing.renewByCertificate(reply.fingerprint, csr);
    await expect(byKey).rejects.toMatchObject({ code: 'RENEWAL_SECRET_NOT_VALID' });
    expect(home.registry.device(id)?.state).toBe('active');
  });

  it('of a client of EST does not renew that client, whose own key does', async () => {
    const { code } = home.invitations.invite({ person: 'Erin' });
    const first = { code, csr: (await makeSoftKey()).csr, device: { name: 'server' } };
    const own = await home.redeeming.redeem(first, 'est');
    const { reply } = await appKey(own.device.id);
    const csr = (await makeSoftKey()).csr;
    const byKey = home.renewing.renewByCertificate(reply.fingerprint, csr);
    await expect(byKey).rejects.toMatchObject({ code: 'RENEWAL_SECRET_NOT_VALID' });
    expect((await home.renewing.renewByCertificate(own.fingerprint, csr)).device.id).toBe(own.device.id);
    expect(active()).toContain(reply.fingerprint);
  });

  it('is warned about by its own name, and hides nothing of the device', async () => {
    const { id, reply: own } = await phone();
    clock.advance(10 * DAY);
    const { reply } = await appKey(id);
    const expiring = new ExpiringCertificates(home.registry as SqliteRegistry);
    const soon = expiring.between(clock.now(), clock.now() + 400 * DAY);
    expect(new Map(soon.map(({ fingerprint, name }) => [fingerprint, name]))).toEqual(
      new Map([
        [own.fingerprint, 'Pixel'],
        [reply.fingerprint, 'Pixel · Immich'],
      ]),
    );
  });

  it('ends with the certificate of its device at the latest, and none is made after that', async () => {
    const { id, reply: own } = await phone();
    const before = home.registry.device(id) as never;
    clock.advance(200 * DAY);
    const { code } = home.invitations.inviteApp(before, 'Late', 90 * DAY);
    expect(home.preview.preview(code).certificateDays).toBeLessThanOrEqual(165);
    const { reply } = await appKey(id);
    expect(reply.notAfter).toBe(own.notAfter);
    clock.advance(Date.parse(own.notAfter) - clock.now() - 1000);
    const { code: last } = home.invitations.inviteApp(before, 'Last');
    clock.advance(1000);
    expect(active()).toEqual(new Set());
    expect(() => home.invitations.inviteApp(before, 'Never')).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => home.preview.preview(last)).toThrow(expect.objectContaining({ code: 'INVITATION_NOT_VALID' }));
    const request = { code: last, csr: (await makeSoftKey()).csr, device: fromPage('x') };
    await expect(home.redeeming.redeem(request)).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
  });

  it('is not offered to a device that was shut out', async () => {
    const { id } = await phone();
    const { code } = home.invitations.inviteApp(home.registry.device(id) as never, 'Immich');
    await home.devices.shutOut(id);
    expect(() => home.preview.preview(code)).toThrow(expect.objectContaining({ code: 'INVITATION_NOT_VALID' }));
    const shutOut = home.registry.device(id) as never;
    expect(() => home.invitations.inviteApp(shutOut, 'Immich')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('is swapped for no challenge: no client of SCEP may ask for it', async () => {
    const { id } = await phone();
    const { code } = home.invitations.inviteApp(home.registry.device(id) as never, 'Immich');
    const challenges = new Challenges({ registry: home.registry, secrets: home.secrets, clock });
    expect(() => challenges.swap(code, 'iphone')).toThrow(expect.objectContaining({ code: 'INVITATION_NOT_VALID' }));
  });

  it('is shut out by its name however it is typed', async () => {
    const { id, reply: own } = await phone();
    await appKey(id, 'Caf\u00e9 1');
    await home.devices.shutOutApp(id, ' Cafe\u0301\u00a01 ');
    expect(active()).toEqual(new Set([own.fingerprint]));
  });

  it('promises what its device opens, and not what another device of the person may', async () => {
    const { id } = await phone();
    const { code } = home.invitations.inviteApp(home.registry.device(id) as never, 'Immich');
    const [first] = home.preview.preview(code).services;
    const rule = { person: 'Dave', device: id, service: first?.name ?? '', allowed: false };
    home.rules.put({ ...rule, until: undefined, changedAt: clock.now() });
    expect(first).toBeDefined();
    expect(home.preview.preview(code).services).not.toContainEqual(first);
  });
});
