import { X509Certificate } from 'node:crypto';
import type {
  CertificateAuthority,
  CertificateTemplate,
  IssuedCertificate,
  KeyKind,
  PublicAuthority,
  RequestedKey,
  RevocationListTemplate,
} from '../core/ports/authority.ts';
import type { Random } from '../core/ports/basics.ts';
import { context, elements } from '../platform/der.ts';
import { sha256 } from '../platform/sha256.ts';
import { readRequest } from './csr.ts';
import { type Issuer, keyIdentifier, signedCertificate, toBeSigned } from './device-certificate.ts';
import { registrationAuthorityToBeSigned } from './registration-authority.ts';
import { revocationListToBeSigned, signedRevocationList } from './revocation-list.ts';

/** Bytes of a serial number: 128 random bits, so that nobody can foresee one (RFC 5280 4.1.2.2 allows 20 bytes). */
export const SERIAL_BYTES = 16;

/**
 * Signs with the key of the Homelab CA, wherever that is: ECDSA and SHA-256, the signature an Ecdsa-Sig-Value in DER
 * (RFC 3279 2.2.3).
 */
export type Sign = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** A CA's key that is ready to sign. */
export interface CaKey {
  /** DER of the SubjectPublicKeyInfo, P-256. */
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly sign: Sign;
}

/** What stands of a CA in all that it signs. */
function asIssuer({ raw }: X509Certificate): Issuer {
  const [certificate] = elements(Buffer.from(raw));
  const [tbs] = elements(certificate?.content ?? Buffer.alloc(0));
  // RFC 5280 4.1: [version,] serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo.
  const fields = elements(tbs?.content ?? Buffer.alloc(0)).filter(({ tag }) => tag !== context(0));
  const [subject, spki] = fields.slice(4, 6).map(({ whole }) => whole);
  return { name: subject ?? Buffer.alloc(0), keyIdentifier: keyIdentifier(spki ?? Buffer.alloc(0)) };
}

/** The Homelab CA at work: signs devices' certificates, and the list of those that are good no more. */
export class HomelabCa implements CertificateAuthority, PublicAuthority {
  readonly certificatePem: string;
  readonly notAfter: number;
  readonly trusted: readonly Uint8Array[];
  readonly #issuer: Issuer;
  readonly #sign: Sign;
  readonly #random: Random;
  readonly #previous: readonly X509Certificate[];

  /** @param previous the CAs before it whose certificates are still good, while a rotation is under way */
  constructor(certificate: X509Certificate, sign: Sign, random: Random, previous: readonly X509Certificate[] = []) {
    this.certificatePem = certificate.toString();
    this.notAfter = certificate.validToDate.getTime();
    this.#issuer = asIssuer(certificate);
    this.#sign = sign;
    this.#random = random;
    this.#previous = previous;
    this.trusted = [certificate, ...previous].map(({ raw }) => new Uint8Array(raw));
  }

  /** {@link CertificateAuthority.issuerOf} */
  issuerOf(der: Uint8Array): string {
    const certificate = this.#previous.length > 0 ? new X509Certificate(der) : undefined;
    return this.#previous.find((ca) => certificate?.checkIssued(ca))?.toString() ?? this.certificatePem;
  }

  /** {@link PublicAuthority.signRevocationList} */
  async signRevocationList(order: RevocationListTemplate): Promise<Uint8Array> {
    const tbs = revocationListToBeSigned(order, this.#issuer);
    return signedRevocationList(tbs, await this.#sign(tbs));
  }

  /** {@link PublicAuthority.certifyRegistrationAuthority} */
  async certifyRegistrationAuthority(
    spki: Uint8Array<ArrayBuffer>,
    notBefore: number,
    notAfter: number,
  ): Promise<Uint8Array> {
    const order = { spki, notBefore, notAfter: Math.min(notAfter, this.notAfter) };
    const tbs = registrationAuthorityToBeSigned(order, this.#issuer, this.#random.bytes(SERIAL_BYTES));
    return new Uint8Array(signedCertificate(tbs, await this.#sign(tbs)));
  }

  /** {@link CertificateAuthority.readRequest} */
  readRequest(pem: string, kind?: KeyKind): RequestedKey {
    return readRequest(pem, kind);
  }

  /** {@link CertificateAuthority.issue}: the profile of a device's certificate (RFC 5280). */
  async issue(order: CertificateTemplate): Promise<IssuedCertificate> {
    const serial = this.#random.bytes(SERIAL_BYTES);
    const tbs = toBeSigned(order, this.#issuer, serial);
    const der = new Uint8Array(signedCertificate(tbs, await this.#sign(tbs)));
    return {
      der,
      fingerprint: sha256(der),
      serial: Buffer.from(serial).toString('hex'),
      spkiHash: order.key.spkiHash,
      notBefore: wholeSeconds(order.notBefore),
      notAfter: wholeSeconds(order.notAfter),
    };
  }
}

/** What a certificate can say of a time. */
const wholeSeconds = (milliseconds: number) => Math.floor(milliseconds / 1000) * 1000;
