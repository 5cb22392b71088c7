/** What the core needs from outside. The adapters are in `server/store`, `server/ca` and the composition root. */
import type { Certificate, Device, DeviceState, Enrolment, Invitation, Origin, Platform } from './records.ts';

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
}

export interface Random {
  /** Bytes from a cryptographic source. */
  bytes(length: number): Uint8Array;
}

/** Everything that is derived from the home's secret key. */
export interface Secrets {
  /** HMAC-SHA-256 of a code in its written form under the code key, lower-case hexadecimal. */
  codeHash(code: string): string;
  /** What proves which device is asking: HMAC-SHA-256 of `<device id>.<generation>`, base64url, 43 characters. */
  renewalSecret(deviceId: string, generation: number): string;
  /** HMAC-SHA-256 under the key of challenges (SCEP), lower-case hexadecimal. */
  challengeMac(text: string): string;
  /** HMAC-SHA-256 under the key of the audit log, lower-case hexadecimal. */
  auditMac(text: string): string;
  /** Compares two texts in a time that tells nothing about where they differ. */
  equal(left: string, right: string): boolean;
}

/** The public key of a certificate request whose signature was verified. */
export interface RequestedKey {
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `spki`, lower-case hexadecimal. */
  readonly spkiHash: string;
}

/** P-256 for everybody; RSA of 2,048 to 4,096 bits for SCEP alone, whose clients at Apple have no other. */
export type KeyKind = 'P-256' | 'RSA';

/** What a certificate shall say. None of it comes from the certificate request but the key. */
export interface CertificateOrder {
  readonly person: string;
  readonly deviceName: string;
  readonly deviceId: string;
  readonly home: string;
  readonly key: RequestedKey;
  readonly notBefore: number;
  readonly notAfter: number;
}

export type IssuedCertificate = Omit<Certificate, 'deviceId' | 'state' | 'generation' | 'app'>;

export interface CertificateAuthority {
  /** The Homelab CA's certificate, PEM. */
  readonly certificatePem: string;
  /** When the Homelab CA itself ends. */
  readonly notAfter: number;
  /**
   * Reads a PKCS#10 request (RFC 2986) in PEM and verifies that its key signed it. Nothing but the key is read.
   * @param kind the one kind of key that is taken; P-256 when it is not given
   * @throws LatchkeyError CSR_NOT_VALID
   */
  readRequest(pem: string, kind?: KeyKind): RequestedKey;
  issue(order: CertificateOrder): Promise<IssuedCertificate>;
  /**
   * The CA that signed a device's certificate: while a rotation is under way, it may be the one before.
   * @param der of the device's certificate
   * @returns its certificate, PEM
   */
  issuerOf(der: Uint8Array): string;
}

/** One certificate that is good no more, in a CRL. */
export interface Revocation {
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly at: number;
  readonly reason: 'shut-out' | 'left' | 'superseded';
}

/** What a CRL shall say (RFC 5280 5). Times in milliseconds. */
export interface RevocationListOrder {
  readonly number: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: readonly Revocation[];
}

/** The Homelab CA as it speaks to programs that are not Latchkey's. */
export interface PublicAuthority {
  /** Every CA whose certificates are good, DER; the one that signs now is the first. */
  readonly trusted: readonly Uint8Array[];
  /**
   * Certifies the RSA key of a registration authority (RFC 8894 2.1.2), which lets nobody in: it is no client's.
   * @returns DER
   */
  certifyRegistrationAuthority(spki: Uint8Array<ArrayBuffer>, notBefore: number, notAfter: number): Promise<Uint8Array>;
  /** Signs a CRL. @returns DER */
  signRevocationList(order: RevocationListOrder): Promise<Uint8Array>;
}

/** A CRL as it was given out last. */
export interface IssuedRevocationList {
  readonly number: number;
  readonly thisUpdate: number;
  /** SHA-256 of the certificate of the CA that signed it. */
  readonly issuer: string;
  /** How often a certificate's state had changed when it was made. */
  readonly changes: number;
  readonly der: Uint8Array;
}

