import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Present, Tries } from '../../core/certificates/schedule.ts';
import { readTries } from '../../core/certificates/tries.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { judgePair } from '../../stack/server-certificate/pair.ts';

/** The certificate that the home has got by itself. */
export interface OwnCertificate extends Present {
  readonly names: readonly string[];
  /** Who issued it, such as `CN=R10, O=Let's Encrypt`. */
  readonly issuer: string;
  /** Those of the wanted names that it is not for. */
  readonly missing: readonly string[];
  /** With its key. */
  readonly pem: string;
}

const text = (path: string) => readFile(path, 'utf8').catch(() => undefined);

/** @param pem that begins with the certificate */
export function lifeOf(pem: string): Present {
  const { validFromDate, validToDate, fingerprint256 } = new X509Certificate(pem);
  return {
    notBefore: validFromDate.getTime(),
    notAfter: validToDate.getTime(),
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** What there is, whatever it is for. @returns undefined when there is none, or none that Caddy could load */
export async function ownCertificate(
  { certificates }: HomeLayout,
  wanted: readonly string[],
): Promise<OwnCertificate | undefined> {
  const pem = await text(certificates.pair);
  if (pem === undefined) return undefined;
  const named = { path: certificates.pair, bytes: Buffer.from(pem) };
  const { problems } = judgePair({ certificate: named, key: named, hosts: [], now: Date.now(), roots: [] });
  if (problems.some(({ effect }) => effect === 'not-loaded')) return undefined;
  const leaf = new X509Certificate(pem);
  const names = [...(leaf.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name);
  return {
    names,
    missing: wanted.filter((name) => !names.includes(name)),
    issuer: leaf.issuer.split('\n').reverse().join(', '),
    ...lifeOf(pem),
    pem,
  };
}

/** What is remembered of tries. */
export async function rememberedTries({ certificates }: HomeLayout): Promise<Tries> {
  return readTries(await text(certificates.tries));
}
