/** A certificate authority for tests: real keys, real signatures, and certificates as wrong as a test wants them. */
import 'reflect-metadata';
import { createHash, X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

export interface LeafWishes {
  readonly subject: Record<'CN' | 'OU' | 'O', string>;
  readonly publicKey: CryptoKey;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly isAuthority?: boolean;
  readonly purposes?: string[];
  readonly names?: string[];
}

export const newKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

/** The public key that a certificate request is for. */
export const requestedKey = (pem: string) => new Pkcs10CertificateRequest(pem).publicKey.export();

export class FakeAuthority {
  readonly pem: string;
  readonly certificate: X509Certificate;
  readonly #keys: CryptoKeyPair;

  private constructor(certificate: X509Certificate, keys: CryptoKeyPair) {
    this.certificate = certificate;
    this.pem = certificate.toString('pem');
    this.#keys = keys;
  }

  static async create(name: Record<string, string>, isAuthority = true): Promise<FakeAuthority> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: nameOf(name),
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + 3650 * DAY),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(isAuthority, isAuthority ? 0 : undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    });
    return new FakeAuthority(certificate, keys);
  }

  /** @returns PEM */
  async issue(wishes: LeafWishes): Promise<string> {
    const { subject, publicKey, isAuthority = false, purposes = [ExtendedKeyUsage.clientAuth], names } = wishes;
    const extensions: Extension[] = [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement, true),
    ];
    if (purposes.length > 0) extensions.push(new ExtendedKeyUsageExtension(purposes));
    if (names)
      extensions.push(new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))));
    const certificate = await X509CertificateGenerator.create({
      serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex'),
      subject: nameOf(subject),
      issuer: this.certificate.subject,
      notBefore: wishes.notBefore ?? new Date(Date.now() - 300_000),
      notAfter: wishes.notAfter ?? new Date(Date.now() + 365 * DAY),
      publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions,
    });
    return certificate.toString('pem');
  }

  /** base64url SHA-256 of the DER, as an invite's pin has it. */
  get pin(): string {
    return createHash('sha256').update(Buffer.from(this.certificate.rawData)).digest('base64url');
  }
}

export const fingerprintOf = (pem: string) => createHash('sha256').update(new NodeCertificate(pem).raw).digest('hex');

const nameOf = (parts: Record<string, string>) =>
  new Name(Object.entries(parts).map(([key, value]) => ({ [key]: [{ utf8String: value }] }))).toString();
