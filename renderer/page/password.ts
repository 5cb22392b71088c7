/**
 * Four words that anybody can type, whatever language they speak: proquints (https://arxiv.org/html/0901.4016), 16 bits
 * each. 64 bits, since the file that they protect may lie in a folder of downloads for years.
 */
const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';
const WORDS = 4;

const word = (bits: number): string =>
  [
    CONSONANTS[(bits >> 12) & 15],
    VOWELS[(bits >> 10) & 3],
    CONSONANTS[(bits >> 6) & 15],
    VOWELS[(bits >> 4) & 3],
    CONSONANTS[bits & 15],
  ].join('');

/** @param crypto the browser's source of randomness */
export function fourWords(crypto: Pick<Crypto, 'getRandomValues'>): string {
  return Array.from(crypto.getRandomValues(new Uint16Array(WORDS)), word).join('-');
}
