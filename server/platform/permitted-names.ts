/** For which names a root may sign, read from its certificate (name constraints, RFC 5280 4.2.1.10). */
import type { X509Certificate } from 'node:crypto';
import { context, type Element, elements, TAG } from './der.ts';

/** id-ce-nameConstraints, the content of the OBJECT IDENTIFIER in hexadecimal. */
const NAME_CONSTRAINTS = '551d1e';
const EXTENSIONS = context(3);
const PERMITTED = context(0);
const DNS_NAME = context(2, false);

const inside = (element: Element | undefined) => (element ? elements(element.content) : []);

/**
 * The domains that a root may sign for, with all names below them.
 * @returns undefined when it has no constraints: then any
 */
export function permittedDomains(root: X509Certificate): readonly string[] | undefined {
  const [certificate] = elements(Buffer.from(root.raw));
  const [tbs] = inside(certificate);
  const [extensions] = inside(inside(tbs).find(({ tag }) => tag === EXTENSIONS));
  const extension = inside(extensions)
    .map(inside)
    .find(([oid]) => oid?.content.toString('hex') === NAME_CONSTRAINTS);
  if (!extension) return undefined;
  const [constraints] = inside(extension.find(({ tag }) => tag === TAG.octetString));
  return inside(inside(constraints).find(({ tag }) => tag === PERMITTED))
    .flatMap(inside)
    .filter(({ tag }) => tag === DNS_NAME)
    .map(({ content }) => content.toString('latin1'));
}

/** Whether a root may sign for a host. */
export function maySignFor(root: X509Certificate, host: string): boolean {
  const domains = permittedDomains(root);
  return domains === undefined || domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
