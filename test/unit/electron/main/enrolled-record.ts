import type { EnrolmentRecord } from '../../../../electron/core/enrolment-record.ts';

export const ID = '6c40b1ff-02fd-4ac5-9a31-0af2a81b3e53';
/** A device that was enrolled, and whose key one browser has not taken. */
export const record = (changes: Partial<EnrolmentRecord> = {}): EnrolmentRecord => ({
  version: 1,
  id: ID,
  state: 'enrolled',
  home: { name: 'Example Home', domain: 'home.localhost' },
  place: { host: 'enroll.home.localhost', port: 443 },
  person: 'Dave',
  device: { id: ID, name: 'Laptop' },
  certificate: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
  ca: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
  fingerprint: 'ab'.repeat(32),
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  services: [{ name: 'cloud', url: 'https://cloud.home.localhost/' }],
  stores: [{ id: 'nss', name: 'Chromium' }],
  skipped: [{ id: 'fx', name: 'Firefox', code: 'A_CODE_OF_TOMORROW', detail: 'locked' }],
  ...changes,
});
