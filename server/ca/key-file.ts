/**
 * What `ca/homelab-ca.key` holds, the newest first: a key as it is, a key under a passphrase, or the address of a key
 * in a PKCS#11 token. It is one file, replaced as a whole, so that there is no moment without a key; between two steps
 * of a rotation it holds two.
 */
import { LatchkeyError } from '../../shared/errors.ts';

/** Where a CA's key lies. */
export type StoredKey =
  /** PKCS#8 in PEM. */
  | { readonly kind: 'plain'; readonly pem: string }
  /** PKCS#8 in PEM, encrypted. */
  | { readonly kind: 'protected'; readonly pem: string }
  | ({ readonly kind: 'token' } & TokenKey);

/** A key in a PKCS#11 token. */
export interface TokenKey {
  /** The token's label. */
  readonly token: string;
  /** CKA_ID, lower-case hexadecimal. */
  readonly id: string;
}

const ENTRY =
  /-----BEGIN (PRIVATE KEY|ENCRYPTED PRIVATE KEY)-----[A-Za-z0-9+/=\s]+-----END \1-----|^pkcs11:[^\s;]+;id=[^\s;]+$/gm;

/**
 * @param path for the error
 * @throws LatchkeyError HOME_DAMAGED when something in it is neither
 */
export function parseKeyFile(text: string, path: string): readonly StoredKey[] {
  const found = [...text.matchAll(ENTRY)].map(([entry, label]): StoredKey | undefined => {
    if (label === undefined) return parseUri(entry);
    return { kind: label === 'PRIVATE KEY' ? 'plain' : 'protected', pem: `${entry}\n` };
  });
  const keys = found.filter((key) => key !== undefined);
  if (keys.length === 0 || keys.length < found.length || text.replaceAll(ENTRY, '').trim() !== '')
    throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} holds something that is no key.` });
  return keys;
}

/** The file's content. */
export function formatKeyFile(keys: readonly StoredKey[]): string {
  return keys.map((key) => (key.kind === 'token' ? `${tokenUri(key)}\n` : key.pem)).join('');
}

/** The address of a key in a token (RFC 7512). */
export function tokenUri({ token, id }: TokenKey): string {
  return `pkcs11:token=${encodeURIComponent(token)};id=${id.replaceAll(/../g, '%$&')}`;
}

function parseUri(uri: string): StoredKey | undefined {
  const [, token, id] = /^pkcs11:token=([^;]+);id=((?:%[0-9a-fA-F]{2})+)$/.exec(uri) ?? [];
  if (token === undefined || id === undefined) return undefined;
  try {
    return { kind: 'token', token: decodeURIComponent(token), id: id.replaceAll('%', '').toLowerCase() };
  } catch {
    return undefined;
  }
}
