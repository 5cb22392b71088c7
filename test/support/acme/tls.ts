import { randomBytes } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../x509.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

/** What the directory of a private CA is served with. All PEM. */
export interface DirectoryTls {
  readonly rootPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A root, and a certificate of it for loopback. */
export async function makeDirectoryTls(): Promise<DirectoryTls> {
  const life = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 3650 * DAY) };
  const serialNumber = () => `1${randomBytes(15).toString('hex')}`;
  const rootKeys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    ...life,
    serialNumber: serialNumber(),
    name: 'CN=Test directory root',
    signingAlgorithm: SHA256,
    keys: rootKeys,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    ...life,
    serialNumber: serialNumber(),
    subject: 'CN=localhost',
    issuer: root.subjectName,
    publicKey: keys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: SHA256,
    extensions: [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
  return {
    rootPem: root.toString('pem'),
    certificatePem: certificate.toString('pem'),
    keyPem: PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
  };
}
