/** Which certificate a home's hosts get without asking, on systems that can be told. A comfort that may fail. */
import { LatchkeyError } from '../../../shared/errors.ts';
import { homeDomain } from '../../../shared/home-domain.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import type { CertificatePreferences, CertificateStore } from '../ports.ts';

export function preferCertificate(store: CertificateStore, record: EnrolmentRecord): Promise<void> {
  return attempt(store, record, ({ prefer }, domain) => prefer(record.fingerprint, domain));
}

export function forgetPreference(store: CertificateStore, record: EnrolmentRecord): Promise<void> {
  return attempt(store, record, ({ forget }, domain) => forget(record.fingerprint, domain));
}

async function attempt(
  { preferences }: CertificateStore,
  { home: { domain }, place: { host } }: EnrolmentRecord,
  change: (preferences: CertificatePreferences, domain: string) => Promise<void>,
): Promise<void> {
  // A record from before the rule may hold a domain that a home only claimed.
  if (!preferences || homeDomain(host) !== domain) return;
  try {
    await change(preferences, domain);
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
  }
}
