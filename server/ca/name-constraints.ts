/** Name constraints (RFC 5280 4.2.1.10): for which names a root of server certificates can sign at all. */
import { context, element, oid, sequence } from '../platform/der.ts';
import { CRITICAL, extension } from './device-certificate.ts';

const NAME_CONSTRAINTS = oid('551d1e');
const DNS_NAME = context(2, false);
const IP_ADDRESS = context(7, false);

const subtree = (tag: number, base: Uint8Array) => sequence(element(tag, base));

/**
 * The extension, DER and critical, by which a root signs for a domain and the names below it: no other name and no IP
 * address, whose constraints say nothing of each other. An address and a mask of zeros are all addresses of a family.
 * @param domain A-labels, without a dot at its ends
 */
export function namesBelow(domain: string): Uint8Array {
  const permitted = element(context(0), subtree(DNS_NAME, Buffer.from(domain, 'latin1')));
  const excluded = element(context(1), ...[8, 32].map((length) => subtree(IP_ADDRESS, Buffer.alloc(length))));
  return extension(NAME_CONSTRAINTS, sequence(permitted, excluded), CRITICAL);
}
