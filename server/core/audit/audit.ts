/**
 * What the audit log holds, and the port through which everybody writes it. Entries hold names, ids, addresses and
 * fingerprints; never a code, a renewal secret, a key or a token.
 */

/**
 * Every kind of entry with its words. `{person}`, `{subject}` and the like are filled from the entry and its detail;
 * `{name}` is the device's name. Append the kind that you need.
 */
export const AUDIT_KINDS = {
  'invitation-created': 'invited {person}',
  'invitation-cancelled': 'took the invitation of {person} back',
  'invitation-redeemed': 'used the invitation of {person}',
  'device-enrolled': '{name} of {person} has a key now',
  'device-shut-out': 'shut {name} of {person} out',
  'key-asked-for': '{name} of {person} asked for a key, with the one that it has',
  'app-key-created': 'created {name} of {person}',
  'app-key-shut-out': 'shut out {name} of {person}',
  'device-let-in': 'let {name} of {person} in again',
  'access-allowed': '{person} may open {services}',
  'access-denied': '{person} may not open {services} any more',
  'person-changed': 'services see {person} as {identity}',
  'device-renamed': '{before} of {person} is called {name} now',
  'device-noted': 'wrote a note about {name} of {person}',
  'device-left': '{name} of {person} gave its key back',
  'certificate-renewed': '{name} of {person} renewed its key',
  'renewal-secret-reused': 'somebody used an old renewal secret of {name} of {person}',
  'renewal-by-key-refused':
    'somebody tried to renew by EST with the key of {name} of {person}, which does not renew by EST',
  'expiry-coming': 'the key of {name} of {person} expires in {days} days',
  'attempts-failed': '{failures} wrong codes or secrets from {subject}, {refused} more not even looked at',
  'brute-force': '{subject} is guessing codes or secrets',
  'brute-force-distributed': 'many addresses together are guessing codes or secrets',
  'ca-opened': 'opened the key of the Homelab CA',
  'ca-signed': 'the Homelab CA signed a certificate for {person}, {name}',
  'registration-authority-certified': 'the Homelab CA certified the registration authority of SCEP',
  'ca-expiry-coming': 'the Homelab CA expires in {days} days',
  'server-certificate-expiry-coming': 'the server certificate of {subject} expires in {days} days',
  'server-certificate-taken': 'took over server certificates, keys or tokens that are new on disk',
  'server-certificate-obtained': 'got a server certificate for {names}, valid until {until}',
  'server-certificate-recovered': 'got a server certificate again, for {names}, valid until {until}',
  'server-certificate-refused': 'did not take over what is new on disk: {reason}',
  'server-certificate-not-issued': 'got no server certificate for {subject}: {reason}',
  'ca-rotated': 'made a new Homelab CA; the one before is trusted until everybody has renewed',
  'ca-rotation-finished': 'stopped trusting the old Homelab CA',
  'ca-burned': 'replaced the Homelab CA after a leak and shut everybody out ({devices} devices)',
  'server-root-replaced': 'made a new root of the server certificates',
  'ca-protected': 'put the key of the Homelab CA under a passphrase',
  'ca-unprotected': 'took the passphrase from the key of the Homelab CA',
  'ca-key-exported': 'exported the key of the Homelab CA',
  'backup-made': 'made a backup: {subject}',
  'backup-failed': 'the backup that was due could not be made: {reason}',
  'home-restored': 'restored the home from a backup of {made}; {devices} devices are let in again',
  'configuration-changed': 'took over a changed latchkey.yaml',
  'configuration-refused': 'latchkey.yaml is not valid, and the home was started with the last valid one: {reason}',
  'admin-added': 'made {person} an admin',
  'admin-removed': '{person} is no admin any more',
  'console-link-made': 'made a one-time link for the console',
  'console-entered': 'opened the console by a one-time link, from {subject}',
  'console-link-refused': 'came with a one-time link that was used or has expired, from {subject}',
  'backup-asked-for': 'asked for a backup',
  'doctor-asked-for': 'had the home examined',
  'notices-tested': 'sent a test notice',
  'notices-retried': 'had {notices} notices sent again',
  'console-sessions-ended': 'ended {sessions} sessions of one-time links',
  'home-created': 'made the home',
  'home-started': 'started the home',
  'home-stopped': 'stopped the home',
  'client-auth-failed': 'the client-certificate check does not hold',
  /** client-auth-failed, as homes of 0.1 wrote it. */
  'lock-failed': 'the client-certificate check does not hold',
  'doctor-found': 'the doctor found: {subject}',
  'notice-given-up': 'gave up telling about entry {subject} by {channel}',
  'audit-pruned': 'forgot the entries up to {subject}, which are older than audit.keep-days',
} as const satisfies Record<string, string>;

