import { LatchkeyError } from '../../shared/errors.ts';
import { sha256 } from '../platform/sha256.ts';

/** No client certificate of ours comes near; Node's own limit for all headers is 16 KiB. */
const MAX_HEADER = 8192;

/** A byte sequence of RFC 8941 3.3.5, which is how RFC 9440 carries a certificate. */
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/]+={0,2}):$/;

/**
 * Reads the `Client-Cert` header (RFC 9440), which only the home's own Caddy can set: it deletes what clients send.
 * @returns the SHA-256 of the certificate's DER in lower-case hexadecimal; undefined when no certificate was shown,
 * for which Caddy leaves the header out, empty, or with an empty byte sequence
 * @throws LatchkeyError REQUEST_NOT_VALID
 */
export function clientCertificateFingerprint(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined || header === '' || header === '::') return undefined;
  const base64 =
    typeof header === 'string' && header.length <= MAX_HEADER ? BYTE_SEQUENCE.exec(header)?.[1] : undefined;
  const der = Buffer.from(base64 ?? '', 'base64');
  if (base64 === undefined || der.length === 0 || der.toString('base64') !== base64) {
    throw new LatchkeyError('REQUEST_NOT_VALID', { detail: 'Client-Cert is not one byte sequence (RFC 9440).' });
  }
  return sha256(der);
}
