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
  readonly subject: Record<string, string>;
  readonly publicKey: CryptoKey;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly isAuthority?: boolean;
  readonly purposes?: string[];
  /** DNS names. */
  readonly names?: string[];
  /** Into `urn:uuid:`, as the home does it. */
  readonly deviceId?: string;
  readonly usages?: number;
  /** Besides, or twice, those that are there. */
  readonly more?: readonly Extension[];
  readonly hash?: string;
}

export interface AuthorityWishes {
  readonly isAuthority?: boolean;
  readonly pathLength?: number | undefined;
  readonly usages?: number;
  readonly more?: readonly Extension[];
  readonly curve?: string;
  readonly notBefore?: Date;
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

  static async create(name: Record<string, string>, wishes: AuthorityWishes = {}): Promise<FakeAuthority> {
    const { isAuthority = true, curve = 'P-256', more = [], notBefore } = wishes;
    const pathLength = 'pathLength' in wishes ? wishes.pathLength : isAuthority ? 0 : undefined;
    const keys = await crypto.subtle.generateKey({ ...ALGORITHM, namedCurve: curve }, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: nameOf(name),
      notBefore: notBefore ?? new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + 3650 * DAY),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(isAuthority, pathLength, true),
        new KeyUsagesExtension(wishes.usages ?? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ...more,
      ],
    });
    return new FakeAuthority(certificate, keys);
  }

  /** @returns PEM */
  async issue(wishes: LeafWishes): Promise<string> {
    const {
      subject,
      publicKey,
      isAuthority = false,
      purposes = [ExtendedKeyUsage.clientAuth],
      names,
      deviceId,
    } = wishes;
    const extensions: Extension[] = [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new KeyUsagesExtension(wishes.usages ?? KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement, true),
    ];
    if (purposes.length > 0) extensions.push(new ExtendedKeyUsageExtension(purposes));
    if (names)
      extensions.push(new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))));
    if (deviceId)
      extensions.push(new SubjectAlternativeNameExtension([{ type: 'url', value: `urn:uuid:${deviceId}` }]));
    extensions.push(...(wishes.more ?? []));
    const certificate = await X509CertificateGenerator.create({
      serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex'),
      subject: nameOf(subject),
      issuer: this.certificate.subject,
      notBefore: wishes.notBefore ?? new Date(Date.now() - 300_000),
      notAfter: wishes.notAfter ?? new Date(Date.now() + 365 * DAY),
      publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: { ...ALGORITHM, hash: wishes.hash ?? ALGORITHM.hash },
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
