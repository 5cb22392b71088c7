import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Whether a server on this machine asks for a client certificate in the handshake (RFC 8446 4.3.2), as OpenSSL reads it.
 * @param version of TLS: `1_2`, `1_3`
 */
export async function asksForCertificate(port: number, host: string, version: '1_2' | '1_3', from: string) {
  const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', host, `-tls${version}`];
  const child = spawn('openssl', [...args, '-bind', `${from}:0`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (!said.includes('BEGIN CERTIFICATE')) throw new Error(`no handshake: ${said}`);
  return /Acceptable client certificate CA names|Client Certificate Types/.test(said);
}