/** What the registry knows of revocations. */
export interface RevocationRecords {
  /** How often a certificate's state has changed, whoever changed it. */
  changes(): number;
  /** The certificates that are good no more, without those that ended before that moment. */
  revoked(endedAfter: number): readonly Revocation[];
  last(): IssuedRevocationList | undefined;
  /** Remembers it, unless one of the same or a higher number is remembered. @returns whether it is */
  remember(list: IssuedRevocationList): boolean;
}

/** What {@link Registry.redeem} records when the code can be claimed. */
export interface Redemption {
  readonly codeHash: string;
  readonly at: number;
  /** The device that comes into being; undefined for the key of an app, whose device the invitation names. */
  readonly device:
    | {
        readonly id: string;
        readonly name: string;
        readonly platform: Platform | undefined;
        readonly origin: Origin;
      }
    | undefined;
  readonly certificate: IssuedCertificate;
}

/** What {@link Registry.renew} records, if the device is still as it was when the certificate was made. */
export interface Renewal {
  readonly deviceId: string;
  /** The device's newest generation and certificate as they were read. */
  readonly seen: { readonly generation: number; readonly fingerprint: string };
  /** The generation of the new certificate. The one before it is confirmed by this. */
  readonly generation: number;
  readonly at: number;
  readonly certificate: IssuedCertificate;
  /** How the device proved itself; that is how it renews from now on. */
  readonly origin: Origin;
  /** The id of the invitation that it came by, when it did. */
  readonly invitation?: string;
}

/**
 * The truth: invitations, devices, certificates. Several processes use one registry at the same time. Every method is
 * atomic, and what it changed is on disk when it returns.
 * Every method may throw LatchkeyError REGISTRY_DAMAGED, UNAVAILABLE (another process writes for too long) or
 * FOLDER_NOT_WRITABLE.
 */
export interface Registry {
  /**
   * Runs something that is not asynchronous in one transaction: all that it changes, its audit entries included, is on
   * disk when this returns, or nothing is when it throws. Within another one it becomes part of it.
   */
  atomically<T>(run: () => T): T;

  /**
   * As {@link atomically}, in one transaction with whatever else asks for the same at this moment: for what many may ask
   * for at once, so that they wait for the disk together. None of them sees another's failure.
   */
  together<T>(run: () => T): Promise<T>;

  /** Throws when the registry cannot be read right now. */
  check(): void;

  addInvitation(invitation: Invitation, codeHash: string): void;
  invitationByCode(codeHash: string): Invitation | undefined;
  /** All of them, the newest first. */
  invitations(): readonly Invitation[];
  /** Open ones whose ids begin so: one, or two when there are several. */
  openInvitationsByIdPrefix(prefix: string, at: number): readonly Invitation[];
  /** Cancels it when it is open; false when it was not. */
  cancelInvitation(id: string, at: number): boolean;

  /**
   * Cancels the open invitations for further keys of a device, and those that it asked for itself.
   * @param app only those for this app; null for only those for its next certificate
   * @returns how many
   */
  closeInvitations(deviceId: string, at: number, app?: string | null): number;
  /** How many invitations a device has asked for itself since that moment. */
  askedSince(deviceId: string, since: number): number;

  /** Claims the code alone: within {@link together}, beside what it is claimed for. False when it is not open. */
  claimInvitation(codeHash: string, at: number): boolean;
  /**
   * Claims the code, if it is open, and records the device and its certificate with it, or nothing at all. A code that
   * was claimed before gives what {@link redeemed} gives.
   */
  redeem(redemption: Redemption): Enrolment | undefined;
  /** What this code was redeemed for with this key, as long as the code, the device and the certificate are good. */
  redeemed(codeHash: string, spkiHash: string, at: number): Enrolment | undefined;

  /** All of them, the newest first. */
  devices(): readonly Device[];
  device(id: string): Device | undefined;
  devicesByIdPrefix(prefix: string): readonly Device[];
  devicesByName(name: string): readonly Device[];
  /** Every name that a device has, each once. */
  deviceNames(): readonly string[];
  /** Everybody who was ever invited, each name once. */
  personNames(): readonly string[];
  /** Ends an active device, revokes its active certificates and closes what it was or has asked to be invited for; a device that has ended stays as it is. */
  endDevice(id: string, state: Exclude<DeviceState, 'active'>, at: number): Device | undefined;
  /** Remembers that somebody came with an old renewal secret of this device. */
  suspect(id: string, at: number): void;
  /** Ends the key of an app alone; false when it is no such key, or ended already. */
  endAppKey(fingerprint: string, at: number): boolean;
  /** Every certificate that the device ever had, the newest first. */
  certificatesOf(deviceId: string): readonly Certificate[];

