/** What the core needs of the Homelab CA. */
import type { Certificate } from '../records.ts';

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
export interface CertificateTemplate {
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
  issue(order: CertificateTemplate): Promise<IssuedCertificate>;
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
export interface RevocationListTemplate {
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
  signRevocationList(order: RevocationListTemplate): Promise<Uint8Array>;
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
