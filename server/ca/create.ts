import type { Clock, Random } from '../core/ports.ts';
import { certificateStart } from '../core/validity.ts';
import { distinguishedName, SERIAL_BYTES } from './authority.ts';
import { SECRET_BYTES } from './secrets.ts';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts';

/** How long a root is good. */
const ROOT_YEARS = 10;

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export interface RootMaterial {
  /** PKCS#8 in PEM. A secret. */
  readonly keyPem: string;
  readonly certificatePem: string;
}

/** Everything secret that a home begins with, and the certificates that go with it. Nothing of it is on disk yet. */
export interface HomeMaterial {
  readonly ca: RootMaterial;
  /** For homes whose server certificates come from their own root (`certificates: internal`). */
  readonly serverRoot?: RootMaterial;
  /** 32 random bytes. */
  readonly secret: Uint8Array;
}

interface Ports {
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Makes the keys of a new home: the Homelab CA (`CN=Homelab CA, O=<home>`, signs devices' certificates only), the
 * secret key, and where wanted a root for server certificates (`CN=<home> Server Root`, one intermediate below it,
 * which Caddy makes). The private keys' randomness is the platform's own.
 */
export async function createHomeMaterial(
  home: string,
  options: { readonly serverRoot: boolean },
  ports: Ports,
): Promise<HomeMaterial> {
  const ca = await createRoot(distinguishedName(['CN', 'Homelab CA'], ['O', home]), 0, ports);
  const secret = ports.random.bytes(SECRET_BYTES);
  if (!options.serverRoot) return { ca, secret };
  // RFC 5280 allows 64 characters of common name; the home's name alone may have that many.
  const commonName = [...`${home} Server Root`].length <= 64 ? `${home} Server Root` : 'Server Root';
  return { ca, secret, serverRoot: await createRoot(distinguishedName(['CN', commonName], ['O', home]), 1, ports) };
}

/** @param pathLength how many intermediates may be below it */
async function createRoot(name: Name, pathLength: number, { clock, random }: Ports): Promise<RootMaterial> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const now = clock.now();
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + ROOT_YEARS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(random.bytes(SERIAL_BYTES)).toString('hex'),
    name,
    notBefore: new Date(certificateStart(now)),
    notAfter,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [
      new BasicConstraintsExtension(true, pathLength, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    keyPem: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
    certificatePem: `${certificate.toString('pem')}\n`,
  };
}
