/** Whether a request may be what it says it is, before anybody asks who sends it. */
import type { IncomingMessage } from 'node:http';
import { CONSOLE_HEADER } from '../../shared/console/routes.ts';
import { LatchkeyError } from '../../shared/errors.ts';

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

type Headers = IncomingMessage['headers'];

/**
 * The console answers to one name alone: another one that leads to the same address (DNS rebinding) gets nothing.
 * @param origin `https://console.example.com`, with its port unless that is 443
 */
export const isForConsole = ({ host }: Headers, origin: string): boolean =>
  host?.toLowerCase() === new URL(origin).host;

const refused = (detail: string) => new LatchkeyError('CONSOLE_REQUEST_REFUSED', { detail });

/**
 * Refuses a call that another page made the browser send. Reading is refused as well: it costs, though nobody could read
 * the answer. Sec-Fetch-Site (Fetch Metadata) is believed when it is there, since no page can set it; a change needs an
 * Origin too, and a header that no form can send.
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

/** A session's cookie: for this host alone, over TLS alone, out of reach of scripts and of other sites' requests. */
const COOKIE = '__Host-latchkey-console';
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The session's token that a browser sends; undefined for none, and for several. */
export function sessionToken({ cookie = '' }: Headers): string | undefined {
  const values = cookie
    .split(';')
    .map((pair) => pair.trim().split('='))
    .flatMap(([name, value = '']) => (name === COOKIE ? [value] : []));
  const [token] = values;
  return values.length === 1 && token !== undefined && TOKEN.test(token) ? token : undefined;
}

/** @param seconds of life; 0 takes it away */
export const sessionCookie = (token: string, seconds: number): string =>
  `${COOKIE}=${token}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Strict`;
