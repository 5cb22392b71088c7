/**
 * For homes with a private server root: which server keys are the home's. Chromium is told to trust exactly these and
 * no root is imported anywhere.
 */
import { createHash } from 'node:crypto';
import { connect } from 'node:tls';
import { lookup } from '../home/localhost.ts';

const TIMEOUT_MS = 10_000;

/**
 * @param urls one for each host
 * @returns base64 SHA-256 of the SubjectPublicKeyInfo of every server certificate that the root vouches for; hosts that
 * do not answer or are not vouched for are left out, and Chromium will say so itself
 */
export async function trustedServerKeys(urls: readonly string[], root: string): Promise<string[]> {
  const origins = [...new Set(urls.map((url) => new URL(url).host))];
  const keys = await Promise.all(origins.map((origin) => serverKey(new URL(`https://${origin}`), root)));
  return [...new Set(keys.filter((key) => key !== undefined))];
}

function serverKey({ hostname, port }: URL, root: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const socket = connect({
    host: hostname,
    servername: hostname,
    port: port === '' ? 443 : Number(port),
    ca: root,
    lookup,
    timeout: TIMEOUT_MS,
  });
  socket.on('secureConnect', () => {
    const spki = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
    resolve(spki && createHash('sha256').update(spki).digest('base64'));
    socket.destroy();
  });
  socket.on('timeout', () => socket.destroy());
  socket.on('error', () => resolve(undefined));
  socket.on('close', () => resolve(undefined));
  return promise;
}