export type AuditKind = keyof typeof AUDIT_KINDS;

export type AuditOutcome = 'ok' | 'refused' | 'failed';

/**
 * Who: the admin by the user of the operating system; an admin in the console by person and device, or by the address that a
 * one-time link was opened from; a caller of the signing API by its address; or the home itself.
 */
export type Actor = `admin:${string}` | `console:${string}` | `link:${string}` | `address:${string}` | 'latchkey';

export interface AuditEntry {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly kind: AuditKind;
  readonly actor: Actor;
  readonly outcome: AuditOutcome;
  /** The person's name. */
  readonly person?: string | undefined;
  /** The device's id; what it was called then goes into `detail.name`. */
  readonly device?: string | undefined;
  /** What else it is about: an invitation's id, a fingerprint, an address, a hash. */
  readonly subject?: string | undefined;
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/**
 * An entry to write. Without an actor it is whoever is at work: the admin for a command, the caller for a request to the
 * signing API, and the home itself for everything else that `up` does.
 */
export type NewAuditEntry = Omit<AuditEntry, 'at' | 'actor'> & { readonly actor?: Actor };

/** The log as its writers see it. */
export interface Audit {
  /**
   * Appends an entry; on disk when it returns. Within {@link Registry.atomically} it is part of that transaction: the
   * change and its entry are both there or neither is.
   */
  record(entry: NewAuditEntry): void;
}

/** An entry with its place in the chain. */
export interface StoredAuditEntry extends AuditEntry {
  /** Counts from one, without a gap. */
  readonly seq: number;
  readonly hash: string;
}

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly entries: number;
      /** The numbers of the first and the last entry; what came before the first was forgotten because of its age. */
      readonly first: number;
      readonly last: number;
      /** The last entry's hash. Written down elsewhere, it proves later that nothing before it was changed. */
      readonly hash: string;
    }
  | {
      readonly ok: false;
      /** The first entry that does not fit; undefined when it is the file that remembers the end. */
      readonly seq: number | undefined;
      readonly why: string;
    };

/** What a page of the log may be narrowed to. */
export interface AuditFilter {
  readonly kind?: string | undefined;
  /** One of these, as a JSON list of kinds. */
  readonly kinds?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly person?: string | undefined;
  /** The device's id. */
  readonly device?: string | undefined;
  /** Milliseconds since 1970: entries from then on. */
  readonly since?: number | undefined;
  /** Entries before that moment. */
  readonly until?: number | undefined;
  /** Entries older than the one of this number. */
  readonly before?: number | undefined;
  /** Entries newer than the one of this number. */
  readonly after?: number | undefined;
}

/** The log as its readers see it. */
export interface AuditLog extends Audit {
  /** At most `limit` entries, the newest first; the oldest first when the filter says `after`. */
  page(filter: AuditFilter, limit: number): readonly StoredAuditEntry[];
  lastOf(kind: AuditKind): StoredAuditEntry | undefined;
  count(): number;
  /** Whether the log is what was written. */
  verify(): AuditVerdict;
  /** Forgets the entries from before that moment, in a way that {@link verify} understands. @returns how many */
  prune(before: number): number;
}

/** An entry in words, without who and when. */
export function auditText(entry: AuditEntry): string {
  // A kind that a hand has changed in the table is no kind of ours.
  const words: string = (AUDIT_KINDS as Readonly<Record<string, string>>)[entry.kind] ?? entry.kind;
  return fillWords(words, entry);
}

/** Puts what an entry knows into words with places such as `{person}`. */
export function fillWords(
  words: string,
  { person, device, subject, detail }: AuditEntry,
  more: Readonly<Record<string, string | undefined>> = {},
  unknown = '(unknown)',
): string {
  const known: Readonly<Record<string, string | number | boolean | undefined>> = {
    name: device?.slice(0, 8),
    ...detail,
    ...more,
    person,
    device,
    subject,
  };
  return words.replace(/\{(\w+)\}/g, (_, key: string) => String(known[key] ?? unknown));
}
