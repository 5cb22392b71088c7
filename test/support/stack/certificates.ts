import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import type { RootKeys } from '../../../server/ca/create.ts';
import type { Identity } from '../../../server/stack/probe/https.ts';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as PeculiarCertificate,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../x509.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

export interface TestDevice extends Identity {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
}

async function pemOf(key: CryptoKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** Signs a client certificate with a CA's key, behind any registry's back. */
export async function mintDevice(
  ca: RootKeys,
  { name = 'CN=Mallory', days = 30 }: { readonly name?: string; readonly days?: number } = {},
): Promise<TestDevice> {
  const issuer = new PeculiarCertificate(ca.certificatePem);
  const [der] = PemConverter.decode(ca.keyPem);
  if (!der) throw new Error('the CA has no key');
  const signingKey = await crypto.subtle.importKey('pkcs8', der, P256, false, ['sign']);
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(16).toString('hex'),
    subject: name,
    issuer: issuer.subjectName,
    notBefore: new Date(Date.now() - Math.abs(days) * DAY),
    notAfter: new Date(Date.now() + days * DAY - (days < 0 ? 0 : DAY / 2)),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: SHA256,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
    ],
  });
  const certificatePem = certificate.toString('pem');
  const fingerprint = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
  return { certificatePem, keyPem: await pemOf(keys.privateKey), fingerprint };
}

/** A CA that calls itself what another one is called. */
export async function foreignCa(like: RootKeys): Promise<RootKeys> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: new PeculiarCertificate(like.certificatePem).subjectName,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 3650 * DAY),
    signingAlgorithm: SHA256,
    keys,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  return { certificatePem: certificate.toString('pem'), keyPem: await pemOf(keys.privateKey) };
}

/** A server certificate for hosts, as somebody else's ACME client would leave it in two files. */
export async function mintServer(hosts: readonly string[]): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: 'CN=Some Server',
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 90 * DAY),
    signingAlgorithm: SHA256,
    keys,
    extensions: [new SubjectAlternativeNameExtension(hosts.map((value) => ({ type: 'dns' as const, value })))],
  });
  return { certificatePem: certificate.toString('pem'), keyPem: await pemOf(keys.privateKey) };
}
