/** A CA that signs whatever it is told, for a key of its own choosing if need be: what no honest CA would answer with. */
import { randomBytes } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../x509.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

export interface Misissue {
  readonly names: readonly string[];
  /** Days from now. */
  readonly from: number;
  readonly to: number;
  /** For another key than the request's. */
  readonly otherKey?: boolean;
}

/** @returns what signs for the key of a request, DER in base64url as ACME sends it (RFC 8555, 7.4): the certificate and its CA */
export async function makeSigner(): Promise<(request: string, wanted: Misissue) => Promise<string>> {
  const keys = () => crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const life = (from: number, to: number) => ({
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + to * DAY),
    serialNumber: `1${randomBytes(15).toString('hex')}`,
    signingAlgorithm: SHA256,
  });
  const caKeys = await keys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...life(-3650, 3650),
    name: 'CN=Test CA that errs',
    keys: caKeys,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  return async (request, { names, from, to, otherKey = false }) => {
    const asked = new Pkcs10CertificateRequest(Buffer.from(request, 'base64url'));
    const certificate = await X509CertificateGenerator.create({
      ...life(from, to),
      subject: `CN=${names[0]}`,
      issuer: ca.subjectName,
      publicKey: otherKey ? (await keys()).publicKey : await asked.publicKey.export(),
      signingKey: caKeys.privateKey,
      extensions: [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      ],
    });
    return `${certificate.toString('pem')}\n${ca.toString('pem')}\n`;
  };
}
