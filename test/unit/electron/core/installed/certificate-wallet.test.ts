import { beforeEach, describe, expect, test } from 'vitest';
import type { EnrolmentRecord } from '../../../../../electron/core/enrolment-record.ts';
import { CertificateWallet } from '../../../../../electron/core/installed/certificate-wallet.ts';
import type { CertificateStore } from '../../../../../electron/core/ports.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { MemoryStore, storesOf } from '../../../../support/client/memory-store.ts';

const FINGERPRINT = 'ab'.repeat(32);
const record = {
  fingerprint: FINGERPRINT,
  home: { name: 'Example Home', domain: 'home.localhost' },
  place: { host: 'enroll.home.localhost', port: 443 },
} as EnrolmentRecord;
const BUNDLE = { data: new Uint8Array(), password: 'x', fingerprint: FINGERPRINT };

let good: MemoryStore;
let locked: MemoryStore;
let broken: MemoryStore;
let wallet: CertificateWallet;
let packs: number;
let steps: string[];

beforeEach(() => {
  [good, locked, broken] = [new MemoryStore('Good'), new MemoryStore('Locked'), new MemoryStore('Broken')];
  locked.state = { usable: false, code: 'STORE_LOCKED', detail: 'asks for a password', hint: 'Type it.' };
  broken.broken = 'import';
  wallet = new CertificateWallet(storesOf(broken, locked, good));
  packs = 0;
  steps = [];
});

const pack = async () => {
  packs += 1;
  return BUNDLE;
};

async function add(into = wallet) {
  const events: string[] = [];
  const adding = into.add(record, pack, { prefer: true, enter: (step) => steps.push(step) });
  for (;;) {
    const { value, done } = await adding.next();
    if (done) return { events, outcome: value };
    events.push(value.type === 'packed' ? value.type : `${value.type} ${value.store.name}`);
  }
}
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
const failures = (list: readonly { store: { name: string }; error: LatchkeyError }[]) =>
  list.map(({ store, error }) => [store.name, error.code]);

describe('adding', () => {
  test('serves each store by itself, packs once, and says which did what', async () => {
    const { events, outcome } = await add();
    expect(events).toEqual(['packed', 'imported Good', 'read-back Good']);
    expect([names(outcome.done), failures(outcome.skipped), failures(outcome.failed)]).toEqual([
      ['Good'],
      [['Locked', 'STORE_LOCKED']],
      [['Broken', 'STORE_FAILED']],
    ]);
    expect([packs, locked.held.size, broken.held.size]).toEqual([1, 0, 0]);
    await add();
    expect([...good.held.keys()]).toEqual([FINGERPRINT]);
  });

  test('to no store that can be used fails with what the first one says, and packs nothing', async () => {
    const error = await add(new CertificateWallet(storesOf(locked))).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'STORE_LOCKED', detail: 'asks for a password', hint: 'Type it.' });
    expect([packs, steps]).toEqual([0, ['pack']]);
    await expect(add(new CertificateWallet(storesOf()))).rejects.toMatchObject({ detail: 'No browser was found.' });
  });

  test('does not believe a store that forgets', async () => {
    good.broken = 'forgets';
    await expect(add(new CertificateWallet(storesOf(good)))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(steps.at(-1)).toBe('read-back');
  });

  test('lets through what nobody expected', async () => {
    good.import = () => Promise.reject(new TypeError('a bug'));
    await expect(add()).rejects.toThrow('a bug');
  });

  test('to one store asks for its password only where it is known, and packs only what is missing', async () => {
    const open = new MemoryStore('Locked');
    const opened: string[] = [];
    Object.assign(locked, {
      unlocked: (password: string): CertificateStore => {
        opened.push(password);
        return open;
      },
    });
    await expect(wallet.addTo(locked.id, record, pack)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    expect(await wallet.addTo(locked.id, record, pack, 'secret')).toEqual({ id: locked.id, name: 'Locked' });
    await wallet.addTo(locked.id, record, pack, 'secret');
    expect([opened, packs, open.held.size]).toEqual([['secret', 'secret'], 1, 1]);
    await expect(wallet.addTo('gone', record, pack)).rejects.toMatchObject({ code: 'STORE_FAILED' });
  });
});

describe('what is there', () => {
  test('is named by the stores that hold it and can be used', async () => {
    expect(await wallet.holdsWhere(FINGERPRINT)).toEqual([]);
    for (const store of [good, locked]) await store.import(BUNDLE);
    expect(names(await wallet.holdsWhere(FINGERPRINT))).toEqual(['Good']);
  });

  test('is not denied by a store that does not answer', async () => {
    good.find = () => Promise.reject(new LatchkeyError('STORE_FAILED'));
    await expect(wallet.holdsWhere(FINGERPRINT)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    broken.held.set(FINGERPRINT, { fingerprint: FINGERPRINT, label: 'label' });
    expect(names(await wallet.holdsWhere(FINGERPRINT))).toEqual(['Broken']);
  });

  test('is removed everywhere, and every store that could not is named', async () => {
    await good.import(BUNDLE);
    broken.broken = 'remove';
    const { done, skipped, failed } = await wallet.remove(record, [FINGERPRINT, 'cd'.repeat(32)]);
    expect([names(done), failures(skipped), failures(failed)]).toEqual([
      ['Good'],
      [['Locked', 'STORE_LOCKED']],
      [['Broken', 'STORE_FAILED']],
    ]);
    expect(good.held.size).toBe(0);
  });

  test('gives its key out of one store after the other', async () => {
    const asked: string[] = [];
    for (const store of [broken, good]) {
      Object.assign(store, {
        key: async () => {
          asked.push(store.name);
          if (store === broken) throw new LatchkeyError('STORE_FAILED');
          return new Uint8Array([1]);
        },
      });
    }
    expect([await wallet.givesKeys([locked.id]), await wallet.givesKeys([good.id])]).toEqual([false, true]);
    const keys: Uint8Array[] = [];
    for await (const key of wallet.keys(FINGERPRINT, [broken.id, good.id, locked.id])) keys.push(key);
    expect([keys, asked]).toEqual([[new Uint8Array([1])], ['Broken', 'Good']]);
  });
});
