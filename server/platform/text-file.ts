import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeText, encodingWords } from '../../shared/text-encoding.ts';

/** A file of text that is not UTF-8; the message says what it is and how to convert it. */
export class NotUtf8Error extends Error {
  override readonly name = 'NotUtf8Error';
}

/** @throws NotUtf8Error, also for text with NUL in it */
export function textOf(bytes: Uint8Array, path: string): string {
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded.text;
  throw new NotUtf8Error(`${path} ${encodingWords(decoded.encoding, basename(path))}`);
}

/**
 * Reads a text that a person wrote. A byte that is no UTF-8 is refused: replaced, it would make another name or secret.
 * @throws NotUtf8Error, and what readFile throws
 */
export async function readTextFile(path: string): Promise<string> {
  return textOf(await readFile(path), path);
}
