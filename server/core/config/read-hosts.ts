/** The hosts of a home: its domain, its own names in front of that, its services, and the hosts of hand-written sites. */
import { homeDomain } from '../../../shared/home-domain.ts';
import { normaliseHost, tooLong } from '../../../shared/host.ts';
import { readAddress } from '../network/addresses.ts';
import type { HomeConfig } from './home-config.ts';
import type { Report } from './locate.ts';
import type { HomeFile } from './schema.ts';
import { type ServiceConfig, serviceNameSchema } from './sections/services.ts';

/** The label of the enrolment host when the file does not choose another. */
const ENROLMENT_LABEL = 'enroll';
/** The label of the page of an invite when the file does not choose another. */
const PAGE_LABEL = 'hello';
/** The label of the admin's console when the file does not choose another. */
const CONSOLE_LABEL = 'console';

/** Where the problem is that keeps nobody from starting, and everybody from enrolling. */
export const DOMAIN_PATH = 'home.domain';

/** A home that exists goes on with a domain that apps refuse: the keys that it has given out are good and renew. */
export function readDomain(file: HomeFile, report: Report, warn: Report): { domain: string; enrolmentHost: string } {
  const domain = normaliseHost(file.home.domain);
  const label = file.home.enrolment ?? ENROLMENT_LABEL;
  if (domain === undefined)
    report(
      ['home', 'domain'],
      tooLong(file.home.domain) ??
        (readAddress(file.home.domain.replace(/^\[|\]$/g, ''))
          ? 'is an IP address; write a domain that leads to it, such as home.example.com'
          : 'is not a domain; write one of at least two labels, such as home.example.com'),
    );
  else if (normaliseHost(`${label}.${domain}`) === undefined)
    report(['home', 'domain'], 'is too long for a host in front of it');
  else if (homeDomain(`${label}.${domain}`) === undefined)
    warn(
      ['home', 'domain'],
      `belongs to more people than you, so the app enrols nobody new; write a name below it that is yours alone, such as home.${domain}`,
    );
  return { domain: domain ?? '', enrolmentHost: `${label}.${domain}` };
}

export function readServices(file: HomeFile, domain: string, enrolmentHost: string, report: Report): ServiceConfig[] {
  return Object.entries(file.services).map(([name, value]) => {
    const host = `${name}.${domain}`;
    const label = serviceNameSchema.safeParse(name);
    if (!label.success) report(['services', name], label.error.issues[0]?.message ?? '', 'key');
    else if (host === enrolmentHost)
      report(['services', name], 'is the name of the enrolment host; choose another', 'key');
    else if (domain !== '' && normaliseHost(host) === undefined)
      report(
        ['services', name],
        `gives the host ${host}, which ${tooLong(host) ?? 'is no valid name'}; choose a shorter one`,
        'key',
      );
    return { ...value, name, host };
  });
}

/** What a name in front of the domain is already, in words; undefined when it is nothing yet. */
function takenBy({ services, hosts }: HomeFile, name: string, domain: string, own: ReadonlyMap<string, string>) {
  const host = `${name}.${domain}`;
  if (own.has(host)) return own.get(host);
  if (Object.hasOwn(services, name)) return `services.${name}`;
  return Object.keys(hosts).some((written) => normaliseHost(written) === host) ? `hosts.${host}` : undefined;
}

/**
 * The host of the page of an invite. A home from before there was one may have given the default name to something else:
 * that keeps it.
 */
export function readPage(
  file: HomeFile,
  { domain, enrolmentHost }: Pick<HomeConfig, 'domain' | 'enrolmentHost'>,
  report: Report,
  warn: Report,
): string | undefined {
  const { phones } = file;
  if (!phones.page || domain === '') return undefined;
  const name = phones.name ?? PAGE_LABEL;
  const host = `${name}.${domain}`;
  const taken = takenBy(file, name, domain, new Map([[enrolmentHost, 'the enrolment host']]));
  if (taken === undefined) return host;
  if (phones.name !== undefined) report(['phones', 'name'], `is the name of ${taken} already; choose another`);
  else
    warn(
      [],
      `${host} is ${taken}, so invites are opened at ${enrolmentHost}, where phones may be asked for a certificate; choose a name with phones: { name: … }, or write phones: { page: off }`,
    );
  return undefined;
}

/** Where the admin's console is. As with {@link readPage}, what has the default name already keeps it. */
export function readConsole(
  file: HomeFile,
  { domain, enrolmentHost, pageHost }: Pick<HomeConfig, 'domain' | 'enrolmentHost'> & { pageHost: string | undefined },
  report: Report,
  warn: Report,
): HomeConfig['console'] {
  if (file.console === 'off' || domain === '') return undefined;
  const { name = CONSOLE_LABEL, from } = file.console;
  const host = `${name}.${domain}`;
  const own = new Map([[enrolmentHost, 'the enrolment host']]);
  if (pageHost !== undefined) own.set(pageHost, 'the page of an invite');
  const taken = takenBy(file, name, domain, own);
  if (taken === undefined && normaliseHost(host) !== undefined) return { host, from };
  const why = taken === undefined ? 'is too long for a host in front of the domain' : `is the name of ${taken} already`;
  if (file.console.name !== undefined) report(['console', 'name'], `${why}; choose another`);
  else
    warn([], `${host} ${why}, so there is no console; choose a name with console: { name: … }, or write console: off`);
  return undefined;
}

/** A host as Caddy's sites have it, or a wildcard over one label. */
export function readHosts(file: HomeFile, own: ReadonlyMap<string, string>, report: Report): HomeFile['hosts'] {
  const seen = new Map<string, string>();
  const entries = Object.entries(file.hosts).map(([written, value]) => {
    const [wildcard, name] = written.startsWith('*.') ? ['*.', written.slice(2)] : ['', written];
    const host = normaliseHost(name);
    const place = own.get(written.toLowerCase()) ?? own.get(host ?? '');
    if (host === undefined)
      report(
        ['hosts', written],
        tooLong(name) ?? 'is not a host; write one as its site has it, such as wiki.example.com',
        'key',
      );
    else if (place !== undefined && wildcard === '') report(['hosts', written], place, 'key');
    const whole = `${wildcard}${host}`;
    const before = seen.get(whole);
    // Otherwise the one below would hold without a word, and it may be the one that opens.
    if (host !== undefined && before !== undefined)
      report(['hosts', written], `is the host ${before} of above; keep one of the two`, 'key');
    seen.set(whole, written);
    return [whole, value] as const;
  });
  return Object.fromEntries(entries);
}
