import type { Clock, Random } from '../core/ports/basics.ts';
import { certificateStart } from '../core/validity.ts';
import { elements } from '../platform/der.ts';
import { type CaKey, distinguishedName, SERIAL_BYTES } from './authority.ts';
import { signedCertificate } from './device-certificate.ts';
import { namesBelow } from './name-constraints.ts';
import { SECRET_BYTES } from './secrets.ts';
import { makeFileKey } from './signer.ts';
import {
  BasicConstraintsExtension,
  type Extension,
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
 * which Caddy makes), good for the home's domain alone. The private keys' randomness is the platform's own.
 */
export async function createHomeMaterial(
  home: string,
  options: { readonly serverRoot: boolean; readonly domain?: string },
  ports: Ports,
): Promise<HomeMaterial> {
  const { stored, key } = makeFileKey();
  const ca = { keyPem: stored.pem, certificatePem: await certifyHomelabCa(home, key, ports) };
  const secret = ports.random.bytes(SECRET_BYTES);
  if (!options.serverRoot) return { ca, secret };
  return { ca, secret, serverRoot: await createServerRoot(home, options.domain, ports) };
}

/**
 * A new root for server certificates.
 * @param domain for which, and for the names below it, it can sign alone; any when it is not given
 */
export async function createServerRoot(home: string, domain: string | undefined, ports: Ports): Promise<RootMaterial> {
  const { stored, key } = makeFileKey();
  // RFC 5280 allows 64 characters of common name; the home's name alone may have that many.
  const commonName = [...`${home} Server Root`].length <= 64 ? `${home} Server Root` : 'Server Root';
  const name = distinguishedName(['CN', commonName], ['O', home]);
  const constraints = domain === undefined ? [] : [namesBelow(domain)];
  return { keyPem: stored.pem, certificatePem: await certifyRoot(name, 1, key, ports, constraints) };
}

/**
 * The certificate of a new Homelab CA, signed by itself: `CN=Homelab CA, O=<home>`, for devices' certificates only.
 * @returns PEM
 */
export function certifyHomelabCa(home: string, key: CaKey, ports: Ports): Promise<string> {
  return certifyRoot(distinguishedName(['CN', 'Homelab CA'], ['O', home]), 0, key, ports);
}

/** @param pathLength how many intermediates may be below it */
async function certifyRoot(
  name: Name,
  pathLength: number,
  key: CaKey,
  { clock, random }: Ports,
  constraints: readonly Extension[] = [],
): Promise<string> {
  const now = clock.now();
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + ROOT_YEARS);
  // The library signs with keys of WebCrypto only: a key of the moment signs for it, and what it signed is signed anew.
  const { privateKey: placeholder } = await crypto.subtle.generateKey(P256, false, ['sign']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(random.bytes(SERIAL_BYTES)).toString('hex'),
    subject: name,
    issuer: name,
    notBefore: new Date(certificateStart(now)),
    notAfter,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    publicKey: key.spki,
    signingKey: placeholder,
    extensions: [
      new BasicConstraintsExtension(true, pathLength, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(key.spki),
      ...constraints,
    ],
  });
  const tbs = toBeSignedOf(Buffer.from(certificate.rawData));
  return `${PemConverter.encode(signedCertificate(tbs, await key.sign(tbs)), 'CERTIFICATE')}\n`;
}

/** The TBSCertificate inside a certificate, DER. */
function toBeSignedOf(certificate: Buffer<ArrayBuffer>): Uint8Array {
  const [whole] = elements(certificate);
  const [tbs] = elements(whole?.content ?? Buffer.alloc(0));
  return tbs?.whole ?? Buffer.alloc(0);
}
