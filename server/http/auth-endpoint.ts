import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { Language } from '../../shared/languages.ts';
import type { ConnectionTracker } from '../core/access/connections.ts';
import type { Passage } from '../core/access/last-seen.ts';
import { IDENTITY_PATH } from '../core/people/profile.ts';
import type { TrackedConnection } from '../core/ports/connections.ts';
import { withoutWords } from './log.ts';
import { pageLanguage } from './pages/language.ts';

/** Set by the client-auth check, which deletes what a client sends under these names. */
const CHECK_HEADERS = {
  fingerprint: 'x-latchkey-fingerprint',
  host: 'x-latchkey-host',
  source: 'x-latchkey-source',
} as const;

/** Bytes. More than Caddy lets a whole request have: a long Accept-Language keeps nobody out. */
const MAX_HEADERS = 96 * 1024;

/** Caddy ends what it has no use for: after Node's five seconds, most new connections would wait for another one to here. */
const KEEP_ALIVE_TIMEOUT = 0;

/** The header fields that say who holds a certificate; none for who is not known. */
export type IdentityOf = (fingerprint: string) => Readonly<Record<string, string>>;

/** What is said to a device that is not let in. */
export interface Refusal {
  readonly headers: Readonly<Record<string, string>>;
  readonly page: string;
}

/**
 * The auth endpoint: the client-auth check asks here about every connection that is not tracked, and the request waits
 * for the answer. 204 lets it go on; a 403 goes to the device, with a page for the person. Everything that goes wrong is
 * a 403 too. On a socket of its own, which no listener leads strangers to.
 *
 * At {@link IDENTITY_PATH} it says who the device belongs to, for services that are told.
 * @param passed hears of every connection that may go on
 */
export function buildAuthEndpoint(
  connections: Pick<ConnectionTracker, 'track'>,
  refusal: (connection: TrackedConnection, language: Language) => Refusal,
  logger: Logger,
  passed: (passage: Passage) => void = () => undefined,
  identityOf: IdentityOf = () => ({}),
): Server {
  return createServer({ maxHeaderSize: MAX_HEADERS, keepAliveTimeout: KEEP_ALIVE_TIMEOUT }, (request, response) => {
    const said = (name: keyof typeof CHECK_HEADERS) => String(request.headers[CHECK_HEADERS[name]] ?? '');
    // Caddy takes the client's query away; a question mark with nothing behind it stays.
    if (request.url?.replace(/\?$/, '') === IDENTITY_PATH) {
      try {
        response.writeHead(204, identityOf(said('fingerprint'))).end();
      } catch (error) {
        logger.error({ error: withoutWords(error) }, 'identity');
        response.destroy();
      }
      return;
    }
    const connection: TrackedConnection = {
      fingerprint: said('fingerprint'),
      host: said('host'),
      source: said('source'),
    };
    connections
      .track(connection)
      .catch((error: unknown) => {
        logger.error({ error: withoutWords(error) }, 'auth endpoint');
        return false;
      })
      .then((passes) => {
        if (!passes) {
          const { headers, page } = refusal(connection, pageLanguage(request.headers['accept-language']));
          const length = { 'Content-Length': Buffer.byteLength(page) };
          response.writeHead(403, { ...headers, ...length }).end(page);
          return;
        }
        // Nobody reads when it was said.
        response.sendDate = false;
        response.writeHead(204).end();
        passed(connection);
      })
      .catch(() => response.destroy());
  });
}
