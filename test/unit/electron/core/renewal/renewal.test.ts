import { beforeEach, describe, expect, test } from 'vitest';
import { RENEWAL_CHECKPOINTS } from '../../../../../electron/core/checkpoints.ts';
import type { EnrolmentRecord } from '../../../../../electron/core/enrolment-record.ts';
import type { CertificatePreferences } from '../../../../../electron/core/ports.ts';
import type { RenewalEvent } from '../../../../../electron/core/renewal/events.ts';
import type { RouteName } from '../../../../../shared/api.ts';
import { type ErrorCode, LatchkeyError } from '../../../../../shared/errors.ts';
import { FakeAuthority } from '../../../../support/client/fake-authority.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last as lastEnrolled, MemoryClient } from '../../../../support/client/memory-client.ts';
import { memoryProbes } from '../../../../support/client/memory-probes.ts';
import { MemoryStore } from '../../../../support/client/memory-store.ts';

const DAY = 86_400_000;

let home: FakeHome;
let client: MemoryClient;
let first: EnrolmentRecord;
/** How much later than now it is, for the home and for this computer. */
let later: number;

beforeEach(async () => {
  later = 0;
  home = await FakeHome.usual();
  home.now = () => new Date(Date.now() + later);
  client = new MemoryClient(home.api());
  client.now = home.now;
  client.probes = memoryProbes(home);
  first = lastEnrolled(await client.enrol(`${home.invite()}@${home.host}`), 'done').record;
});

const present = async (): Promise<EnrolmentRecord> => {
  const [record] = await client.enrolmentStore.list();
  if (!record) throw new Error('no record');
  return record;
};

