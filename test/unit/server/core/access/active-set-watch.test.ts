import { mkdirSync, writeFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActiveSetWatch } from '../../../../../server/core/access/active-set-watch.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../support.ts';

let home: TestHome;
let watch: ActiveSetWatch;
let wholeLooks: number;
beforeEach(async () => {
  home = await makeHome(fixedClock());
  wholeLooks = 0;
  watch = new ActiveSetWatch({
    ...home,
    reconciler: {
      reconcile: () => {
        wholeLooks += 1;
        return home.reconciler.reconcile();
      },
    },
  });
});
afterEach(() => home.dispose());

async function enrol(name = 'laptop') {
  const { code } = home.invitations.invite({ person: 'Dave' });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}

/** One look, two seconds after the one before. */
async function look() {
  home.clock.advance(2000);
  return watch.look();
}

/** As after a while in which nothing happened. @returns a function that counts the whole looks since then */
async function quiet() {
  // A folder's own clock ticks every few milliseconds.
  await sleep(20);
  for (let i = 0; i < 3; i += 1) await look();
  const before = wholeLooks;
  await look();
  expect(wholeLooks).toBe(before);
  return () => wholeLooks - before;
}

describe('a home in which nothing happens', () => {
  it('is not looked through again, but for once a minute', async () => {
    await enrol();
    const since = await quiet();
    for (let i = 0; i < 20; i += 1) await look();
    expect(since()).toBe(0);
    for (let i = 0; i < 30; i += 1) await look();
    expect(since()).toBeLessThanOrEqual(2);
    expect(since()).toBeGreaterThan(0);
  });

  it('is not looked through for what lets nobody in or out: invitations, names, notes', async () => {
    await enrol();
    const since = await quiet();
    home.invitations.invite({ person: 'Rose' });
    home.devices.rename('laptop', 'Laptop');
    home.devices.setNote('Laptop', 'blue');
    await look();
    expect(since()).toBe(0);
  });

  it('still has the connections looked at', async () => {
    const { fingerprint, device } = await enrol();
    await home.devices.shutOut(device.id);
    await quiet();
    // As somebody leaves it who was refused by the auth endpoint.
    mkdirSync(join(home.layout.run.connections, fingerprint), { recursive: true });
    mkdirSync(home.layout.run.cut, { recursive: true });
    writeFileSync(join(home.layout.run.connections, fingerprint, '203.0.113.7_1000'), '');
    await look();
    expect(await home.tracked.fingerprints()).toEqual([]);
  });
});

describe('at the next look is repaired', () => {
  it('a file that somebody took away, and one that somebody put there', async () => {
    const { fingerprint } = await enrol();
    await quiet();
    await unlink(join(home.layout.active, fingerprint));
    expect((await look()).created).toEqual([fingerprint]);
    await quiet();
    writeFileSync(join(home.layout.active, 'ab'.repeat(32)), '');
    expect((await look()).removed).toEqual(['ab'.repeat(32)]);
  });

  it('what another process did to the registry and not to the folder', async () => {
    const { device, fingerprint } = await enrol();
    await quiet();
    const other = await openTestHome(home.layout.dir, home.clock);
    other.registry.endDevice(device.id, 'shut-out', home.clock.now());
    expect((await look()).removed).toEqual([fingerprint]);
    await quiet();
    other.registry.letDeviceIn(device.id, home.clock.now());
    expect((await look()).created).toEqual([fingerprint]);
    other.registry.close();
  });

  it('a certificate that comes to its end, to the moment', async () => {
    const { fingerprint, notAfter } = await enrol();
    home.clock.advance(Date.parse(notAfter) - home.clock.now() - 20_000);
    await quiet();
    home.clock.advance(Date.parse(notAfter) - home.clock.now() - 1);
    await watch.look();
    expect(await home.activeSet.list()).toEqual([fingerprint]);
    home.clock.advance(1);
    expect((await watch.look()).removed).toEqual([fingerprint]);
  });

  it('a clock that was put back', async () => {
    const { fingerprint } = await enrol();
    home.clock.advance(366 * DAY);
    await quiet();
    home.clock.advance(-10 * DAY);
    expect((await watch.look()).created).toEqual([fingerprint]);
  });

  it('a change that has the same stamp as the one before it', async () => {
    const { fingerprint } = await enrol();
    const stamp = await home.activeSet.stamp();
    const blind = new ActiveSetWatch({ ...home, activeSet: { stamp: () => Promise.resolve(stamp) } });
    await blind.look();
    await home.activeSet.remove(fingerprint);
    expect((await blind.look()).created).toEqual([fingerprint]);
  });
});
