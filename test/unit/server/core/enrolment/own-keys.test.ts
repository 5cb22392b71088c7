/** What a device that was installed by hand asks for with its own key: the next one, and keys for apps. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OwnKeys } from '../../../../../server/core/enrolment/own-keys.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { makeSoftKey } from '../../../../support/soft-device.ts';
import { type FixedClock, fixedClock, makeHome, type TestHome } from '../support.ts';

let clock: FixedClock;
let home: TestHome;
beforeEach(async () => {
  clock = fixedClock();
  home = await makeHome(clock);
});
afterEach(() => home.dispose());

const page = { name: 'ignored', origin: 'page' as const };
const NOT_VALID = { code: 'INVITATION_NOT_VALID' };

async function phone(origin?: 'page', person = 'Dave') {
  const { code } = home.invitations.invite({ person, deviceName: 'Pixel' });
  const device = origin === 'page' ? { name: 'x', origin } : { name: 'x' };
  return home.redeeming.redeem({ code, csr: (await makeSoftKey()).csr, device });
}
const redeem = async (code: string, device: { name: string; origin?: 'page' } = page) =>
  home.redeeming.redeem({ code, csr: (await makeSoftKey()).csr, device });
const codeOf = (fingerprint: string, app?: string): string => {
  const answer = home.ownKeys.ask(fingerprint, app);
  if (answer.kind !== 'asked') throw new Error(answer.kind);
  return answer.code;
};
const active = () => new Set(home.registry.activeFingerprints(clock.now()));
const offered = (fingerprint?: string) => home.ownKeys.offers(fingerprint).renewal;
const toEnd = (notAfter: string, days: number) => clock.advance(Date.parse(notAfter) - clock.now() + days * DAY);

describe('the next key of a phone', () => {
  it('is offered from thirty days before the end of the one that it has to thirty days after, and at no other time', async () => {
    const { fingerprint, notAfter } = await phone('page');
    expect(offered(fingerprint)).toBe(false);
    toEnd(notAfter, -31);
    expect(offered(fingerprint)).toBe(false);
    expect(home.ownKeys.ask(fingerprint)).toEqual({ kind: 'not-offered' });
    clock.advance(2 * DAY);
    expect(offered(fingerprint)).toBe(true);
    toEnd(notAfter, 29);
    expect(offered(fingerprint)).toBe(true);
    clock.advance(DAY);
    expect(offered(fingerprint)).toBe(false);
    expect(home.ownKeys.ask(fingerprint)).toEqual({ kind: 'not-offered' });
  });

  it('is let in beside the one before, which is out once the next one was shown', async () => {
    const first = await phone('page');
    toEnd(first.notAfter, -10);
    const code = codeOf(first.fingerprint);
    expect(home.preview.preview(code)).toMatchObject({ person: 'Dave', device: 'Pixel', renews: true });
    const next = await redeem(code);
    expect(next.device).toEqual({ id: first.device.id, name: 'Pixel' });
    expect(Date.parse(next.notAfter)).toBeGreaterThan(Date.parse(first.notAfter));
    expect(active()).toEqual(new Set([first.fingerprint, next.fingerprint]));
    await home.ownKeys.confirm(first.fingerprint);
    expect(active()).toEqual(new Set([first.fingerprint, next.fingerprint]));
    await home.ownKeys.confirm(next.fingerprint);
    expect(active()).toEqual(new Set([next.fingerprint]));
    expect(await home.activeSet.list()).toEqual([next.fingerprint]);
    expect(home.registry.devices()).toHaveLength(1);
    // Replaced: it asks for nothing any more, and neither does what it had asked for.
    expect(home.ownKeys.ask(first.fingerprint)).toEqual({ kind: 'not-offered' });
    expect(home.audit.page({}, 20).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['key-asked-for', 'certificate-renewed']),
    );
  });

  it('comes again for the same code and key, and for no other key', async () => {
    const first = await phone('page');
    toEnd(first.notAfter, -1);
    const request = { code: codeOf(first.fingerprint), csr: (await makeSoftKey()).csr, device: page };
    const { fingerprint } = await home.redeeming.redeem(request);
    expect((await home.redeeming.redeem(request)).fingerprint).toBe(fingerprint);
    await expect(redeem(request.code)).rejects.toMatchObject(NOT_VALID);
    expect(active().size).toBe(2);
  });

  it('can be made once more when its file was lost, and then the lost one is out', async () => {
    const first = await phone('page');
    toEnd(first.notAfter, -5);
    const lost = await redeem(codeOf(first.fingerprint));
    const found = await redeem(codeOf(first.fingerprint));
    expect(active()).toEqual(new Set([first.fingerprint, found.fingerprint]));
    expect(await home.activeSet.list()).not.toContain(lost.fingerprint);
    expect(home.ownKeys.ask(lost.fingerprint, 'Immich')).toEqual({ kind: 'not-offered' });
    await home.ownKeys.confirm(lost.fingerprint);
    expect(active()).toEqual(new Set([first.fingerprint, found.fingerprint]));
  });

  it('is made for an expired one alone while that is the newest', async () => {
    const first = await phone('page');
    toEnd(first.notAfter, -5);
    const next = await redeem(codeOf(first.fingerprint));
    toEnd(first.notAfter, 1);
    expect(offered(first.fingerprint)).toBe(false);
    expect(active()).toEqual(new Set([next.fingerprint]));
    toEnd(next.notAfter, 20);
    expect(active().size).toBe(0);
    const late = await redeem(codeOf(next.fingerprint));
    expect(active()).toEqual(new Set([late.fingerprint]));
  });

  it('is not made when the one that asked was replaced, shut out or past its grace meanwhile', async () => {
    const first = await phone('page');
    toEnd(first.notAfter, -5);
    const kept = codeOf(first.fingerprint);
    await home.devices.shutOut(first.device.id);
    await expect(redeem(kept)).rejects.toMatchObject(NOT_VALID);
    expect(() => home.preview.preview(kept)).toThrow(expect.objectContaining(NOT_VALID));
    expect(offered(first.fingerprint)).toBe(false);
    await home.devices.letIn(first.device.id, false);
    // Let in again: but what it had asked for was closed.
    await expect(redeem(kept)).rejects.toMatchObject(NOT_VALID);
    toEnd(first.notAfter, 30 - 1 / 48);
    const late = codeOf(first.fingerprint);
    clock.advance(DAY / 48);
    await expect(redeem(late)).rejects.toMatchObject(NOT_VALID);
    expect(() => home.preview.preview(late)).toThrow(expect.objectContaining(NOT_VALID));
  });

  it('is asked for by no key of the app, of EST, of an app on it, of another CA, or of nobody', async () => {
    const byApp = await phone();
    const { code } = home.invitations.invite({ person: 'Erin' });
    const request = { code, csr: (await makeSoftKey()).csr, device: { name: 'server' } };
    const byEst = await home.redeeming.redeem(request, 'est');
    const own = await phone('page', 'Finn');
    const forApp = await redeem(codeOf(own.fingerprint, 'Immich'));
    toEnd(own.notAfter, -5);
    const none = { renewal: false, apps: false };
    for (const fingerprint of [byApp.fingerprint, byEst.fingerprint, forApp.fingerprint, 'f'.repeat(64), undefined]) {
      expect(home.ownKeys.offers(fingerprint)).toMatchObject(none);
      expect(home.ownKeys.ask(fingerprint)).toEqual({ kind: 'not-offered' });
      expect(home.ownKeys.ask(fingerprint, 'Immich')).toEqual({ kind: 'not-offered' });
    }
    const retiredCa = new OwnKeys({ ...home, trusts: () => false });
    expect(retiredCa.ask(own.fingerprint)).toEqual({ kind: 'not-offered' });
    expect(home.ownKeys.ask(own.fingerprint)).toMatchObject({ kind: 'asked' });
  });

  it('is no key for the app, and its code no invitation of a new device', async () => {
    const first = await phone('page');
    toEnd(first.notAfter, -5);
    const code = codeOf(first.fingerprint);
    await expect(redeem(code, { name: 'MacBook' })).rejects.toMatchObject(NOT_VALID);
    const request = { code, csr: (await makeSoftKey()).csr, device: { name: 'x' } };
    await expect(home.redeeming.redeem(request, 'est')).rejects.toMatchObject(NOT_VALID);
    expect(home.registry.devices()).toHaveLength(1);
  });

  it('is one, however many ask at once with codes and keys', async () => {
    const first = await phone('page');
    toEnd(first.notAfter, -5);
    const code = codeOf(first.fingerprint);
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => redeem(code)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(active().size).toBe(2);
  });
});

describe('a key for an app that the phone asks for itself', () => {
  it('is of the same device, ends with it, and alone by its name', async () => {
    const own = await phone('page');
    const immich = await redeem(codeOf(own.fingerprint, 'Immich'));
    expect(home.ownKeys.offers(own.fingerprint).appKeys).toEqual([
      { app: 'Immich', notAfter: Date.parse(immich.notAfter) },
    ]);
    await home.devices.shutOutApp('Pixel', 'Immich');
    expect(active()).toEqual(new Set([own.fingerprint]));
  });

  it('closes with its app also when it was not made yet, whoever invited it to it', async () => {
    const own = await phone('page');
    const asked = codeOf(own.fingerprint, 'Immich');
    await home.devices.shutOutApp('Pixel', 'Immich');
    await expect(redeem(asked)).rejects.toMatchObject(NOT_VALID);
    const { code } = home.invitations.inviteApp(home.registry.device(own.device.id) as never, 'Immich');
    const { code: other } = home.invitations.inviteApp(home.registry.device(own.device.id) as never, 'Other');
    await home.devices.shutOutApp('Pixel', 'Immich');
    await expect(redeem(code)).rejects.toMatchObject(NOT_VALID);
    await expect(home.devices.shutOutApp('Pixel', 'Immich')).rejects.toMatchObject({ code: 'USAGE' });
    expect((await redeem(other)).device.id).toBe(own.device.id);
  });

  it('is asked for by an active key alone, ten times a day, and closes the one before', async () => {
    const own = await phone('page');
    const first = codeOf(own.fingerprint, 'Immich');
    const second = codeOf(own.fingerprint, 'Immich');
    await expect(redeem(first)).rejects.toMatchObject(NOT_VALID);
    await redeem(second);
    for (let count = 2; count < 10; count += 1) codeOf(own.fingerprint, `App ${count}`);
    expect(home.ownKeys.ask(own.fingerprint, 'One more')).toEqual({ kind: 'too-often' });
    clock.advance(DAY + 1);
    expect(home.ownKeys.ask(own.fingerprint, 'One more')).toMatchObject({ kind: 'asked' });
    expect(() => home.ownKeys.ask(own.fingerprint, '')).toThrow(expect.objectContaining({ code: 'USAGE' }));
    toEnd(own.notAfter, 1);
    expect(home.ownKeys.ask(own.fingerprint, 'Late')).toEqual({ kind: 'not-offered' });
  });

  it('is refused beyond twenty at a time', async () => {
    const own = await phone('page');
    for (let count = 0; count < 20; count += 1) {
      const { code } = home.invitations.inviteApp(home.registry.device(own.device.id) as never, `App ${count}`);
      await redeem(code);
    }
    expect(home.ownKeys.ask(own.fingerprint, 'Another')).toEqual({ kind: 'too-many' });
    await home.devices.shutOutApp('Pixel', 'App 3');
    expect(home.ownKeys.ask(own.fingerprint, 'Another')).toMatchObject({ kind: 'asked' });
  });
});
