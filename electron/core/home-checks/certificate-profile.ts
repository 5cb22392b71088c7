/**
 * The profile of a device's certificate and of its authority (RFC 5280), as the home writes them. Whatever is not in it is
 * refused: an extension that nobody here has judged may give the certificate a purpose of which this computer's programs
 * know and this check does not.
 */
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
} from '@peculiar/x509';
import { toHex } from '../../../shared/bytes.ts';
import { MAX_CERTIFICATE_DAYS } from '../../../shared/limits.ts';

const EXTENSIONS: Readonly<Record<string, 'both' | 'leaf'>> = {
  '2.5.29.14': 'both', // subject key identifier
  '2.5.29.15': 'both', // key usage
  '2.5.29.17': 'leaf', // subject alternative name
  '2.5.29.19': 'both', // basic constraints
  '2.5.29.35': 'both', // authority key identifier
  '2.5.29.37': 'both', // extended key usage
};

/** How every SubjectPublicKeyInfo of an uncompressed P-256 key begins (RFC 5480), and how long it is, in bytes. */
const P256 = { prefix: '3059301306072a8648ce3d020106082a8648ce3d03010703420004', length: 91 } as const;

const DAY = 86_400_000;
/** The home dates certificates back by five minutes, for slow clocks. */
const SLACK = 60 * 60 * 1000;

/** @returns what is wrong with a device's certificate, in one sentence */
export function leafProblem(leaf: X509Certificate, deviceId: string): string | undefined {
  const constraints = leaf.getExtension(BasicConstraintsExtension);
  if (constraints?.ca || constraints?.pathLength !== undefined) return 'It would make this computer an authority.';
  const usages = leaf.getExtension(KeyUsagesExtension)?.usages ?? 0;
  if ((usages & KeyUsageFlags.digitalSignature) === 0)
    return 'Its key must not be used to sign, so no browser could show it.';
  if ((usages & ~(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement)) !== 0)
    return 'Its key could be used for more than proving who this computer is.';
  const purposes = leaf.getExtension(ExtendedKeyUsageExtension)?.usages ?? [];
  if (!purposes.includes(ExtendedKeyUsage.clientAuth)) return 'It does not say that it is for clients.';
  if (purposes.length > 1) return 'It is for more than clients.';
  const names = leaf.getExtension(SubjectAlternativeNameExtension)?.names.items;
  const own = names?.length === 1 && names[0]?.type === 'url' && names[0].value === `urn:uuid:${deviceId}`;
  if (!names) return 'It does not name this device.';
  if (!own) return 'It goes by other names than this device has.';
  if (leaf.notAfter.getTime() - leaf.notBefore.getTime() > MAX_CERTIFICATE_DAYS * DAY + SLACK)
    return `It is valid for longer than ${MAX_CERTIFICATE_DAYS} days.`;
  return extensionProblem(leaf, 'leaf', 'It');
}

/** @returns what is wrong with an authority's certificate, in one sentence */
export function authorityProblem(ca: X509Certificate): string | undefined {
  const constraints = ca.getExtension(BasicConstraintsExtension);
  if (!constraints?.ca) return 'Its issuer is no authority.';
  if ((constraints.pathLength ?? 0) !== 0) return 'Its issuer could make further authorities.';
  const usages = ca.getExtension(KeyUsagesExtension)?.usages ?? 0;
  if ((usages & KeyUsageFlags.keyCertSign) === 0) return 'Its issuer is an authority that must not sign certificates.';
  const allowed = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature;
  if ((usages & ~allowed) !== 0) return 'Its issuer is more than an authority.';
  const purposes = ca.getExtension(ExtendedKeyUsageExtension)?.usages;
  if (purposes && purposes.join() !== ExtendedKeyUsage.clientAuth) return 'Its issuer is for more than clients.';
  const spki = new Uint8Array(ca.publicKey.rawData);
  if (spki.length !== P256.length || !toHex(spki).startsWith(P256.prefix)) return 'Its issuer has no P-256 key.';
  return extensionProblem(ca, 'authority', 'Its issuer');
}

function extensionProblem(of: X509Certificate, kind: 'leaf' | 'authority', what: string): string | undefined {
  const seen = new Set<string>();
  for (const { type } of of.extensions) {
    const known = Object.hasOwn(EXTENSIONS, type) && (EXTENSIONS[type] === 'both' || kind === 'leaf');
    if (!known) return `${what} has an extension that no key of a home has (${type}).`;
    if (seen.has(type)) return `${what} has an extension twice (${type}).`;
    seen.add(type);
  }
  return undefined;
}
