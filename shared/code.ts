/**
 * The code of an invitation: 12 symbols of Crockford's base32 (https://www.crockford.com/base32.html), eleven
 * random ones (55 bits) and a check symbol, written in three groups of four: `K7QF-2M9X-4TDW`.
 *
 * Crockford's own check symbol needs five characters that are not in the alphabet (`*~$=U`). Ours stays inside it:
 * the symbols are elements of GF(2^5), and the sum of symbol times weight over all twelve places must be zero.
 * The weights are distinct powers of a primitive element, so every wrong symbol and every swap of two different
 * symbols, adjacent or not, is caught before anything is sent.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Symbols of a code, and of each group that it is written in. */
export const CODE_LENGTH = 12;
export const CODE_GROUP = 4;
const RANDOM_SYMBOLS = CODE_LENGTH - 1;

/** Bytes of randomness that {@link codeFromRandom} takes: 11 symbols of 5 bits fit in 7 bytes, one bit is dropped. */
export const CODE_RANDOM_BYTES = 7;

/** Why a text is not a code. `at` counts symbols from 0, without separators. */
export type CodeProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'character'; readonly at: number; readonly character: string }
  | { readonly kind: 'length'; readonly length: number; readonly expected: number }
  | { readonly kind: 'check' };

export type CodeResult =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly problem: CodeProblem };

/** Characters that people and mail programs put between symbols: white space and every kind of dash. */
const SEPARATORS = /[\s\u00AD\u200B\u2010-\u2015\u2212\uFE58\uFE63\uFF0D._-]/gu;

/** Multiplies two elements of GF(2^5) modulo the primitive polynomial x^5 + x^2 + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  let left = a;
  for (let right = b; right > 0; right >>= 1) {
    if (right & 1) product ^= left;
    left <<= 1;
    if (left & 0b100000) left ^= 0b100101;
  }
  return product;
}

/** The weight of each place: descending powers of the primitive element 2, with 1 on the check symbol. */
const WEIGHTS = (() => {
  const weights = [1];
  for (let place = 1; place < CODE_LENGTH; place += 1) weights.unshift(multiply(weights[0] ?? 1, 2));
  return weights;
})();

function weightedSum(symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol, place) => sum ^ multiply(symbol, WEIGHTS[place] ?? 0), 0);
}

/** The value of a symbol (0 to 31), with Crockford's look-alikes (O is 0, I and L are 1), or undefined. */
function symbolValue(character: string): number | undefined {
  const upper = character.toUpperCase().replace('O', '0').replace(/[IL]/, '1');
  const value = ALPHABET.indexOf(upper);
  return value < 0 ? undefined : value;
}

function write(symbols: readonly number[]): string {
  const text = symbols.map((symbol) => ALPHABET[symbol]).join('');
  return (text.match(new RegExp(`.{1,${CODE_GROUP}}`, 'g')) ?? []).join('-');
}

/**
 * Makes a code from random bytes.
 * @param random exactly {@link CODE_RANDOM_BYTES} bytes from a cryptographic source
 * @returns the code in its written form, `XXXX-XXXX-XXXX`
 */
export function codeFromRandom(random: Uint8Array): string {
  if (random.length !== CODE_RANDOM_BYTES) throw new RangeError(`a code takes ${CODE_RANDOM_BYTES} random bytes`);
  let bits = random.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const symbols: number[] = [];
  for (let i = 0; i < RANDOM_SYMBOLS; i += 1) {
    symbols.push(Number(bits & 31n));
    bits >>= 5n;
  }
  symbols.push(weightedSum(symbols));
  return write(symbols);
}

/**
 * Reads a code as a person typed it: any case, any dashes, dots or spaces, O for 0, I and L for 1.
 * @returns the code in its written form `XXXX-XXXX-XXXX`, or what is wrong with it and where
 */
export function parseCode(text: string): CodeResult {
  const characters = [...text.replace(SEPARATORS, '')];
  if (characters.length === 0) return { ok: false, problem: { kind: 'empty' } };
  const symbols: number[] = [];
  for (const [at, character] of characters.entries()) {
    const value = symbolValue(character);
    if (value === undefined) return { ok: false, problem: { kind: 'character', at, character } };
    symbols.push(value);
  }
  if (symbols.length !== CODE_LENGTH) {
    return { ok: false, problem: { kind: 'length', length: symbols.length, expected: CODE_LENGTH } };
  }
  if (weightedSum(symbols) !== 0) return { ok: false, problem: { kind: 'check' } };
  return { ok: true, code: write(symbols) };
}
