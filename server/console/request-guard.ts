/** Checks where a request comes from, before the caller is identified. */
import type { IncomingMessage } from 'node:http';
import { CONSOLE_HEADER } from '../../shared/console/requests.ts';
import { LatchkeyError } from '../../shared/errors.ts';

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

type Headers = IncomingMessage['headers'];

/**
 * The console answers under one name only: another name for the same address (DNS rebinding) gets nothing.
 * @param origin `https://console.example.com`, with its port unless that is 443
 */
export const isForConsole = ({ host }: Headers, origin: string): boolean =>
  host?.toLowerCase() === new URL(origin).host;

const refused = (detail: string) => new LatchkeyError('CONSOLE_REQUEST_REFUSED', { detail });

/**
 * Refuses a call that another site's page made the browser send. Reads are refused too: the other page could not see the
 * answer, but the home would do the work. Sec-Fetch-Site (Fetch Metadata) is trusted where it is sent, since no page can set
 * it. A change also needs an Origin, and a header that no form can send.
 * @throws LatchkeyError CONSOLE_REQUEST_REFUSED, MEDIA_TYPE_NOT_SUPPORTED
 */
export function requireOwnPage(method: string, headers: Headers, origin: string): void {
  const site = headers['sec-fetch-site'];
  const isRead = method === 'GET' || method === 'HEAD';
  if (site !== undefined && site !== 'same-origin' && !(isRead && site === 'none'))
    throw refused('Another site asked for it.');
  const from = headers.origin;
  if (from !== undefined && from !== origin) throw refused('Another origin asked for it.');
  if (isRead) return;
  if (from === undefined) throw refused('It does not say where it comes from (Origin).');
  if (headers[CONSOLE_HEADER.name] !== CONSOLE_HEADER.value)
    throw refused(`It lacks the header ${CONSOLE_HEADER.name}.`);
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new LatchkeyError('MEDIA_TYPE_NOT_SUPPORTED');
}

/** A session's cookie: for this host only, over TLS only, hidden from scripts and from requests of other sites. */
const COOKIE = '__Host-latchkey-console';
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The session's token of a request; undefined without one, and with several. */
export function sessionToken({ cookie = '' }: Headers): string | undefined {
  const values = cookie
    .split(';')
    .map((pair) => pair.trim().split('='))
    .flatMap(([name, value = '']) => (name === COOKIE ? [value] : []));
  const [token] = values;
  return values.length === 1 && token !== undefined && TOKEN.test(token) ? token : undefined;
}

/** @param seconds until the cookie expires; 0 deletes it */
export const sessionCookie = (token: string, seconds: number): string =>
  `${COOKIE}=${token}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Strict`;