  /** A device with its newest certificate: of the highest generation, and of those the last that was issued. */
  renewable(deviceId: string): Enrolment | undefined;
  /**
   * Records a certificate beside the confirmed one and retires every other.
   * @returns the fingerprints that are retired; undefined, and nothing recorded, when the device has ended or moved on
   */
  renew(renewal: Renewal): readonly string[] | undefined;
  /**
   * Records that the device has received this generation, and retires every other certificate.
   * @returns the fingerprints that are retired; undefined when the device has ended or this is not its newest generation
   */
  confirmRenewal(deviceId: string, generation: number, at: number): readonly string[] | undefined;

  enrolment(fingerprint: string): Enrolment | undefined;
  /** Fingerprints of active, unexpired certificates of active devices. */
  activeFingerprints(at: number): readonly string[];
  /** Whether {@link activeFingerprints} has this one. */
  isActive(fingerprint: string, at: number): boolean;
  /** Another number whenever {@link activeFingerprints} may have changed by more than the passing of time. */
  activeVersion(): number;
  /** When the first of the active certificates expires, milliseconds since 1970; undefined when there is none. */
  nextEnd(at: number): number | undefined;
  /**
   * Whether open connections with this one may go on: it is active, or a renewal retired it and it is not past its own
   * end. Of active devices only.
   */
  mayStayOpen(fingerprint: string, at: number): boolean;
}

/** The fingerprints that the WAN listener lets in now. Derived from the registry, never the truth. */
export interface ActiveSet {
  /** On disk when it returns. True when it was not there before. */
  add(fingerprint: string): Promise<boolean>;
  /** Gone from disk when it returns. True when it was there before. */
  remove(name: string): Promise<boolean>;
  /** Every name in it, fingerprint or not. */
  list(): Promise<readonly string[]>;
}

/** One open connection of a certificate. Its greeting named one host, and it is for no other. */
export interface TrackedConnection {
  readonly fingerprint: string;
  /** In lower case, without a port. */
  readonly host: string;
  /** The client's address and port, `<address>_<port>`, the address in its canonical text. */
  readonly source: string;
}

/** The connections of a certificate and a host that were taken away from where the client-auth check sees them. */
export interface ConnectionsSetAside {
  readonly name: string;
  readonly fingerprint: string;
  readonly host: string;
  readonly sources: readonly string[];
}

/** Which connection was let in with which certificate. Forgotten with a reboot, as the connections are. */
export interface TrackedConnections {
  /**
   * Tracks a connection, in one step with a look whether the certificate is in the active set; one that another
   * certificate had from the same address and port before is forgotten.
   * @param at now
   * @returns whether it was tracked; false when the certificate is not in the active set
   */
  add(connection: TrackedConnection, at: number): Promise<boolean>;
  /** Forgets connections that are over. */
  remove(connections: readonly TrackedConnection[]): Promise<void>;
  /** The certificates with tracked connections. */
  fingerprints(): Promise<readonly string[]>;
  /** The hosts that a certificate has tracked connections to. */
  hosts(fingerprint: string): Promise<readonly string[]>;
  /** Every connection that this process made before that moment. */
  list(before: number): readonly TrackedConnection[];
  /**
   * In one step takes the connections of a certificate, for one host or for all, away from where the client-auth check
   * sees them.
   */
  setAside(fingerprint: string, host?: string): Promise<void>;
  /** What was set aside, by this process or by another one. */
  aside(): Promise<readonly ConnectionsSetAside[]>;
  forgetSetAside(names: readonly string[]): Promise<void>;
}

/** The connections that HAProxy holds open, as it knows them. */
export interface ProxySessions {
  /** Session ids by source. Empty when HAProxy does not run. */
  sessions(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Ends sessions at once; one that has ended already is not missed. */
  end(ids: readonly string[]): Promise<void>;
}
