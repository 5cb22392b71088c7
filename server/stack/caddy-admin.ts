/** Caddy's admin API (https://caddyserver.com/docs/api), as far as a reload needs it. */
import { request } from 'node:http';
import { LatchkeyError } from '../../shared/errors.ts';

/** Provisioning a configuration of many sites takes a while on a small machine. */
const TIMEOUT = 60_000;

/**
 * Has the running Caddy go over to another configuration. New connections meet the new one; what is under way ends under
 * the old one. Caddy keeps the old one when it cannot start the new.
 * @param socket of the admin API
 * @param config Caddy's JSON, guarded
 * @param evenIfSame also when it is the configuration that runs: the files that it names may hold something else
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED with Caddy's words, CHILD_FAILED when there is no Caddy
 */
export function loadCaddy(socket: string, config: string, evenIfSame = false): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) =>
      reject(new LatchkeyError('CHILD_FAILED', { detail: `Caddy does not answer: ${String(cause)}.`, cause }));
    const asking = request(
      {
        socketPath: socket,
        method: 'POST',
        path: '/load',
        timeout: TIMEOUT,
        headers: {
          host: 'localhost',
          'content-type': 'application/json',
          ...(evenIfSame && { 'cache-control': 'must-revalidate' }),
        },
      },
      async (reply) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of reply) chunks.push(chunk as Buffer);
          if (reply.statusCode === 200) return resolve();
          const words = Buffer.concat(chunks).toString('utf8').trim();
          reject(new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: `Caddy: ${words}` }));
        } catch (error) {
          failed(error);
        }
      },
    );
    asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
    asking.on('error', failed);
    asking.end(config);
  });
}
