import { beforeEach, describe, expect, test } from 'vitest';
import { preferCertificate } from '../../../../../electron/core/installed/preference.ts';
import type { CertificatePreferences } from '../../../../../electron/core/ports.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';
import { MemoryStore } from '../../../../support/client/memory-store.ts';

/** A store that can be told which certificate a domain gets, with the rule that only the right one takes it back. */
class PreferringStore extends MemoryStore {
  readonly preferred = new Map<string, string>();
  preferencesBroken = false;
  readonly preferences: CertificatePreferences = {
    prefer: async (fingerprint, domain) => {
      this.#mayFail();
      this.preferred.set(domain, fingerprint);
    },
    forget: async (fingerprint, domain) => {
      this.#mayFail();
      if (this.preferred.get(domain) === fingerprint) this.preferred.delete(domain);
    },
  };

  #mayFail(): void {
    if (this.preferencesBroken) throw new LatchkeyError('STORE_LOCKED');
  }
}

describe('which certificate the hosts of a home get', () => {
  let home: FakeHome;
  let client: MemoryClient;
  let store: PreferringStore;
  const enrol = async (from: FakeHome, host = from.host) =>
    last(await client.enrol(`${from.invite()}@${host}`), 'done').record;

  beforeEach(async () => {
    home = await FakeHome.create();
    client = new MemoryClient(home.api());
    store = new PreferringStore();
    client.stores = [store];
  });

  test('is the one that was installed last, and none once the device has left', async () => {
    await enrol(home);
    const second = await enrol(home);
    expect([...store.preferred]).toEqual([['home.localhost', second.fingerprint]]);
    await client.start().leaving.leave(second);
    expect([...store.preferred]).toEqual([]);
  });

  test('keeps nobody out when it cannot be told', async () => {
    store.preferencesBroken = true;
    const record = await enrol(home);
    expect(store.held.has(record.fingerprint)).toBe(true);
    expect(await client.start().leaving.leave(record)).toMatchObject({ removed: true, problems: [] });
  });

  test.each([
    ['a top-level domain', 'com', 'enroll.com'],
    ["somebody else's domain", 'bank.example', 'enroll.home.localhost'],
    ['a domain that only ends alike', 'me.localhost', 'enroll.home.localhost'],
  ])('a home that calls itself %s does not get its certificate shown there', async (_, domain, host) => {
    const hostile = await FakeHome.create('Hostile', domain);
    client = new MemoryClient(hostile.api());
    client.stores = [store];
    const { error } = last(await client.enrol(`${hostile.invite()}@${host}`), 'failed');
    expect(error.code).toBe('HOME_CLAIMS_TOO_MUCH');
    expect(store.held.size).toBe(0);
  });

  test('a record from before the rule, of a home that claimed the names of others, is not shown there', async () => {
    const record = await enrol(home);
    store.preferred.clear();
    const claimed = [
      ['enroll.duckdns.org', 'duckdns.org'],
      ['enroll.co.uk', 'co.uk'],
      ['enroll.home.localhost', 'localhost'],
    ];
    for (const [host = '', domain = ''] of claimed)
      await preferCertificate(store, { ...record, place: { host, port: 443 }, home: { name: 'x', domain } });
    expect([...store.preferred]).toEqual([]);
  });
});
