/** Names of sites as a TLS client would say them, for the test of the client-auth check. */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { MAX_HOST } from '../../../shared/host.ts';

/** What a client puts into the TLS greeting and into the request, or why no client can ask for that site. */
export type TriedName =
  | { readonly ok: true; readonly sni: string | null; readonly host: string }
  | { readonly ok: false; readonly reason: string };

/** Stands in for the `*` of a wildcard. */
const ANY_LABEL = 'latchkey-client-auth-test';
/** Hosts on the web have underscores too, and TLS clients send them (RFC 5890 2.3.1 allows any label in the DNS). */
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** A host of an address, `[::1]` or `::1`; undefined for names. */
function addressOf(site: string): string | undefined {
  const bare = site.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
}

/**
 * @param site a host as a Caddyfile has it: a name, also an internationalised or a wildcard one, an address, a placeholder
 * @returns the name as a client sends it: A-labels for an internationalised one (RFC 5891), no SNI for an address (RFC 6066 3)
 */
export function triedName(site: string): TriedName {
  if (/[{}]/.test(site)) return { ok: false, reason: 'only Caddy knows what this placeholder stands for' };
  const address = addressOf(site);
  if (address !== undefined) return { ok: true, sni: null, host: isIP(address) === 6 ? `[${address}]` : address };
  const name = site.replace(/\.$/, '').replaceAll('*', ANY_LABEL);
  // For ASCII, it would read 0x7f.1 as an address.
  const ascii = /^\p{ASCII}*$/u.test(name) ? name.toLowerCase() : domainToASCII(name);
  const fits = ascii.length <= MAX_HOST && ascii.split('.').every((label) => LABEL.test(label));
  return fits && isIP(ascii) === 0
    ? { ok: true, sni: ascii, host: ascii }
    : { ok: false, reason: 'no TLS client can ask for such a name' };
}
