/** What every certificate store must do, whatever it is made of. Each store's own test file runs it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CertificateStore } from '../../electron/core/ports.ts';
import { type ClientCertificate, ClientCertificates } from '../support/client/client-certificates.ts';

export interface StoreUnderTest {
  readonly store: CertificateStore;
  /** Takes the store away again, also after a failed test. */
  clean(): Promise<void>;
}

let certificates: ClientCertificates | undefined;
const made: Promise<ClientCertificate>[] = [];

const newBundle = async (...subject: Parameters<ClientCertificates['bundle']>) => {
  certificates ??= await ClientCertificates.create();
  return certificates.bundle(...subject);
};

/** The first, second … of one subject. They are made once for all stores and tests: each takes as long as a test. */
const bundleOf = (number: number) => (made[number] ??= newBundle());

export function certificateStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`the certificate store contract: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: CertificateStore;
    beforeEach(async () => {
      subject = await create();
      store = subject.store;
    });
    afterEach(() => subject.clean());

    const fingerprints = async () => (await store.list()).map(({ fingerprint }) => fingerprint).sort();

    test('a new store can be used and holds nothing', async () => {
      expect(await store.precheck()).toEqual({ usable: true });
      expect(await store.list()).toEqual([]);
      expect(await store.find('0'.repeat(64))).toBeUndefined();
    });

    test('finds by fingerprint what was imported, and nothing else', async () => {
      const bundle = await bundleOf(0);
      await store.import(bundle);
      expect(await store.find(bundle.fingerprint)).toMatchObject({ fingerprint: bundle.fingerprint });
      expect(await store.find('0'.repeat(64))).toBeUndefined();
      expect(await fingerprints()).toEqual([bundle.fingerprint]);
    });

    test('importing twice is importing once', async () => {
      const bundle = await bundleOf(0);
      await store.import(bundle);
      await store.import(bundle);
      expect(await fingerprints()).toEqual([bundle.fingerprint]);
    });

    test('tells certificates of one subject apart, and removes exactly the one that is meant', async () => {
      const bundles = [await bundleOf(0), await bundleOf(1), await bundleOf(2)];
      const other = await newBundle({ CN: 'Mary', OU: 'desktop', O: 'Example Home' });
      for (const bundle of [...bundles, other]) await store.import(bundle);
      const all = [...bundles, other].map(({ fingerprint }) => fingerprint);
      expect(await fingerprints()).toEqual([...all].sort());

      // Not the first, not the last: whatever a look-up by name would take, it is another one.
      for (const meant of [all[1], all[2], all[0]].filter((one) => one !== undefined)) {
        expect(await store.remove(meant)).toBe(true);
        all.splice(all.indexOf(meant), 1);
        expect(await fingerprints()).toEqual([...all].sort());
      }
      expect(all).toEqual([other.fingerprint]);
    });

    test('removing what is not there is no failure', async () => {
      const bundle = await bundleOf(0);
      expect(await store.remove(bundle.fingerprint)).toBe(false);
      await store.import(bundle);
      expect(await store.remove(bundle.fingerprint)).toBe(true);
      expect(await store.remove(bundle.fingerprint)).toBe(false);
      expect(await store.list()).toEqual([]);
    });

    test('takes back what was removed', async () => {
      const bundle = await bundleOf(0);
      await store.import(bundle);
      await store.remove(bundle.fingerprint);
      await store.import(bundle);
      expect(await fingerprints()).toEqual([bundle.fingerprint]);
    });

    test('names in every script survive', async () => {
      const bundle = await newBundle({
        CN: 'Zoë Müller-李',
        OU: 'Zoë’s "MacBook", 2',
        O: 'Haus; Ärger & Söhne',
      });
      await store.import(bundle);
      expect(await fingerprints()).toEqual([bundle.fingerprint]);
      expect(await store.remove(bundle.fingerprint)).toBe(true);
    });
  });
}
