/** Text files that people bring. A decoder that replaces what it cannot read makes other words of them. */

/** What a file is written in when it is not UTF-8. `nul` is text with NUL in it, `8-bit` one of the many code pages. */
type OtherEncoding = 'UTF-16LE' | 'UTF-16BE' | 'UTF-32' | 'nul' | '8-bit';

type DecodedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly encoding: OtherEncoding };

/** What is not UTF-8 or has NUL in it, by its byte order mark or by where its zero bytes are. */
function guess(bytes: Uint8Array): OtherEncoding {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    return 'UTF-32';
  }
  if (a === 0xff && b === 0xfe) return 'UTF-16LE';
  if (a === 0xfe && b === 0xff) return 'UTF-16BE';
  const zeros = (from: number) => bytes.filter((byte, index) => index % 2 === from && byte === 0).length;
  const half = bytes.length / 2;
  if (zeros(1) > half / 2 && zeros(0) === 0) return 'UTF-16LE';
  if (zeros(0) > half / 2 && zeros(1) === 0) return 'UTF-16BE';
  return bytes.includes(0) ? 'nul' : '8-bit';
}

/** Reads UTF-8, with or without a byte order mark, which is left out. NUL is in no text. */
export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return { ok: true, text };
  } catch {
    // Guessed below.
  }
  return { ok: false, encoding: guess(bytes) };
}

/** As {@link decodeText}, and UTF-16 where a byte order mark says so: Notepad's "Unicode". */
export function decodeMarkedText(bytes: Uint8Array): string | undefined {
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded.text;
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!marked || decoded.encoding === 'UTF-32' || decoded.encoding === 'nul') return undefined;
  try {
    const text = new TextDecoder(decoded.encoding.toLowerCase(), { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

const NAMES: Readonly<Record<OtherEncoding, string>> = {
  'UTF-16LE': 'UTF-16LE (Notepad calls it Unicode)',
  'UTF-16BE': 'UTF-16BE',
  'UTF-32': 'UTF-32',
  nul: 'text with NUL characters in it, so no text',
  '8-bit': 'not UTF-8, perhaps Windows-1252 or Latin-1',
};

/** What the file is, and how to make UTF-8 of it. @param file its name, for the command */
export function encodingWords(encoding: OtherEncoding, file: string): string {
  if (encoding === 'nul') return `is ${NAMES.nul}; write it again as UTF-8`;
  const from = encoding === '8-bit' ? 'WINDOWS-1252' : encoding === 'UTF-32' ? 'UTF-32' : 'UTF-16';
  const order = encoding === 'UTF-16BE' ? 'UTF-16BE' : from;
  return `is ${NAMES[encoding]}; save it as UTF-8: iconv -f ${order} -t UTF-8 ${file} > ${file}.new`;
}

/** A file of text that is not UTF-8; the message says what it is and how to convert it. */
export class NotUtf8Error extends Error {
  override readonly name = 'NotUtf8Error';
}

/**
 * The text of a file that a person wrote.
 * @param path of the file, for the message
 * @throws NotUtf8Error, also for text with NUL in it
 */
export function textOf(bytes: Uint8Array, path: string): string {
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded.text;
  throw new NotUtf8Error(`${path} ${encodingWords(decoded.encoding, path.replace(/^.*[\\/]/, ''))}`);
}
