/**
 * Which domain a home speaks for. It follows from the enrolment host, which the relative got in the invite: what a home
 * says of itself is believed no further. The home's configuration asks the same, so that both sides agree.
 */
import { getDomain } from 'tldts';
import { isWithin, normaliseHost } from './host.ts';

/**
 * Names that anybody has a name below, by an address written into it, and that are not on the Public Suffix List.
 * Compared with the domain itself: a home below `192.0.2.7.nip.io` is fine.
 */
const SHARED: ReadonlySet<string> = new Set([
  ...['nip.io', 'sslip.io', 'xip.io', 'traefik.me', 'local-ip.co', 'local-ip.sh', 'backname.io'],
  ...['localtest.me', 'lvh.me', 'lacolhost.com', 'vcap.me'],
  // Dynamic DNS and tunnels whose names are given to strangers, and which the list does not have.
  ...['mooo.com', 'us.to', 'chickenkiller.com', 'strangled.net', 'ignorelist.com', 'jumpingcrab.com', 'crabdance.com'],
  ...['asuscomm.com', 'tplinkdns.com', 'mynetgear.com', 'ydns.eu', 'selfhost.eu', 'plex.direct', 'lhr.life', 'loca.lt'],
  ...['twilightparadox.com', 'my.to', 'uk.to', 'ftp.sh', 'serveo.net', 'localhost.run', 'myqnapcloud.cn'],
]);

/**
 * The domain of the home with this enrolment host: the host without its first label.
 * @param host a lower-case DNS name, as {@link normaliseHost} writes it
 * @returns undefined when that belongs to more people than one: a public suffix (https://publicsuffix.org, its private
 * part included, and every top-level name), a name above one, or no DNS name at all
 */
export function homeDomain(host: string): string | undefined {
  if (normaliseHost(host) !== host) return undefined;
  const domain = host.slice(host.indexOf('.') + 1);
  // Of the host, not of the domain: under a wildcard rule (`*.kobe.jp`) the host can be a suffix where its parent is none.
  const registrable = getDomain(host, { allowPrivateDomains: true });
  if (registrable === null || SHARED.has(domain)) return undefined;
  return isWithin(domain, registrable) ? domain : undefined;
}
