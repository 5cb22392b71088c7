import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '../../../../../server/core/access/access.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

async function enrol(name: string, person = 'Dave') {
  const { code } = home.invitations.invite({ person });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}
const codeOf = (attempt: () => unknown): unknown => {
  try {
    attempt();
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('finding a device', () => {
  it('takes its id, the beginning of its id and its name', async () => {
    const { device } = await enrol('Büro-PC');
    await enrol('laptop');
    for (const reference of [device.id, device.id.toUpperCase(), device.id.slice(0, 8), ' Bu\u0308ro-PC ']) {
      expect(home.devices.find(reference).id).toBe(device.id);
    }
  });

  it('knows nobody by too little, by nothing, or by a pattern', async () => {
    const { device } = await enrol('laptop');
    for (const reference of ['', '  ', device.id.slice(0, 3), '%', '____', `${device.id}0`, 'Laptop?']) {
      expect(
        codeOf(() => home.devices.find(reference)),
        reference,
      ).toBe('DEVICE_NOT_FOUND');
    }
  });

  it('asks which one when two active devices share a name, and names both', async () => {
    const [one, two] = [await enrol('laptop', 'Dave'), await enrol('laptop', 'Rose')];
    expect(codeOf(() => home.devices.find('laptop'))).toBe('DEVICE_AMBIGUOUS');
    expect(() => home.devices.find('laptop')).toThrow(new RegExp(`${one.device.id}|${two.device.id}`));
    await home.devices.shutOut(one.device.id);
    expect(home.devices.find('laptop').id).toBe(two.device.id);
  });

  it("asks which one when a name looks like another device's id", async () => {
    const victim = await enrol('laptop');
    await enrol(victim.device.id.slice(0, 8), 'Mallory');
    expect(codeOf(() => home.devices.find(victim.device.id.slice(0, 8)))).toBe('DEVICE_AMBIGUOUS');
  });
});

describe('shutting out', () => {
  it('takes the device out of the active set and leaves the others in', async () => {
    const [one, two] = [await enrol('laptop'), await enrol('phone')];
    const { device, certificates } = await home.devices.shutOut('laptop');
    expect(device).toMatchObject({ id: one.device.id, state: 'shut-out' });
    expect(certificates.map(({ fingerprint }) => fingerprint)).toEqual([one.fingerprint]);
    expect(await home.activeSet.list()).toEqual([two.fingerprint]);
  });

  it('works from another process, twice, and fixes an active set that the first one left behind', async () => {
    const { device, fingerprint } = await enrol('laptop');
    const other = await openTestHome(home.layout.dir, home.clock);
    await other.devices.shutOut(device.id);
    await home.activeSet.add(fingerprint);
    expect((await home.devices.shutOut(device.id)).device.state).toBe('shut-out');
    expect(await home.activeSet.list()).toEqual([]);
    other.registry.close();
  });

  it('leaves a device that has left as it is', async () => {
    const { device, renewalSecret } = await enrol('laptop');
    await home.leaving.leave({ deviceId: device.id, renewalSecret });
    expect((await home.devices.shutOut(device.id)).device.state).toBe('left');
  });
});

describe('whoami', () => {
  it('says why a certificate opens nothing', async () => {
    const { fingerprint, device } = await enrol('laptop');
    const state = () => home.access.whoami(fingerprint, 'wan').state;
    expect(state()).toBe('active');
    home.clock.advance(366 * 24 * 3600 * 1000);
    expect(state()).toBe('expired');
    await home.devices.shutOut(device.id);
    expect(state()).toBe('shut-out');
    expect(home.access.whoami('ab'.repeat(32), 'wan').state).toBe('unknown');
    expect(home.access.whoami(undefined, 'lan')).toMatchObject({ state: 'none', zone: 'lan' });
  });

  it('tells whom to ask to whoever has, or had, a key', async () => {
    const { fingerprint, device } = await enrol('laptop');
    const contact = { name: 'Mum', email: 'mum@example.com' };
    const access = new Access({ ...home, home: { contact } });
    expect(access.whoami(fingerprint, 'wan').contact).toEqual(contact);
    await home.devices.shutOut(device.id);
    expect(access.whoami(fingerprint, 'wan').contact).toEqual(contact);
    for (const nobody of [undefined, 'ab'.repeat(32)])
      expect(access.whoami(nobody, 'wan')).not.toHaveProperty('contact');
    expect(home.access.whoami(fingerprint, 'wan')).not.toHaveProperty('contact');
  });
});
