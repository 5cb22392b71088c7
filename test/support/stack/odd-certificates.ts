/** Every kind of client certificate that may be shown at the door, the wrong ones above all. */
import { createHash, randomBytes } from 'node:crypto';
import type { RootKeys } from '../../../server/ca/create.ts';
import type { Identity } from '../probe.ts';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  X509Certificate,
  X509CertificateGenerator,
} from '../x509.ts';
import { foreignCa } from './certificates.ts';

const DAY = 86_400_000;
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const P384 = { name: 'ECDSA', namedCurve: 'P-384' } as const;
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
} as const;

interface Recipe {
  readonly days?: readonly [from: number, to: number];
  readonly usage?: string;
  readonly algorithm?: typeof P256 | typeof P384 | typeof RSA;
  readonly serial?: string;
  readonly subject?: string;
}

export interface OddCertificate extends Identity {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
}

async function identityOf(certificate: X509Certificate, key: CryptoKey): Promise<OddCertificate> {
  const cert = certificate.toString('pem');
  const fingerprint = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
  return { cert, key: PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY'), fingerprint };
}

async function signingKeyOf({ keyPem }: RootKeys): Promise<CryptoKey> {
  const [der] = PemConverter.decode(keyPem);
  if (!der) throw new Error('the CA has no key');
  return crypto.subtle.importKey('pkcs8', der, P256, false, ['sign']);
}

/** A client certificate by a CA, made as the recipe says. */
async function mint(ca: RootKeys, recipe: Recipe = {}): Promise<OddCertificate> {
  const { days = [-1, 30], usage = ExtendedKeyUsage.clientAuth, algorithm = P256 } = recipe;
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: recipe.serial ?? randomBytes(16).toString('hex'),
    subject: recipe.subject ?? 'CN=Mallory',
    issuer: new X509Certificate(ca.certificatePem).subjectName,
    notBefore: new Date(Date.now() + days[0] * DAY),
    notAfter: new Date(Date.now() + days[1] * DAY),
    publicKey: keys.publicKey,
    signingKey: await signingKeyOf(ca),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage]),
    ],
  });
  return identityOf(certificate, keys.privateKey);
}

async function selfSigned(): Promise<OddCertificate> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: 'CN=Mallory',
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 30 * DAY),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  });
  return identityOf(certificate, keys.privateKey);
}

/**
 * One of each kind. `active` and `shut out` are to be put into the active set, and the latter out of it again, by the
 * caller; all the others never were there.
 */
export async function oddCertificates(ca: RootKeys) {
  const foreign = await foreignCa(ca);
  const serial = randomBytes(16).toString('hex');
  const subject = 'CN=Dave, OU=Laptop, O=Test Home';
  const authority = new X509Certificate(ca.certificatePem);
  return {
    active: await mint(ca, { serial, subject }),
    'shut out': await mint(ca),
    'unknown to the registry': await mint(ca),
    expired: await mint(ca, { days: [-30, -1] }),
    'not yet valid': await mint(ca, { days: [1, 30] }),
    'foreign CA': await mint(foreign),
    'same subject and serial by another CA': await mint(foreign, { serial, subject }),
    'self-signed': await selfSigned(),
    'server-auth only': await mint(ca, { usage: ExtendedKeyUsage.serverAuth }),
    'the CA itself': { cert: authority.toString('pem'), key: ca.keyPem, fingerprint: '' },
    RSA: await mint(ca, { algorithm: RSA }),
    'P-384': await mint(ca, { algorithm: P384 }),
  } as const;
}
