/** Caddy's admin API (https://caddyserver.com/docs/api), as far as a reload needs it. */
import { LatchkeyError } from '../../../shared/errors.ts';
import { askSocket } from '../../platform/unix-http.ts';

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
export async function loadCaddy(socket: string, config: string, evenIfSame = false): Promise<void> {
  const headers = { 'content-type': 'application/json', ...(evenIfSame && { 'cache-control': 'must-revalidate' }) };
  const asked = { socketPath: socket, method: 'POST', path: '/load', timeout: TIMEOUT, headers, body: config } as const;
  const { status, body } = await askSocket(asked).catch((cause: unknown) => {
    throw new LatchkeyError('CHILD_FAILED', { detail: `Caddy does not answer: ${String(cause)}.`, cause });
  });
  if (status !== 200) throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: `Caddy: ${body.trim()}` });
}

/**
 * Resolves when the running Caddy says something.
 * @throws Error when it does not
 */
export async function askCaddy(socket: string): Promise<void> {
  // Any answer will do, and this one waits for no configuration that is being loaded.
  await askSocket({ socketPath: socket, path: '/', timeout: 10_000 });
}
