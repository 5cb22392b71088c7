/** Which certificate a home's hosts get without asking, on systems that can be told. A comfort that may fail. */
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeRecord } from './home-record.ts';
import type { CertificatePreferences, CertificateStore } from './ports.ts';

export function preferCertificate(store: CertificateStore, record: HomeRecord): Promise<void> {
  return attempt(store, record, ({ prefer }, domain) => prefer(record.fingerprint, domain));
}

export function forgetPreference(store: CertificateStore, record: HomeRecord): Promise<void> {
  return attempt(store, record, ({ forget }, domain) => forget(record.fingerprint, domain));
}

async function attempt(
  { preferences }: CertificateStore,
  { home: { domain }, place: { host } }: HomeRecord,
  change: (preferences: CertificatePreferences, domain: string) => Promise<void>,
): Promise<void> {
  if (!preferences || !speaksFor(host, domain)) return;
  try {
    await change(preferences, domain);
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
  }
}

/**
 * A home's domain is what the home says of itself. The host in the invite is what the relative was given: only a domain
 * that it lies in, and no top-level one, so that no home can have this certificate shown to strangers' hosts.
 */
const speaksFor = (host: string, domain: string) => domain.includes('.') && host.endsWith(`.${domain}`);
