import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

async function enrol(name: string) {
  const { code } = home.invitations.invite({ person: 'Dave' });
  const { device, renewalSecret } = await home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
  return { deviceId: device.id, renewalSecret };
}
const REFUSED = { code: 'RENEWAL_SECRET_NOT_VALID' };

describe('a device that leaves', () => {
  it('is out at once, by its id in any case, and leaving twice is leaving once', async () => {
    const leaving = await enrol('laptop');
    const left = { device: { id: leaving.deviceId, state: 'left' } };
    expect(await home.leaving.leave({ ...leaving, deviceId: leaving.deviceId.toUpperCase() })).toEqual(left);
    expect(await home.activeSet.list()).toEqual([]);
    expect(await home.leaving.leave(leaving)).toEqual(left);
  });

  it('stays shut out where it was shut out', async () => {
    const leaving = await enrol('laptop');
    await home.devices.shutOut('laptop');
    expect(await home.leaving.leave(leaving)).toMatchObject({ device: { state: 'shut-out' } });
  });

  it('proves itself: another device’s secret, and an unknown device, end nobody', async () => {
    const [one, two] = [await enrol('laptop'), await enrol('phone')];
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const deviceId of [two.deviceId, unknown])
      await expect(home.leaving.leave({ deviceId, renewalSecret: one.renewalSecret })).rejects.toMatchObject(REFUSED);
    expect(await home.activeSet.list()).toHaveLength(2);
  });
});

describe('an old secret', () => {
  it('is taken for a stolen one: the device is shut out, and has not left', async () => {
    const old = await enrol('laptop');
    const renewed = await home.renewing.renew({ ...old, csr: await makeRequest() });
    await home.renewing.confirm({ deviceId: old.deviceId, renewalSecret: renewed.renewalSecret });
    await expect(home.leaving.leave(old)).rejects.toMatchObject(REFUSED);
    expect(home.registry.device(old.deviceId)?.state).toBe('shut-out');
    expect(await home.activeSet.list()).toEqual([]);
  });
});
