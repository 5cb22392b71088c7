/** What every HTTPS listener does before and after its sites, so that no site has to remember it. */
import { type HostSet, hostsAtHome, needsInnerListener } from '../../core/config/at-home.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { HTTP_INSIDE, IDENTITY_HEADERS } from './identity-headers.ts';

/** What is the same on every HTTPS listener of a home. */
export interface ListenerOptions {
  /** `Strict-Transport-Security` (RFC 6797) for answers that have none of their own; none when it is not given. */
  readonly hsts?: string | undefined;
  /** Hosts that only the enrolment listener serves, whatever wildcard covers them elsewhere. */
  readonly enrolment?: readonly string[];
  /** Of the admin's console: served from home on a listener of its own, and from outside on the WAN listener or not at all. */
  readonly console?: { readonly host: string; readonly from: 'home' | 'anywhere' } | undefined;
  /** Hosts that the LAN listener does not serve to who is at home, though it may know them. */
  readonly notOpenAtHome?: HostSet;
  /** Whether hand-written sites are among them. */
  readonly inner?: boolean;
  /** The certificate that is served for its own names alone; Caddy would show it under every name of its sites. */
  readonly forItsNames?: string;
}

/** Half a year: long enough to count, and to get over when the certificates become private ones. */
const HSTS = `max-age=${180 * 24 * 60 * 60}`;

/**
 * What a configuration wants of every listener. A browser that minds a certificate of the home's own root must let people
 * go on, so HSTS goes with public certificates only.
 */
export const listenerOptions = ({
  certificates,
  hsts,
  enrolmentHost,
  pageHost,
  console,
  services,
  hosts,
}: Pick<
  HomeConfig,
  'certificates' | 'hsts' | 'enrolmentHost' | 'pageHost' | 'console' | 'services' | 'hosts'
>): ListenerOptions => ({
  enrolment: pageHost === undefined ? [enrolmentHost] : [enrolmentHost, pageHost],
  console,
  notOpenAtHome: hostsAtHome({ services, hosts }, ['key', 'closed']),
  inner: needsInnerListener({ hosts }),
  ...(hsts && certificates.kind !== 'internal' && { hsts: HSTS }),
});

/** Misdirected Request (RFC 9110 15.5.20): a browser asks again on a connection of its own. */
const misdirected = { handler: 'static_response', status_code: 421 };

/**
 * Nobody tells a service who they are: only what is behind the client-auth check says it. Before the first line of every
 * listener; in one go, since each handler of its own costs every request.
 */
function before(hsts: string | undefined): object[] {
  const name = 'Strict-Transport-Security';
  const response = hsts !== undefined && {
    response: { require: { headers: { [name]: null } }, set: { [name]: [hsts] } },
  };
  return [
    { handle: [{ handler: 'headers', request: { delete: [...IDENTITY_HEADERS] }, ...response }] },
    {
      match: [{ header_regexp: { Upgrade: { pattern: HTTP_INSIDE } } }],
      handle: [{ handler: 'headers', request: { delete: ['Upgrade'] } }],
    },
  ];
}

const hostsOnly = (hosts: readonly string[]) => ({ host: [...new Set(hosts)] });

/** For a name that only another listener serves. Twice not, since a route that names a host counts as serving it. */
const elsewhere = ({ hosts, except }: HostSet) => ({
  match: [{ not: [{ not: [hostsOnly(hosts)] }, ...(except.length > 0 ? [hostsOnly(except)] : [])] }],
  handle: [misdirected],
  terminal: true,
});

/** After the last site: for a name that none of them serves. What they leave open of their own names is theirs. */
const nobodys = (hosts: readonly string[]) => ({
  ...(hosts.length > 0 && { match: [{ not: [hostsOnly(hosts)] }] }),
  handle: [misdirected],
});

const servesConsole = ({ from }: NonNullable<ListenerOptions['console']>, which: string) =>
  which === 'console' || (which === 'wan' && from === 'anywhere');

/**
 * The routes of an HTTPS listener with what goes before and after them. Browsers use one connection for every name that
 * its certificate has; without the 421 they would be shown an empty page where they asked for another listener's name.
 * @param hosts that it serves
 * @param which it is
 */
export function complete(
  routes: readonly object[],
  hosts: readonly string[],
  { hsts, enrolment = [], console, notOpenAtHome }: ListenerOptions,
  which: 'enrolment' | 'lan' | 'wan' | 'console' | 'other',
): object[] {
  const never: HostSet[] = [
    { hosts: which === 'enrolment' ? [] : enrolment, except: [] },
    { hosts: console && !servesConsole(console, which) ? [console.host] : [], except: [] },
    ...(which === 'lan' && notOpenAtHome ? [notOpenAtHome] : []),
  ];
  const not = never.filter((each) => each.hosts.length > 0).map(elsewhere);
  return [...before(hsts), ...not, ...routes, nobodys(hosts)];
}
