import { connect } from 'node:tls';
import { open, type Target } from './connect.ts';
import { proxyHeader } from './proxy-header.ts';

/** Local: it answers at once or not at all. */
const TIMEOUT = 3000;
/** TEST-NET-1 (RFC 5737): only to have a source to name. */
const NOBODY = { address: '192.0.2.1', port: 40_000 } as const;

export interface ServedCertificate {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** Who signed it, such as `CN=R10, O=Let's Encrypt`. */
  readonly issuer: string;
  /** Whether it is for the host that was asked for. */
  readonly matches: boolean;
}

/**
 * The certificate that one of Caddy's listeners serves for a host, whoever signed it.
 * @param listener a socket that speaks the PROXY protocol, as Caddy's three do
 * @returns undefined when there is none, or nobody listens
 */
export async function servedCertificate(listener: Target, host: string): Promise<ServedCertificate | undefined> {
  const socket = await open(listener, TIMEOUT).catch(() => undefined);
  if (!socket) return undefined;
  socket.write(proxyHeader(NOBODY.address, NOBODY.port));
  return new Promise((resolve) => {
    const tls = connect({ socket, servername: host, rejectUnauthorized: false, timeout: TIMEOUT });
    const finish = (served?: ServedCertificate) => {
      tls.destroy();
      resolve(served);
    };
    tls.once('secureConnect', () => {
      const certificate = tls.getPeerX509Certificate();
      finish(
        certificate && {
          fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
          notBefore: certificate.validFromDate.getTime(),
          notAfter: certificate.validToDate.getTime(),
          issuer: certificate.issuer.split('\n').reverse().join(', '),
          matches: certificate.checkHost(host) !== undefined,
        },
      );
    });
    tls.once('timeout', () => finish());
    tls.once('error', () => finish());
    tls.once('close', () => finish());
  });
}
