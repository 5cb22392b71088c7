/** What the audit log can be narrowed to. */
const SUBJECTS = {
  invitations: ['invitation-created', 'invitation-cancelled', 'invitation-redeemed'],
  devices: [
    'device-enrolled',
    'device-shut-out',
    'device-let-in',
    'device-renamed',
    'device-noted',
    'device-left',
    'key-asked-for',
    'app-key-created',
    'app-key-shut-out',
    'certificate-renewed',
    'expiry-coming',
  ],
  access: [
    'access-allowed',
    'access-denied',
    'person-changed',
    'admin-added',
    'admin-removed',
    'console-link-made',
    'console-entered',
    'console-link-refused',
    'console-sessions-ended',
  ],
  attacks: [
    'attempts-failed',
    'brute-force',
    'brute-force-distributed',
    'renewal-secret-reused',
    'renewal-by-key-refused',
    'client-auth-failed',
    'lock-failed',
    'console-link-refused',
  ],
  certificates: [
    'server-certificate-expiry-coming',
    'server-certificate-taken',
    'server-certificate-obtained',
    'server-certificate-recovered',
    'server-certificate-refused',
    'server-certificate-not-issued',
    'server-root-replaced',
  ],
  home: [
    'home-created',
    'home-started',
    'home-stopped',
    'home-restored',
    'configuration-changed',
    'configuration-refused',
    'backup-asked-for',
    'backup-made',
    'backup-failed',
    'doctor-asked-for',
    'doctor-found',
    'notices-tested',
    'notices-retried',
    'notice-given-up',
    'audit-pruned',
  ],
} as const;

export type LogSubject = 'all' | keyof typeof SUBJECTS;
export const LOG_SUBJECTS: readonly LogSubject[] = ['all', ...(Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[])];

/** The kinds of entries that a subject is; undefined for all of them. */
export const kindsOf = (subject: LogSubject): readonly string[] | undefined =>
  subject === 'all' ? undefined : SUBJECTS[subject];
