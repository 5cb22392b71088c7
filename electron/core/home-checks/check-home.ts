/**
 * What a home says of itself is believed only as far as the invite's host reaches: its domain, and the addresses of its
 * services. The same for an invitation's preview, before anything is made, and for every certificate.
 */
import type { CertificateReply } from '../../../shared/api.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { homeDomain } from '../../../shared/home-domain.ts';
import { isWithin, normaliseHost } from '../../../shared/host.ts';

/**
 * The only domain that a home with this enrolment host can have.
 * @throws HOME_CLAIMS_TOO_MUCH when such a home speaks for names of others, whatever it says
 */
export function requireDomain(host: string): string {
  const domain = homeDomain(host);
  if (domain !== undefined) return domain;
  const parent = host.slice(host.indexOf('.') + 1);
  throw new LatchkeyError('HOME_CLAIMS_TOO_MUCH', {
    detail: `${parent}, the domain of ${host}, is not one home's own.`,
  });
}

/**
 * @param domain what {@link requireDomain} says, or the one that this computer was enrolled with
 * @throws HOME_CLAIMS_TOO_MUCH with the first thing that does not belong to it
 */
export function checkHome({ home, services }: Pick<CertificateReply, 'home' | 'services'>, domain: string): void {
  if (home.domain !== domain) {
    const said = normaliseHost(home.domain) ?? 'another domain';
    throw new LatchkeyError('HOME_CLAIMS_TOO_MUCH', { detail: `It speaks for ${said}; its domain is ${domain}.` });
  }
  for (const { url } of services) {
    if (isOwnService(url, domain)) continue;
    throw new LatchkeyError('HOME_CLAIMS_TOO_MUCH', { detail: `It comes with a service outside ${domain}.` });
  }
}

/**
 * Any port is the home's, since the name is. A user name would be shown in front of the host, and what a parser reads
 * otherwise than it is written would be shown otherwise than it is opened.
 */
export function isOwnService(text: string, domain: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
  const asWritten = text === url.href || `${text}/` === url.href;
  return asWritten && normaliseHost(url.hostname) === url.hostname && isWithin(url.hostname, domain);
}
