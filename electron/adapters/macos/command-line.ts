/**
 * Lines for `security -i`, which reads its commands from standard input: what would be in argv, and so in `ps`, is not.
 *
 * Its reader (split_line in Apple's SecurityTool) knows single and double quotes and a backslash that takes the next
 * character as it is. A line ends at a newline, which nothing can quote, holds at most 4,095 bytes and 32 words, and is
 * dropped when the input ends before its newline.
 */
import { LatchkeyError } from '../../../shared/errors.ts';

const MAX_BYTES = 4095;
const MAX_WORDS = 32;

/**
 * One command as a line, its newline included.
 * @throws STORE_FAILED when a word cannot be said in a line; it would become another command
 */
export function securityLine(words: readonly string[]): string {
  if (words.some((word) => /[\0\r\n]/.test(word))) {
    throw new LatchkeyError('STORE_FAILED', { detail: 'A name with a line break in it cannot be given to security.' });
  }
  const line = words.map(quote).join(' ');
  if (Buffer.byteLength(line) > MAX_BYTES || words.length > MAX_WORDS) {
    throw new LatchkeyError('STORE_FAILED', { detail: 'A path is too long for security.' });
  }
  return `${line}\n`;
}

/** Always in quotes: an empty word stays a word, and bytes above 127 are never taken for white space. */
const quote = (word: string) => `"${word.replace(/[\\"]/g, '\\$&')}"`;
