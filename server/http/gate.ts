import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { ConnectionKeeper } from '../core/connections.ts';
import type { Passage } from '../core/last-seen.ts';
import { withoutWords } from './log.ts';

/** Set by the lock, which deletes what a client sends under these names. */
const GATE_HEADERS = { fingerprint: 'x-latchkey-fingerprint', source: 'x-latchkey-source' } as const;

/**
 * The gate: the lock asks here once for every new connection, and its first request waits for the answer. 204 lets it
 * go on, 403 does not; so does everything that goes wrong. On a socket of its own, which no listener leads strangers to.
 * @param passed hears of every connection that may go on
 */
export function buildGate(
  connections: Pick<ConnectionKeeper, 'note'>,
  logger: Logger,
  passed: (passage: Passage) => void = () => undefined,
): Server {
  return createServer((request, response) => {
    const fingerprint = String(request.headers[GATE_HEADERS.fingerprint] ?? '');
    const source = String(request.headers[GATE_HEADERS.source] ?? '');
    connections
      .note(fingerprint, source)
      .catch((error: unknown) => {
        logger.error({ error: withoutWords(error) }, 'gate');
        return false;
      })
      .then((passes) => {
        response.writeHead(passes ? 204 : 403).end();
        if (passes) passed({ fingerprint, source, host: request.headers.host });
      })
      .catch(() => response.destroy());
  });
}
