/** Puts a certificate and its key into every store that can take it, and believes only what it reads back. */
import { LatchkeyError } from '../../../shared/errors.ts';
import { pemToDer, toBase64Url } from '../bytes.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord, SkippedStore, StoreName } from '../enrolment-record.ts';
import { preferCertificate } from '../installed/preference.ts';
import type { CertificateStore, CertificateStores, DeviceKey, Pkcs12, Pkcs12Writer, Random } from '../ports.ts';
import type { EnrolmentEvent, Step } from './events.ts';

/** 192 bits: a container that a crash leaves behind stays shut. */
const PASSWORD_BYTES = 24;

export interface InstallDeps {
  readonly stores: CertificateStores;
  readonly pkcs12: Pkcs12Writer;
  readonly random: Random;
  readonly checkpoint?: CheckpointHook;
}

type InstallStep = Extract<Step, 'pack' | 'import' | 'read-back'>;

export interface Installed {
  readonly stores: StoreName[];
  readonly skipped: SkippedStore[];
}

interface Sorted {
  readonly usable: CertificateStore[];
  readonly skipped: SkippedStore[];
}

/**
 * Sorts the stores into those that can be used now and those that cannot.
 * @throws the first store's error when none can be used
 */
export async function usableStores(stores: CertificateStores): Promise<Sorted> {
  const usable: CertificateStore[] = [];
  const skipped: SkippedStore[] = [];
  let first: LatchkeyError | undefined;
  for (const store of await stores.find()) {
    const state = await store.precheck();
    if (state.usable) {
      usable.push(store);
    } else {
      const { code, detail, hint } = state;
      skipped.push({ id: store.id, name: store.name, code, detail });
      first ??= new LatchkeyError(code, { detail, ...(hint ? { hint } : {}) });
    }
  }
  if (usable.length === 0) throw first ?? new LatchkeyError('STORE_FAILED', { detail: 'No browser was found.' });
  return { usable, skipped };
}

/** The record's certificate with its key, under a password of its own. */
export async function pack(
  { pkcs12, random }: Pick<InstallDeps, 'pkcs12' | 'random'>,
  { home, person, certificate, fingerprint }: EnrolmentRecord,
  key: DeviceKey,
): Promise<Pkcs12> {
  const password = toBase64Url(random.bytes(PASSWORD_BYTES));
  const friendlyName = `${home.name} (${person})`;
  const data = await pkcs12.write({ key, certificate: pemToDer(certificate), friendlyName, password });
  return { data, password, fingerprint };
}

/**
 * @param enter tells which step is being done
 * @param settle comes last in each store; what it throws makes the store one that failed
 * @returns where the certificate is now; one store is enough, those that failed are named
 */
export async function* install(
  deps: InstallDeps,
  record: EnrolmentRecord,
  key: DeviceKey,
  enter: (step: InstallStep) => void,
  settle: (store: CertificateStore, record: EnrolmentRecord) => Promise<void> = preferCertificate,
): AsyncGenerator<EnrolmentEvent, Installed> {
  enter('pack');
  const { usable, skipped } = await usableStores(deps.stores);
  const bundle = await pack(deps, record, key);
  deps.checkpoint?.('packed');
  yield { type: 'packed' };

  const installed: StoreName[] = [];
  let first: LatchkeyError | undefined;
  for (const store of usable) {
    const { id, name } = store;
    try {
      enter('import');
      const already = (await store.find(record.fingerprint)) !== undefined;
      if (!already) await store.import(bundle);
      deps.checkpoint?.('imported');
      yield { type: 'imported', store: { id, name }, already };

      enter('read-back');
      if (!(await store.find(record.fingerprint))) {
        throw new LatchkeyError('STORE_FAILED', { detail: `${name} took the certificate and does not have it.` });
      }
      deps.checkpoint?.('read-back');
      yield { type: 'read-back', store: { id, name } };
      installed.push({ id, name });
      await settle(store, record);
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      first ??= error;
      skipped.push({ id, name, code: error.code, detail: error.detail ?? error.message });
    }
  }
  if (installed.length === 0) throw first ?? new LatchkeyError('STORE_FAILED');
  for (const { id, name, code, detail } of skipped) yield { type: 'store-skipped', store: { id, name }, code, detail };
  return { stores: installed, skipped };
}
