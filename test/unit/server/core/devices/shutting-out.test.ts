import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrolDevice, fixedClock, makeHome, openTestHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

const enrol = (name: string, person?: string) => enrolDevice(home, name, person);

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
