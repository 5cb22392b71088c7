/** Puts a certificate and its key into every store that can take it, and believes only what it reads back. */
import { pemToDer, toBase64Url } from '../../../shared/bytes.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord, SkippedStore, StoreName } from '../enrolment-record.ts';
import type { DeviceKey, Pkcs12, Pkcs12Writer, Random } from '../ports.ts';
import type { AddEvent, AddOptions, CertificateWallet, StoreFailure } from './certificate-wallet.ts';

/** 192 bits: a container that a crash leaves behind stays shut. */
const PASSWORD_BYTES = 24;

export interface InstallDeps {
  readonly wallet: CertificateWallet;
  readonly pkcs12: Pkcs12Writer;
  readonly random: Random;
  readonly checkpoint?: CheckpointHook;
}

export type InstallEvent =
  | AddEvent
  | (Omit<SkippedStore, keyof StoreName> & { readonly type: 'store-skipped'; readonly store: StoreName });

export interface Installed {
  readonly stores: StoreName[];
  readonly skipped: SkippedStore[];
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
 * @returns where the certificate is now; one store is enough, those that failed are named
 * @throws the first store's error when none has it in the end
 */
export async function* install(
  deps: InstallDeps,
  record: EnrolmentRecord,
  key: DeviceKey,
  { enter, prefer }: Pick<AddOptions, 'enter' | 'prefer'>,
): AsyncGenerator<InstallEvent, Installed> {
  const { wallet, checkpoint } = deps;
  const options = { enter, prefer, checkpoint };
  const outcome = yield* wallet.add(record, () => pack(deps, record, key), options);
  const skipped = [...outcome.skipped, ...outcome.failed].map(skippedStore);
  for (const { id, name, ...why } of skipped) yield { type: 'store-skipped', store: { id, name }, ...why };
  return { stores: outcome.done, skipped };
}

/** As a record and an event say it. */
export function skippedStore({ store, error }: StoreFailure): SkippedStore {
  const { code, detail = error.message, storeCause } = error;
  return { ...store, code, detail, ...(storeCause ? { storeCause } : {}) };
}
