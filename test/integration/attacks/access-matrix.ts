/** The whole matrix of who gets in: what is asked, by whom, from where, and what must happen. */
import type { oddCertificates } from '../../support/stack/odd-certificates.ts';

export const DOMAIN = 'home.localhost';
const ENROLMENT = `enroll.${DOMAIN}`;
/** A declared service and a hand-written site. */
const SERVICES = [`cloud.${DOMAIN}`, `notes.${DOMAIN}`] as const;
const LONG = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}.${DOMAIN}`;

export const SNI: Readonly<Record<string, string | undefined>> = {
  'a service': SERVICES[0],
  'a hand-written site': SERVICES[1],
  enrolment: ENROLMENT,
  'an unknown name': `nope.${DOMAIN}`,
  none: undefined,
  'an IP literal': '127.0.0.1',
  'a service in capitals': SERVICES[0].toUpperCase(),
  'enrolment in capitals': ENROLMENT.toUpperCase(),
  'a service with a dot at its end': `${SERVICES[0]}.`,
  'a very long name': LONG,
};

/** What an HTTP/1.1 request says of its host; `{port}` is the edge proxy's. HTTP/2 has one authority and no more. */
export const HOSTS: Readonly<Record<string, { readonly head: string; readonly authority?: string }>> = {
  'a service': { head: `GET / HTTP/1.1\nHost: ${SERVICES[0]}`, authority: SERVICES[0] },
  'a service with its port': {
    head: `GET / HTTP/1.1\nHost: ${SERVICES[0]}:{port}`,
    authority: `${SERVICES[0]}:{port}`,
  },
  'a hand-written site': { head: `GET / HTTP/1.1\nHost: ${SERVICES[1]}`, authority: SERVICES[1] },
  enrolment: { head: `GET / HTTP/1.1\nHost: ${ENROLMENT}`, authority: ENROLMENT },
  'an unknown name': { head: `GET / HTTP/1.1\nHost: nope.${DOMAIN}`, authority: `nope.${DOMAIN}` },
  none: { head: 'GET / HTTP/1.1\nX-Nothing: here' },
  'none in HTTP/1.0': { head: 'GET / HTTP/1.0\nX-Nothing: here' },
  'an IP literal': { head: 'GET / HTTP/1.1\nHost: 127.0.0.1', authority: '127.0.0.1' },
  'a service in capitals': {
    head: `GET / HTTP/1.1\nHost: ${SERVICES[0].toUpperCase()}`,
    authority: SERVICES[0].toUpperCase(),
  },
  'a service with a dot at its end': { head: `GET / HTTP/1.1\nHost: ${SERVICES[0]}.`, authority: `${SERVICES[0]}.` },
  'a very long name': { head: `GET / HTTP/1.1\nHost: ${LONG}`, authority: LONG },
  'a service in an absolute request line': { head: `GET https://${SERVICES[0]}/ HTTP/1.1\nHost: ${ENROLMENT}` },
  'enrolment in an absolute request line': { head: `GET https://${ENROLMENT}/ HTTP/1.1\nHost: ${SERVICES[0]}` },
  'a service, then enrolment': { head: `GET / HTTP/1.1\nHost: ${SERVICES[0]}\nHost: ${ENROLMENT}` },
  'enrolment, then a service': { head: `GET / HTTP/1.1\nHost: ${ENROLMENT}\nHost: ${SERVICES[0]}` },
};

export type Certificate = 'none' | keyof Awaited<ReturnType<typeof oddCertificates>>;
export const CERTIFICATES: readonly Certificate[] = [
  'none',
  'active',
  'shut out',
  'unknown to the registry',
  'expired',
  'not yet valid',
  'foreign CA',
  'same subject and serial by another CA',
  'self-signed',
  'server-auth only',
  'the CA itself',
  'RSA',
  'P-384',
];

/** What came back, by what it means. */
export type Outcome = 'service' | 'signing API' | 'refusal page' | 'nothing' | 'error' | 'no TLS';

export interface Question {
  readonly zone: 'lan' | 'wan';
  readonly family: 'IPv4' | 'IPv6';
  readonly version: '1.1' | '2';
  readonly sni: string;
  readonly host: string;
  readonly certificate: Certificate;
}

const isEnrolment = (name: string) => name.startsWith('enrolment');
const isService = (name: string) => name.startsWith('a service') || name === 'a hand-written site';
/** A name with a dot at its end is no name in a handshake (RFC 6066 3). */
const leadsToService = (sni: string) => isService(sni) && !sni.includes('dot');

/** Signed by the Homelab CA and within its dates: what TLS lets through, and the client-auth check has to judge. */
const SIGNED: readonly Certificate[] = ['shut out', 'unknown to the registry', 'the CA itself', 'RSA', 'P-384'];

/**
 * The table. What it does not name must not happen: from the WAN, above all, no `service` without the certificate that
 * is in the active set.
 */
export function allowed({ zone, sni, host, certificate, version }: Omit<Question, 'family'>): readonly Outcome[] {
  // The enrolment listener: the signing API and nothing else, whoever asks from wherever, and in HTTP/1.1 alone.
  if (isEnrolment(sni) && version === '2') return ['no TLS'];
  if (isEnrolment(sni)) return ['signing API', 'error'].slice(isEnrolment(host) ? 0 : 1) as Outcome[];
  if (zone === 'lan') return leadsToService(sni) ? ['service', 'error'] : ['no TLS'];
  if (!leadsToService(sni)) return ['no TLS'];
  if (certificate === 'active') return isService(host) ? ['service', 'error'] : ['error'];
  return SIGNED.includes(certificate) ? ['refusal page', 'error'] : ['no TLS'];
}
