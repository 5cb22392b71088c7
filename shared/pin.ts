/**
 * The pin of an invite says which private server root is the home's, for homes whose server certificates no browser
 * knows. It is short enough to be read aloud: 15 symbols (75 bits) of a slow hash of the root's DER, and a check symbol:
 * `3F7K-9QWM-X2T8-VB4H`. docs/decisions/0021-short-pins.md says why that is enough.
 *
 * Invites of earlier versions carry a long one, the base64url SHA-256 of the DER. It goes on being understood.
 */
import { readSymbols, writeSymbols } from './symbols.ts';

/** Symbols of a pin. */
export const PIN_LENGTH = 16;
/** base64url characters of a long pin. */
export const LONG_PIN_LENGTH = 43;

/** The slow hash: scrypt (RFC 7914) with 32 MiB. `maxmem` is Node's limit in bytes, which has to be above that. */
export const PIN_SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };
/** Bytes of the hash that make a pin: 15 symbols of 5 bits fit in 10 bytes, five bits are dropped. */
export const PIN_HASH_BYTES = 10;

/** The salt of the slow hash: nobody can search for the roots of many homes at once. @param host of the enrolment */
export const pinSalt = (host: string): string => `latchkey pin 1 ${host}`;

/** @param hash {@link PIN_HASH_BYTES} bytes of scrypt of the root's DER with {@link pinSalt} and {@link PIN_SCRYPT} */
export function pinOfHash(hash: Uint8Array): string {
  if (hash.length !== PIN_HASH_BYTES) throw new RangeError(`a pin takes ${PIN_HASH_BYTES} bytes`);
  return writeSymbols(hash, PIN_LENGTH);
}

/** Whether a pin is one of the long ones. */
export const isLongPin = (pin: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(pin);

/**
 * Reads a pin as it is in an invite or as a person typed it.
 * @returns the pin in its written form, or whether all of it is there and has a typing error in it
 */
export function parsePin(text: string): { readonly pin: string } | { readonly problem: 'typo' | 'not-whole' } {
  if (isLongPin(text)) return { pin: text };
  const read = readSymbols(text, PIN_LENGTH);
  if ('word' in read) return { pin: read.word };
  return { problem: read.kind === 'check' || read.kind === 'character' ? 'typo' : 'not-whole' };
}
