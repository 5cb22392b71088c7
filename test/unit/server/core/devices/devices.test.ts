import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrolDevice, fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

const enrol = (name: string, person?: string) => enrolDevice(home, name, person);

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
