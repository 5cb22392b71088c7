import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '../../../../../server/core/access/access.ts';
import { enrolDevice, fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

const enrol = (name: string, person?: string) => enrolDevice(home, name, person);

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
