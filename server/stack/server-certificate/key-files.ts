import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { mayBeThere } from '../../platform/exists.ts';
import { maySignFor, permittedDomains } from '../../platform/permitted-names.ts';
import type { RenderedFile } from '../rendered/types.ts';
import { judgeCertificateFiles, readNamedFile, requireCertificateFiles } from './certificate-files.ts';
import { noCertificateYet } from './none-yet.ts';
import { certificatesIn } from './pem.ts';

async function read<T>(path: string, parse: (pem: string) => T): Promise<T> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const detail = `${path}: ${cause instanceof Error ? cause.message : String(cause)}.`;
    throw new LatchkeyError('HOME_DAMAGED', { detail, cause });
  }
}

const readCertificate = (path: string) => read(path, (pem) => new X509Certificate(pem));

/**
 * Makes sure that what the client-auth check stands on is whole. Caddy starts with a damaged CA file as if it were an
 * empty one, and falls over a damaged root without saying which file it is.
 * @throws LatchkeyError HOME_DAMAGED naming the file; CONFIG_NOT_VALID for files that latchkey.yaml names
 */
export async function requireKeyFiles(
  { certificates, acme, domain }: HomeConfig,
  { ca, dir }: HomeLayout,
): Promise<void> {
  await requireCaCertificate({ ca });
  if (certificates.kind !== 'internal' && acme.root !== undefined) await requireAcmeRoot(resolve(dir, acme.root));
  if (certificates.kind === 'files') await requireCertificateFiles(certificates, dir);
  if (certificates.kind !== 'internal') return;
  const root = await readCertificate(ca.serverRootCertificate);
  const key = await read(ca.serverRootKey, createPrivateKey);
  if (!root.checkPrivateKey(key)) {
    throw new LatchkeyError('HOME_DAMAGED', {
      detail: `${ca.serverRootKey} is not the key of ${ca.serverRootCertificate}.`,
    });
  }
  const permitted = permittedDomains(root);
  if (!maySignFor(root, domain)) {
    throw new LatchkeyError('HOME_DAMAGED', {
      detail: `${ca.serverRootCertificate} signs for names below ${permitted?.join(', ')} alone, and latchkey.yaml says ${domain}.`,
      hint: 'Write the earlier domain, or make a root for the new one: latchkey ca server-root.',
    });
  }
}

async function requireAcmeRoot(path: string): Promise<void> {
  try {
    certificatesIn(readNamedFile(path), path);
  } catch (cause) {
    if (LatchkeyError.is(cause)) throw cause;
    throw new LatchkeyError('CONFIG_NOT_VALID', { detail: `acme.root: ${(cause as Error).message}.`, cause });
  }
}

/** Makes sure that the Homelab CA's certificate is whole. @throws LatchkeyError HOME_DAMAGED naming the file */
export async function requireCaCertificate({ ca }: Pick<HomeLayout, 'ca'>): Promise<void> {
  await readCertificate(ca.certificate);
}

/** The copies of the server certificate that were served last; undefined when Caddy could not load them. */
export async function servedPair({ rendered }: HomeLayout): Promise<Map<string, RenderedFile> | undefined> {
  const pair = { certificate: rendered.serverCertificate, key: rendered.serverKey };
  const judged = await judgeCertificateFiles(pair, '/', { hosts: [], now: Date.now(), roots: [] }).catch(
    () => undefined,
  );
  if (!judged || judged.problems.some(({ effect }) => effect === 'not-loaded')) return undefined;
  return readCopied([pair.certificate, pair.key].map((path) => ({ from: path, to: path })));
}

/** Something that Caddy reads as a copy, and where it comes from; both absolute. */
export interface Copied {
  readonly from: string;
  readonly to: string;
  /** What stands in its place while it is not there yet. */
  readonly instead?: () => string;
}

/** What may be readable to the home's user alone: Caddy reads copies of it. */
export function copiedFor({ certificates, acme }: HomeConfig, layout: HomeLayout): readonly Copied[] {
  const { dir, rendered } = layout;
  const from = (path: string) => resolve(dir, path);
  if (certificates.kind === 'files')
    return [
      { from: from(certificates.certificate), to: rendered.serverCertificate },
      { from: from(certificates.key), to: rendered.serverKey },
    ];
  if (certificates.kind === 'dns-01')
    return [rendered.serverCertificate, rendered.serverKey].map((to) => ({
      from: layout.certificates.pair,
      to,
      instead: noCertificateYet,
    }));
  if (certificates.kind === 'internal') return [];
  const { root, externalAccount } = acme;
  const macKey = externalAccount?.macKey;
  return [
    ...(root === undefined ? [] : [{ from: from(root), to: rendered.acmeRoot }]),
    ...(macKey && 'file' in macKey ? [{ from: from(macKey.file), to: rendered.acmeMacKey }] : []),
  ];
}

/**
 * The copies, as they are to be written.
 * @throws LatchkeyError CONFIG_NOT_VALID naming the file that cannot be read
 */
export async function readCopied(copied: readonly Copied[]): Promise<Map<string, RenderedFile>> {
  const files = new Map<string, RenderedFile>();
  for (const each of copied) files.set(each.to, { content: await contentOf(each), mode: 0o640 });
  return files;
}

async function contentOf({ from, instead }: Copied): Promise<string> {
  if (instead !== undefined && !(await mayBeThere(from))) return instead();
  const content = readNamedFile(from).toString('utf8');
  // A damaged one is none: the home starts, and gets another.
  return instead !== undefined && !isPair(content) ? instead() : content;
}

function isPair(pem: string): boolean {
  try {
    return new X509Certificate(pem).checkPrivateKey(createPrivateKey(pem));
  } catch {
    return false;
  }
}

/**
 * Hosts for which the home's own root cannot sign; none when the certificates come from elsewhere.
 * @throws LatchkeyError HOME_DAMAGED
 */
export async function unsignedHosts(
  { certificates }: HomeConfig,
  { ca }: HomeLayout,
  hosts: readonly string[],
): Promise<string[]> {
  if (certificates.kind !== 'internal') return [];
  const root = await readCertificate(ca.serverRootCertificate);
  return hosts.filter((host) => !maySignFor(root, host));
}
