import { createHash } from 'node:crypto';
import type { CertificateAuthority, CertificateOrder, IssuedCertificate, Random, RequestedKey } from '../core/ports.ts';
import { readRequest } from './csr.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from './x509.ts';

/** Bytes of a serial number: 128 random bits, so that nobody can foresee one (RFC 5280 4.1.2.2 allows 20 bytes). */
export const SERIAL_BYTES = 16;

/** A distinguished name of UTF8Strings. Never made from text, where a comma in a name would begin a new attribute. */
export function distinguishedName(...parts: readonly (readonly ['CN' | 'OU' | 'O', string])[]): Name {
  return new Name(parts.map(([type, utf8String]) => ({ [type]: [{ utf8String }] })));
}

/** The Homelab CA at work: signs devices' certificates and nothing else. */
export class HomelabCa implements CertificateAuthority {
  readonly certificatePem: string;
  readonly notAfter: number;
  readonly #certificate: X509Certificate;
  readonly #key: CryptoKey;
  readonly #authorityKeyId: AuthorityKeyIdentifierExtension;
  readonly #random: Random;

  private constructor(
    certificate: X509Certificate,
    key: CryptoKey,
    authorityKeyId: AuthorityKeyIdentifierExtension,
    random: Random,
  ) {
    this.certificatePem = `${certificate.toString('pem')}\n`;
    this.notAfter = certificate.notAfter.getTime();
    this.#certificate = certificate;
    this.#key = key;
    this.#authorityKeyId = authorityKeyId;
    this.#random = random;
  }

  /** @param key its private key, ECDSA P-256, with the usage `sign` */
  static async open(certificate: X509Certificate, key: CryptoKey, random: Random): Promise<HomelabCa> {
    const authorityKeyId = await AuthorityKeyIdentifierExtension.create(certificate.publicKey);
    return new HomelabCa(certificate, key, authorityKeyId, random);
  }

  /** {@link CertificateAuthority.readRequest} */
  readRequest(pem: string): Promise<RequestedKey> {
    return readRequest(pem);
  }

  /** {@link CertificateAuthority.issue}: the profile of a device's certificate (RFC 5280). */
  async issue(order: CertificateOrder): Promise<IssuedCertificate> {
    const serial = Buffer.from(this.#random.bytes(SERIAL_BYTES)).toString('hex');
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serial,
      subject: distinguishedName(['CN', order.person], ['OU', order.deviceName], ['O', order.home]),
      issuer: this.#certificate.subjectName,
      notBefore: new Date(order.notBefore),
      notAfter: new Date(order.notAfter),
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      publicKey: order.key.spki,
      signingKey: this.#key,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension([{ type: 'url', value: `urn:uuid:${order.deviceId}` }]),
        await SubjectKeyIdentifierExtension.create(order.key.spki),
        this.#authorityKeyId,
      ],
    });
    const der = new Uint8Array(certificate.rawData);
    return {
      der,
      fingerprint: createHash('sha256').update(der).digest('hex'),
      serial: certificate.serialNumber,
      spkiHash: order.key.spkiHash,
      notBefore: certificate.notBefore.getTime(),
      notAfter: certificate.notAfter.getTime(),
    };
  }
}
