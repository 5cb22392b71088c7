/** Name constraints (RFC 5280 4.2.1.10): for which names a root of server certificates can sign at all. */
import { context, element, sequence } from '../platform/der.ts';
import { Extension } from './x509.ts';

const DNS_NAME = context(2, false);
const IP_ADDRESS = context(7, false);

const subtree = (tag: number, base: Uint8Array) => sequence(element(tag, base));

/**
 * The extension, critical, by which a root signs for a domain and the names below it: no other name and no IP address,
 * whose constraints say nothing of each other. An address and a mask of zeros are all addresses of a family.
 * @param domain A-labels, without a dot at its ends
 */
export function namesBelow(domain: string): Extension {
  const permitted = element(context(0), subtree(DNS_NAME, Buffer.from(domain, 'latin1')));
  const excluded = element(context(1), ...[8, 32].map((length) => subtree(IP_ADDRESS, Buffer.alloc(length))));
  return new Extension('2.5.29.30', true, sequence(permitted, excluded));
}
