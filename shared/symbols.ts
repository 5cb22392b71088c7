/**
 * Words to read aloud and to type: symbols of Crockford's base32 (https://www.crockford.com/base32.html) in groups of
 * four, the last one a check symbol.
 *
 * Crockford's own check symbol needs five characters that are not in the alphabet (`*~$=U`). Ours stays inside it:
 * the symbols are elements of GF(2^5), and the sum of symbol times weight over all places must be zero. The weights are
 * distinct powers of a primitive element (up to 31 places), so every wrong symbol and every swap of two different
 * symbols, adjacent or not, is caught.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Symbols of each group. */
export const GROUP = 4;

/** Why a text is no such word. `at` counts symbols from 0, without separators. */
export type SymbolProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'character'; readonly at: number; readonly character: string }
  | { readonly kind: 'length'; readonly length: number; readonly expected: number }
  | { readonly kind: 'check' };

/** Dashes and dots that people, keyboards and programs write for a hyphen, as a part of a class of characters. */
export const DASHES = '\\u00AD\\u00B7\\u2010-\\u2015\\u2022\\u2027\\u2043\\u2212\\u2219\\u30FB\\uFE58\\uFE63\\uFF0D-';
/** Scripts with letters that look like symbols, as a part of a class of characters. */
export const LOOK_ALIKES = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}';
const SEPARATORS = new RegExp(`[\\s\\u200B._${DASHES}]`, 'gu');

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

/** The sum over all places by Horner's rule: the weights are descending powers of the primitive element 2, to 1. */
const weightedSum = (symbols: readonly number[]) => symbols.reduce((sum, symbol) => multiply(sum, 2) ^ symbol, 0);

const isDigit = (point: number) => /^\p{Nd}$/u.test(String.fromCodePoint(point));

/** The digit that a character is, in whatever script: Unicode has them in runs from zero to nine. */
function digitOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 128 || !isDigit(point)) return character;
  let first = point;
  while (isDigit(first - 1)) first -= 1;
  return String((point - first) % 10);
}

/** The value of a symbol (0 to 31), with Crockford's look-alikes (O is 0, I and L are 1), or undefined. */
function symbolValue(character: string): number | undefined {
  const upper = digitOf(character).toUpperCase().replace('O', '0').replace(/[IL]/, '1');
  const value = ALPHABET.indexOf(upper);
  return value < 0 ? undefined : value;
}

function write(symbols: readonly number[]): string {
  const text = symbols.map((symbol) => ALPHABET[symbol]).join('');
  return (text.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join('-');
}

/**
 * @param bytes of which five bits a symbol are taken, from the last byte on
 * @param length symbols, the check symbol with them
 * @returns the word in its written form
 */
export function writeSymbols(bytes: Uint8Array, length: number): string {
  let bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const symbols: number[] = [];
  for (let i = 0; i < length - 1; i += 1) {
    symbols.push(Number(bits & 31n));
    bits >>= 5n;
  }
  symbols.push(multiply(weightedSum(symbols), 2));
  return write(symbols);
}

/**
 * Reads a word as a person typed it: any case, any dashes, dots or spaces, O for 0, I and L for 1.
 * @param length symbols, the check symbol with them
 * @returns the word in its written form, or what is wrong with it and where
 */
export function readSymbols(text: string, length: number): { readonly word: string } | SymbolProblem {
  const characters = [...text.replace(SEPARATORS, '')];
  if (characters.length === 0) return { kind: 'empty' };
  const symbols: number[] = [];
  for (const [at, character] of characters.entries()) {
    const value = symbolValue(character);
    if (value === undefined) return { kind: 'character', at, character };
    symbols.push(value);
  }
  if (symbols.length !== length) return { kind: 'length', length: symbols.length, expected: length };
  return weightedSum(symbols) === 0 ? { word: write(symbols) } : { kind: 'check' };
}
