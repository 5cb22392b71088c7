/**
 * The code of an invitation: 12 symbols, eleven random ones (55 bits) and a check symbol, written in three groups of
 * four: `K7QF-2M9X-4TDW`. A typing error is caught before anything is sent.
 */
import { readSymbols, type SymbolProblem, writeSymbols } from './symbols.ts';

/** Symbols of a code. */
export const CODE_LENGTH = 12;

/** Bytes of randomness that {@link codeFromRandom} takes: 11 symbols of 5 bits fit in 7 bytes, one bit is dropped. */
export const CODE_RANDOM_BYTES = 7;

/** Why a text is not a code. */
export type CodeProblem = SymbolProblem;

export type CodeResult =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly problem: CodeProblem };

/**
 * Makes a code from random bytes.
 * @param random exactly {@link CODE_RANDOM_BYTES} bytes from a cryptographic source
 * @returns the code in its written form, `XXXX-XXXX-XXXX`
 */
export function codeFromRandom(random: Uint8Array): string {
  if (random.length !== CODE_RANDOM_BYTES) throw new RangeError(`a code takes ${CODE_RANDOM_BYTES} random bytes`);
  return writeSymbols(random, CODE_LENGTH);
}

/**
 * Reads a code as a person typed it: any case, any dashes, dots or spaces, O for 0, I and L for 1.
 * @returns the code in its written form `XXXX-XXXX-XXXX`, or what is wrong with it and where
 */
export function parseCode(text: string): CodeResult {
  const read = readSymbols(text, CODE_LENGTH);
  return 'word' in read ? { ok: true, code: read.word } : { ok: false, problem: read };
}
