import { X509Certificate } from 'node:crypto';
import { LatchkeyError } from '../../../shared/errors.ts';

/** How far a clock may be off, in milliseconds, before it is blamed. */
const TOLERANCE = 5 * 60_000;
/** More authorities in a row than any server shows. */
const MAX_CHAIN = 6;
/** The purpose of servers' certificates, RFC 5280 4.2.1.12 */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/**
 * Whether a certificate is a server's of that name and leads to what is trusted, by signatures, whatever the date is.
 * Only for choosing words: nothing is told to a server because of it.
 */
function isProven(server: X509Certificate, host: string, trusted: readonly X509Certificate[]): boolean {
  const purposes: readonly string[] | undefined = server.keyUsage;
  if (server.checkHost(host) === undefined || purposes?.includes(SERVER_AUTH) === false) return false;
  let at = server;
  for (let depth = 0; depth < MAX_CHAIN; depth += 1) {
    const signedBy = (authority: X509Certificate) => at.checkIssued(authority) && at.verify(authority.publicKey);
    if (trusted.some(signedBy)) return true;
    const next = at.issuerCertificate;
    if (!next?.ca || !signedBy(next)) return false;
    at = next;
  }
  return false;
}

/** What a server showed before anybody was trusted. */
export interface Shown {
  /** The certificate that it proved to hold the key of, with the chain it sent. */
  readonly server: X509Certificate;
  /** Its `Date` header. */
  readonly date: string | undefined;
}

/**
 * Whether a server's certificate that is not valid now means that now is wrong: the server has proven itself apart from
 * the date, and by the time that it says, which the clock here is far from, its certificate is good.
 * @param trusted roots, PEM
 * @param now of the clock that the certificate was judged by
 * @returns CLOCK_WRONG, or undefined when the certificate is simply an old one, or somebody else's
 */
export function wrongClock(
  host: string,
  trusted: readonly string[],
  { server, date }: Shown,
  now: number,
): LatchkeyError | undefined {
  const theirs = Date.parse(date ?? '');
  if (!(Math.abs(now - theirs) > TOLERANCE)) return undefined;
  if (!(Date.parse(server.validFrom) <= theirs && theirs < Date.parse(server.validTo))) return undefined;
  const roots = trusted.map((pem) => new X509Certificate(pem));
  if (!isProven(server, host, roots)) return undefined;
  const [here, there] = [now, theirs].map((time) => new Date(time).toISOString());
  return new LatchkeyError('CLOCK_WRONG', { detail: `It is set to ${here}; at the home it is ${there}.` });
}
