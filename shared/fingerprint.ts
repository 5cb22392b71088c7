/** The fingerprint of a certificate: SHA-256 of its DER, 64 lower-case hexadecimal digits. */
import { z } from 'zod';

export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hexadecimal');

/**
 * What Caddy calls the fingerprint of a connection without a client certificate: the SHA-256 of nothing. Never an
 * identity, never in the active set.
 */
export const FINGERPRINT_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
