import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LastSeen } from '../../../../../server/core/access/last-seen.ts';
import { SqliteSightings } from '../../../../../server/store/last-seen.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
let store: SqliteSightings;
let lastSeen: LastSeen;
let on: boolean;
beforeEach(async () => {
  home = await makeHome(fixedClock());
  store = new SqliteSightings(home.layout.registry);
  on = true;
  lastSeen = new LastSeen({ store, clock: home.clock, on: () => on });
});
afterEach(() => {
  store.close();
  home.dispose();
});

async function enrol() {
  const { code } = home.invitations.invite({ person: 'Dave' });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'laptop' } });
}
const seen = (id: string) => home.directory.device(id)?.lastSeen;
const SOURCE = '203.0.113.7_51514';
const HOST = 'cloud.home.localhost';

describe('last seen', () => {
  it('is the newest passage: when, from where and for which host', async () => {
    const { device, fingerprint } = await enrol();
    lastSeen.passed({ fingerprint, source: SOURCE, host: `${HOST}:8443` });
    expect(seen(device.id)).toBeUndefined();
    lastSeen.flush();
    expect(seen(device.id)).toEqual({ at: home.clock.now(), address: '203.0.113.7', host: HOST });
    home.clock.advance(1000);
    lastSeen.passed({ fingerprint, source: '2001:db8::1_443', host: 'Photos.Home.localhost.' });
    lastSeen.flush();
    expect(seen(device.id)).toEqual({
      at: home.clock.now(),
      address: '2001:db8::1',
      host: 'photos.home.localhost',
    });
  });

  it.each([
    ['an escape sequence', '\u001b[2Jcloud.home.localhost'],
    ['markup', '<script>alert(1)</script>'],
    ['a path', 'cloud/../..'],
    ['far too much', 'a'.repeat(5000)],
    ['nothing', ''],
  ])('takes %s for no host, and still knows the rest', async (_name, host) => {
    const { device, fingerprint } = await enrol();
    lastSeen.passed({ fingerprint, source: SOURCE, host });
    lastSeen.flush();
    expect(seen(device.id)).toMatchObject({ address: '203.0.113.7', host: undefined });
  });

  it('is not for years what a clock that ran ahead once wrote', async () => {
    const { device, fingerprint } = await enrol();
    home.clock.advance(1000 * 86_400_000);
    lastSeen.passed({ fingerprint, source: SOURCE, host: HOST });
    lastSeen.flush();
    home.clock.advance(-1000 * 86_400_000);
    lastSeen.stillHere([{ fingerprint, host: HOST, source: SOURCE }]);
    lastSeen.flush();
    expect(seen(device.id)).toMatchObject({ at: home.clock.now() });
  });

  it('goes on while a connection stays open, and writes that once a minute', async () => {
    const { device, fingerprint } = await enrol();
    lastSeen.passed({ fingerprint, source: SOURCE, host: HOST });
    lastSeen.flush();
    const start = home.clock.now();
    for (let i = 0; i < 29; i += 1) {
      home.clock.advance(2000);
      lastSeen.stillHere([{ fingerprint, host: HOST, source: SOURCE }]);
      lastSeen.flush();
    }
    expect(seen(device.id)?.at).toBe(start);
    home.clock.advance(2000);
    lastSeen.stillHere([{ fingerprint, host: HOST, source: SOURCE }]);
    lastSeen.flush();
    expect(seen(device.id)).toEqual({ at: home.clock.now(), address: '203.0.113.7', host: HOST });
  });

  it('is one row a device, whatever renews, and none for a certificate that nobody knows', async () => {
    const { device, fingerprint, renewalSecret } = await enrol();
    home.clock.advance(2 * 24 * 3600 * 1000);
    const next = await home.renewing.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
    for (const each of [fingerprint, next.fingerprint, 'ab'.repeat(32)]) {
      home.clock.advance(1000);
      lastSeen.passed({ fingerprint: each, source: SOURCE, host: HOST });
    }
    lastSeen.flush();
    expect(home.registry.database.prepare('SELECT count(*) AS n FROM last_seen').get()).toEqual({ n: 1 });
    expect(seen(device.id)?.at).toBe(home.clock.now() - 1000);
  });

  it('is not put back by a process that is late', async () => {
    const { device, fingerprint } = await enrol();
    const late = new LastSeen({ store, clock: { now: () => home.clock.now() - 5000 }, on: () => true });
    lastSeen.passed({ fingerprint, source: SOURCE, host: HOST });
    late.passed({ fingerprint, source: '198.51.100.9_1', host: HOST });
    lastSeen.flush();
    late.flush();
    expect(seen(device.id)?.address).toBe('203.0.113.7');
  });

  it('never waits for somebody who writes: the auth endpoint would wait with it', async () => {
    const { device, fingerprint } = await enrol();
    lastSeen.passed({ fingerprint, source: SOURCE, host: HOST });
    const other = new DatabaseSync(home.layout.registry);
    other.exec('BEGIN IMMEDIATE');
    lastSeen.flush();
    expect(seen(device.id)).toBeUndefined();
    other.exec('ROLLBACK');
    other.close();
    lastSeen.flush();
    expect(seen(device.id)?.address).toBe('203.0.113.7');
  });

  it('does not have the active set looked through', async () => {
    const { fingerprint } = await enrol();
    const before = home.registry.activeVersion();
    lastSeen.passed({ fingerprint, source: SOURCE, host: HOST });
    lastSeen.flush();
    expect(home.registry.activeVersion()).toBe(before);
  });
});

describe('switched off', () => {
  it('remembers nothing, not even until the next flush', async () => {
    on = false;
    const { device, fingerprint } = await enrol();
    lastSeen.passed({ fingerprint, source: SOURCE, host: HOST });
    lastSeen.stillHere([{ fingerprint, host: HOST, source: SOURCE }]);
    lastSeen.flush();
    on = true;
    lastSeen.flush();
    expect(seen(device.id)).toBeUndefined();
  });

  it('forgets what there was, in every file of the home', async () => {
    const { device, fingerprint } = await enrol();
    const address = '198.51.100.77';
    lastSeen.passed({ fingerprint, source: `${address}_40000`, host: 'secret-hobby.home.localhost' });
    lastSeen.flush();
    const holding = () =>
      readdirSync(home.layout.dir)
        .filter((name) => name.startsWith('registry.db'))
        .filter((name) => {
          const bytes = readFileSync(join(home.layout.dir, name));
          return bytes.includes(address) || bytes.includes('secret-hobby');
        });
    expect(holding()).not.toEqual([]);
    on = false;
    lastSeen.flush();
    expect(seen(device.id)).toBeUndefined();
    expect(holding()).toEqual([]);
  });
});
