import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { signed } from '../scep/cms.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * Signs a profile with the server certificate, which phones show as verified when it is a public one. Where the home has not
 * got its key, since Caddy keeps it (`http-01`) or a private root signs (`internal`), the profile stays as it is: phones
 * install it, and say that it is not signed.
 */
export async function signProfile(
  profile: Uint8Array,
  { certificates }: Pick<HomeConfig, 'certificates'>,
  { rendered }: Pick<HomeLayout, 'rendered'>,
): Promise<Uint8Array> {
  if (certificates.kind !== 'files' && certificates.kind !== 'dns-01') return profile;
  const [chain, keyPem] = await Promise.all([
    readFile(rendered.serverCertificate, 'latin1'),
    readFile(rendered.serverKey, 'latin1'),
  ]);
  const [own, ...others] = [...chain.matchAll(CERTIFICATE)].map(([pem]) => new X509Certificate(pem));
  const key = createPrivateKey(keyPem);
  // Between the two files of a renewal they may be of different times.
  if (!own?.checkPrivateKey(key)) return profile;
  return signed(profile, [], { certificate: own.raw, key }, { chain: others.map(({ raw }) => raw) });
}
