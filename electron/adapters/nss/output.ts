/** What certutil and pk12util say (NSS 3.87 and later, LC_ALL=C), and what it means. Tested on recorded outputs. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { StoreCause } from '../../../shared/store-causes.ts';
import type { CommandResult } from '../run-command.ts';
import { causedBy } from '../store-causes.ts';

export interface ListedKey {
  /** NSS makes it from the public key, so no two keys share one. Lower-case hexadecimal. */
  readonly id: string;
  readonly nickname: string;
}

/** The private keys out of `certutil -K`: `< 0> ec       aadf9bdf…   Friendly name`. */
export function parseKeys(stdout: string): ListedKey[] {
  const lines = stdout.matchAll(/^<\s*\d+>\s+\S+\s+([0-9a-f]{2,})(?: +(.*))?$/gm);
  return [...lines].map(([, id = '', nickname = '']) => ({ id, nickname }));
}

/** A key id as certutil's `-n` takes it: a PKCS#11 URI (RFC 7512), which no other certificate's nickname can match. */
export function keyUri(id: string): string {
  return `pkcs11:id=${id.replace(/../g, '%$&')}`;
}

/** The certificates, DER, in PEM blocks (RFC 7468). */
export function parsePemCertificates(stdout: string): Uint8Array<ArrayBuffer>[] {
  const blocks = stdout.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  return [...blocks].map(([, base64 = '']) => Uint8Array.from(Buffer.from(base64, 'base64')));
}

/** `certutil -K` fails when there are no keys; that is an answer, not a failure. */
export const saysNoKeys = ({ stdout, stderr }: CommandResult) => /no keys found/.test(stdout + stderr);

/** `certutil -L -n` for an id that no certificate has: a key alone, left by a removal that was cut off. */
export const saysNotFound = ({ stderr }: CommandResult) => /Could not find cert/.test(stderr);

/** Seen with NSS 3.87: a locked, unreadable or damaged database is "bad" or a "general error", one of another's "read-only". */
function causeOf(stderr: string): StoreCause | undefined {
  if (/SEC_ERROR_READ_ONLY/.test(stderr)) return 'database-read-only';
  return /SEC_ERROR_BAD_DATABASE|CKR_GENERAL_ERROR|SEC_ERROR_LEGACY_DATABASE/.test(stderr)
    ? 'database-busy'
    : undefined;
}

/** pk12util's exit code for a wrong password of the database, as opposed to one of the file (18). */
const PK12_DATABASE_PASSWORD = 13;

/** The error of the catalogue for a tool that failed. Its last words hold no secret: none was in its arguments. */
export function storeError(tool: string, { exitCode, stdout, stderr }: CommandResult): LatchkeyError {
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1)?.slice(0, 300) ?? '';
  const detail = `${tool} ${exitCode === undefined ? 'did not run' : `ended with ${exitCode}`}: ${said}`;
  const asksPassword =
    tool === 'pk12util' ? exitCode === PK12_DATABASE_PASSWORD : /SEC_ERROR_BAD_PASSWORD/.test(stderr);
  if (asksPassword) return new LatchkeyError('STORE_LOCKED', { detail: 'The database is protected by a password.' });
  // What another process holds looks like a damaged database for as long as it lasts.
  const cause = causeOf(stderr);
  if (cause !== undefined) return new LatchkeyError('STORE_FAILED', { detail, ...causedBy(cause) });
  return new LatchkeyError('STORE_FAILED', { detail });
}
