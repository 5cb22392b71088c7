import { pem } from '../core/encoding.ts';
import type { Clock, Random } from '../core/ports/basics.ts';
import { certificateStart } from '../core/validity.ts';
import { type CaKey, SERIAL_BYTES } from './authority.ts';
import { signedCertificate } from './device-certificate.ts';
import { namesBelow } from './name-constraints.ts';
import { type RootOrder, rootToBeSigned } from './root-certificate.ts';
import { SECRET_BYTES } from './secrets.ts';
import { makeFileKey } from './signer.ts';

/** How long a root is good. */
const ROOT_YEARS = 10;

export interface RootKeys {
  /** PKCS#8 in PEM. A secret. */
  readonly keyPem: string;
  readonly certificatePem: string;
}

/** Everything secret that a home begins with, and the certificates that go with it. Nothing of it is on disk yet. */
export interface HomeKeys {
  readonly ca: RootKeys;
  /** For homes whose server certificates come from their own root (`certificates: internal`). */
  readonly serverRoot?: RootKeys;
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
): Promise<HomeKeys> {
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
export async function createServerRoot(home: string, domain: string | undefined, ports: Ports): Promise<RootKeys> {
  const { stored, key } = makeFileKey();
  // RFC 5280 allows 64 characters of common name; the home's name alone may have that many.
  const commonName = [...`${home} Server Root`].length <= 64 ? `${home} Server Root` : 'Server Root';
  const constraints = domain === undefined ? [] : [namesBelow(domain)];
  const certificatePem = await certifyRoot({ commonName, organization: home, pathLength: 1, constraints }, key, ports);
  return { keyPem: stored.pem, certificatePem };
}

/**
 * The certificate of a new Homelab CA, signed by itself: `CN=Homelab CA, O=<home>`, for devices' certificates only.
 * @returns PEM
 */
export function certifyHomelabCa(home: string, key: CaKey, ports: Ports): Promise<string> {
  return certifyRoot({ commonName: 'Homelab CA', organization: home, pathLength: 0, constraints: [] }, key, ports);
}

async function certifyRoot(
  what: Pick<RootOrder, 'commonName' | 'organization' | 'pathLength' | 'constraints'>,
  { spki, sign }: CaKey,
  { clock, random }: Ports,
): Promise<string> {
  const now = clock.now();
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + ROOT_YEARS);
  const order = { ...what, spki, notBefore: certificateStart(now), notAfter: end.getTime() };
  const tbs = rootToBeSigned(order, random.bytes(SERIAL_BYTES));
  return pem('CERTIFICATE', signedCertificate(tbs, await sign(tbs)));
}