function ends<Type extends RenewalEvent['type']>(events: readonly RenewalEvent[], type: Type) {
  const event = events.at(-1);
  if (event?.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(event)}`);
  return event as RenewalEvent & { type: Type };
}

const failing = (route: RouteName, code: ErrorCode) => (called: RouteName) => {
  if (called === route) throw new LatchkeyError(code);
};

/** One certificate here and at home, and it opens the door; no secret but its own. */
async function expectOneWorkingCertificate(): Promise<void> {
  const record = await present();
  expect([...client.store.held.keys()]).toEqual([record.fingerprint]);
  expect(home.letsIn(record.fingerprint)).toBe(true);
  expect(home.devices.map(({ fingerprint, next, state }) => [fingerprint, next, state])).toEqual([
    [record.fingerprint, undefined, 'active'],
  ]);
  expect([...client.vault.secrets]).toEqual([[`renewal/${record.id}`, home.devices[0]?.renewalSecret]]);
  expect(record).not.toHaveProperty('next');
  expect(record).not.toHaveProperty('retired');
}

describe('a renewal', () => {
  test('is not due before two thirds of the life, and then ends with one new certificate', async () => {
    later = 243 * DAY;
    ends(await client.renew(), 'not-due');
    expect(home.calls).not.toContain('renewCertificate');
    later = 244 * DAY;
    const events = await client.renew();
    expect(events.map(({ type }) => type)).toEqual([
      'begun',
      'received',
      'installed',
      'proven',
      'confirmed',
      'switched',
      'done',
    ]);
    expect((await present()).fingerprint).not.toBe(first.fingerprint);
    expect((await present()).renewal?.renewedAt?.slice(0, 10)).toBe(home.now().toISOString().slice(0, 10));
    await expectOneWorkingCertificate();
    ends(await client.renew(), 'not-due');
  });

  test('keeps the next key in the vault before the home hears of it, and no secret ever in the enrolment store', async () => {
    let kept: string[] = [];
    const written: string[] = [];
    const secrets = new Set<string>();
    home.before = (route) => {
      if (route === 'renewCertificate') kept = [...client.vault.secrets.keys()];
    };
    client.checkpoint = () => {
      written.push(...client.enrolmentStore.records.values());
      for (const [name, text] of client.vault.secrets) {
        const { key, secret = key } = name.startsWith('next/') ? JSON.parse(text) : { key: text };
        secrets.add(key).add(secret);
      }
    };
    ends(await client.renew({ early: true }), 'done');
    expect(kept).toEqual([`next/${first.id}`, `renewal/${first.id}`].sort((a, b) => b.localeCompare(a)));
    expect(secrets.size).toBe(3);
    for (const secret of secrets) for (const text of written) expect(text).not.toContain(secret);
  });

  test('the certificate before stays until the next one is proven and confirmed', async () => {
    const held: [string, string[]][] = [];
    client.checkpoint = (name) => held.push([name, [...client.store.held.keys()]]);
    ends(await client.renew({ early: true }), 'done');
    const until = held.findIndex(([name]) => name === 'retired-removed');
    expect(until).toBeGreaterThan(held.findIndex(([name]) => name === 'next-confirmed'));
    for (const [name, fingerprints] of held.slice(0, until)) expect(fingerprints, name).toContain(first.fingerprint);
    await expectOneWorkingCertificate();
  });

  test('takes a new authority of the same home, and no certificate for another device or another home', async () => {
    home.authority = await FakeAuthority.create({ CN: 'Homelab CA', O: home.name });
    ends(await client.renew({ early: true }), 'done');
    expect((await present()).ca).toBe(home.authority.pem);
    await expectOneWorkingCertificate();

    home.twist = (truth) => ({ ...truth, device: { ...truth.device, id: crypto.randomUUID() } });
    expect(ends(await client.renew({ early: true }), 'failed').error.code).toBe('CERTIFICATE_NOT_ACCEPTABLE');
    home.twist = (truth) => ({ ...truth, home: { ...truth.home, domain: 'localhost' } });
    expect(ends(await client.renew({ early: true }), 'failed').error.code).toBe('HOME_CLAIMS_TOO_MUCH');
  });
});

class Killed extends Error {}

async function killedAt(checkpoint: string): Promise<boolean> {
  client.checkpoint = (name) => {
    if (name === checkpoint) throw new Killed();
  };
  try {
    await client.renew();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  } finally {
    client.checkpoint = undefined;
  }
}

describe('killed and started again', () => {
  beforeEach(() => {
    later = 300 * DAY;
  });

  test.each(RENEWAL_CHECKPOINTS)('at %s, it ends with exactly one working certificate', async (at) => {
    expect(await killedAt(at)).toBe(true);
    expect([...client.store.held.keys()].some((fingerprint) => home.letsIn(fingerprint))).toBe(true);
    await client.renew();
    await expectOneWorkingCertificate();
    expect((await present()).fingerprint).not.toBe(first.fingerprint);
    expect(home.devices[0]?.state).toBe('active');
  });

  test('at every step in turn', async () => {
    for (const at of RENEWAL_CHECKPOINTS) await killedAt(at);
    await client.renew();
    await expectOneWorkingCertificate();
  });

  test.each(RENEWAL_CHECKPOINTS)('at %s, leaving then leaves nothing', async (at) => {
    await killedAt(at);
    const outcome = await client.start().leaving.leave(await present());
    expect(outcome).toMatchObject({ home: 'notified', removed: true, problems: [] });
    expect(client.store.held.size + client.vault.secrets.size + client.enrolmentStore.records.size).toBe(0);
    expect(home.devices[0]?.state).toBe('left');
  });
});

describe('cut off', () => {
  beforeEach(() => {
    later = 300 * DAY;
  });

  test.each(['renewCertificate', 'confirmRenewal'] as const)(
    'a lost reply to %s is asked for again, with the same key',
    async (route) => {
      home.after = failing(route, 'HOME_NOT_REACHED');
      const { error, record } = ends(await client.renew(), 'failed');
      expect([error.code, record.renewal?.trouble?.code]).toEqual(['HOME_NOT_REACHED', 'HOME_NOT_REACHED']);
      expect(client.store.held.has(first.fingerprint)).toBe(true);
      home.after = undefined;
      const done = ends(await client.renew(), 'done');
      expect(done.record.renewal?.trouble).toBeUndefined();
      await expectOneWorkingCertificate();
    },
  );

  test('a home that is offline when nothing is due is nobody’s trouble', async () => {
    later = 0;
    home.before = failing('health', 'HOME_NOT_REACHED');
    const { record } = ends(await client.renew(), 'not-due');
    expect(record.renewal).toBeUndefined();
  });

  test('a home that was offline for months: expired, and renewed by itself', async () => {
    home.before = failing('health', 'HOME_NOT_REACHED');
    for (later = 250 * DAY; later < 370 * DAY; later += 40 * DAY) ends(await client.renew(), 'failed');
    const since = (await present()).renewal?.trouble?.since;
    expect(since && Date.parse(since) - Date.now()).toBeLessThan(251 * DAY);
    home.before = undefined;
    ends(await client.renew(), 'done');
    await expectOneWorkingCertificate();
  });

  test('after the grace time the home says no, and the words say why', async () => {
    later = 400 * DAY;
    home.before = failing('renewCertificate', 'RENEWAL_SECRET_NOT_VALID');
    expect(ends(await client.renew(), 'failed').error.code).toBe('RENEWAL_TOO_LATE');
    expect(client.store.held.has(first.fingerprint)).toBe(true);
  });

  test('somebody used a copy of the secret: shut out, and told so', async () => {
    const [device] = home.devices;
    if (!device) throw new Error('no device');
    device.oldSecrets.push(device.renewalSecret);
    device.renewalSecret = 'x'.repeat(43);
    expect(ends(await client.renew(), 'failed').error.code).toBe('DEVICE_SHUT_OUT');
  });

  test.each(['VAULT_LOCKED', 'VAULT_NOT_AVAILABLE'] as const)('%s keeps everything as it was', async (code) => {
    client.vault.fails = code;
    expect(ends(await client.renew(), 'failed').error.code).toBe(code);
    expect(home.calls).not.toContain('renewCertificate');
    client.vault.fails = undefined;
    ends(await client.renew(), 'done');
    await expectOneWorkingCertificate();
  });

  test('a next certificate that ended before it was taken is asked for again', async () => {
    await killedAt('next-kept');
    const [device] = home.devices;
    if (device?.next) device.next = undefined;
    later = 1000 * DAY;
    ends(await client.renew(), 'done');
    await expectOneWorkingCertificate();
  });
});

describe('two copies of the app', () => {
  test('at once renew once', async () => {
    later = 300 * DAY;
    const { renewal } = client.start();
    const run = renewal.run(first.id);
    await run.next();
    await expect(renewal.run(first.id).next()).rejects.toThrow('locked twice');
    for await (const _event of run);
    ends(await client.renew(), 'not-due');
    expect(home.calls.filter((call) => call === 'renewCertificate')).toHaveLength(1);
    await expectOneWorkingCertificate();
  });
});

describe('a clock that is wrong', () => {
  test.each([-3000, -300, 300, 3000])(
    'by %i days neither renews what is fresh nor misses what is due',
    async (days) => {
      client.now = () => new Date(home.now().getTime() + days * DAY);
      for (let i = 0; i < 3; i += 1) ends(await client.renew(), 'not-due');
      later = 300 * DAY;
      ends(await client.renew(), 'done');
      for (let i = 0; i < 3; i += 1) ends(await client.renew(), 'not-due');
      expect(home.calls.filter((call) => call === 'renewCertificate')).toHaveLength(1);
      await expectOneWorkingCertificate();
    },
  );
});

describe('the proof', () => {
  const CASES: [string, () => void][] = [
    [
      'the home does not let the new one in',
      () => {
        home.letsIn = (fingerprint) => fingerprint === first.fingerprint;
      },
    ],
    [
      'the browser shows the one from before',
      () => {
        client.probes = memoryProbes(home, () => first.certificate);
      },
    ],
    [
      'the browser shows none',
      () => {
        client.probes = memoryProbes(home, () => undefined);
      },
    ],
    [
      'the home is gone before it can be asked',
      () => {
        home.before = failing('whoami', 'HOME_NOT_REACHED');
      },
    ],
  ];
  test.each(CASES)('%s: it goes out again, and is tried later', async (_what, spoil) => {
    later = 300 * DAY;
    const { letsIn } = home;
    spoil();
    expect(ends(await client.renew(), 'failed').error.code).toBe('RENEWAL_NOT_PROVEN');
    expect([...client.store.held.keys()]).toEqual([first.fingerprint]);
    expect(home.calls).not.toContain('confirmRenewal');

    home.letsIn = letsIn;
    home.before = undefined;
    client.probes = memoryProbes(home);
    ends(await client.renew(), 'done');
    expect(home.calls.filter((call) => call === 'renewCertificate')).toHaveLength(1);
    await expectOneWorkingCertificate();
  });

  test('a store that takes a certificate and forgets it keeps the one from before', async () => {
    client.store.broken = 'forgets';
    expect(ends(await client.renew({ early: true }), 'failed').step).toBe('read-back');
    expect([...client.store.held.keys()]).toEqual([first.fingerprint]);
    client.store.broken = undefined;
    ends(await client.renew({ early: true }), 'done');
    await expectOneWorkingCertificate();
  });
});

class PreferringStore extends MemoryStore {
  readonly preferred = new Map<string, string>();
  readonly seen: string[] = [];
  readonly preferences: CertificatePreferences = {
    prefer: async (fingerprint, domain) => {
      this.preferred.set(domain, fingerprint);
    },
    forget: async (fingerprint, domain) => {
      if (this.preferred.get(domain) === fingerprint) this.preferred.delete(domain);
    },
  };
  override async remove(fingerprint: string): Promise<boolean> {
    this.seen.push(`${this.preferred.get('home.localhost') === fingerprint ? 'preferred' : 'other'}`);
    return super.remove(fingerprint);
  }
}

describe('several stores', () => {
  test('the preference points at the new one before the old one goes', async () => {
    const store = new PreferringStore();
    client.stores = [store];
    store.held.set(first.fingerprint, { fingerprint: first.fingerprint, label: '' });
    await store.preferences.prefer(first.fingerprint, 'home.localhost');
    const { record } = ends(await client.renew({ early: true }), 'done');
    expect(store.preferred.get('home.localhost')).toBe(record.fingerprint);
    expect(store.seen).toEqual(['other']);
  });

  test('one that is locked is told of and makes the switch later, by itself, and no key stays after it', async () => {
    const firefox = new MemoryStore('Firefox');
    firefox.held.set(first.fingerprint, { fingerprint: first.fingerprint, label: '' });
    client.stores = [client.store, firefox];
    await client.enrolmentStore.put({ ...first, stores: client.stores.map(({ id, name }) => ({ id, name })) });
    firefox.state = { usable: false, code: 'STORE_LOCKED', detail: 'asks for its password' };
    const events = await client.renew({ early: true });
    expect(events.find(({ type }) => type === 'store-lags')).toMatchObject({ store: { name: 'Firefox' } });
    const { record } = ends(events, 'done');
    expect(record.skipped).toMatchObject([{ name: 'Firefox', code: 'STORE_LOCKED' }]);
    expect([...client.store.held.keys()]).toEqual([record.fingerprint]);
    expect([...firefox.held.keys()]).toEqual([first.fingerprint]);

    firefox.state = { usable: true };
    const after = ends(await client.renew(), 'not-due').record;
    expect([...firefox.held.keys()]).toEqual([record.fingerprint]);
    expect(after.skipped).toEqual([]);
    expect(after.stores.map(({ name }) => name).sort()).toEqual(['Firefox', 'Memory browser']);
    await expectOneWorkingCertificate();
  });

  test('one that is gone from this computer is waited for by nobody', async () => {
    const firefox = new MemoryStore('Firefox');
    await client.enrolmentStore.put({
      ...first,
      stores: [client.store, firefox].map(({ id, name }) => ({ id, name })),
    });
    ends(await client.renew({ early: true }), 'done');
    await expectOneWorkingCertificate();
  });
});
