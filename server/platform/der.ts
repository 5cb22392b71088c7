/**
 * The little of DER (ITU-T X.690) that certificates of one fixed profile are made of, so that a running home does without
 * @peculiar/x509, which takes 5 MB beside its other libraries and is what tests compare with. What is read is at most 65,535
 * bytes long, what is written 16 MiB: only revocation lists grow.
 */

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  enumerated: 0x0a,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a context-specific element, `[number]`. */
export const context = (number: number, constructed = true) => (constructed ? 0xa0 : 0x80) | number;

/** One element: its tag, its length and its content. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  if (length > 0xffffff) throw new RangeError('too long for one element');
  const octets = [length >> 16, (length >> 8) & 0xff, length & 0xff];
  const fewest = octets.slice(length > 0xffff ? 0 : length > 0xff ? 1 : 2);
  const header = length < 0x80 ? [tag, length] : [tag, 0x80 | fewest.length, ...fewest];
  return Buffer.concat([Buffer.from(header), ...contents]);
}

/** An OBJECT IDENTIFIER from the hexadecimal digits of its content. */
export const oid = (hex: string) => element(TAG.objectIdentifier, Buffer.from(hex, 'hex'));

export const sequence = (...contents: readonly Uint8Array[]) => element(TAG.sequence, ...contents);

/** A BIT STRING of whole bytes, unless some bits at its end are not used. */
export const bitString = (content: Uint8Array, unused = 0) => element(TAG.bitString, Buffer.from([unused]), content);

/** A non-negative INTEGER from its big-endian bytes, in the fewest bytes (X.690 8.3.2). */
export function unsignedInteger(bytes: Uint8Array): Buffer<ArrayBuffer> {
  let first = 0;
  while (first < bytes.length - 1 && bytes[first] === 0) first += 1;
  const content = Buffer.from(bytes.subarray(first));
  return element(TAG.integer, ...((content[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : []), content);
}

/** A time of a certificate, in whole seconds: UTCTime until 2049, GeneralizedTime from then on (RFC 5280 4.1.2.5). */
export function certificateTime(milliseconds: number): Buffer<ArrayBuffer> {
  const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return Number(digits.slice(0, 4)) < 2050
    ? element(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : element(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

/** An element that was read. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer<ArrayBuffer>;
  /** Tag, length and content. */
  readonly whole: Buffer<ArrayBuffer>;
}

/**
 * The elements that follow one another in `bytes`, with nothing between or behind them.
 * @throws RangeError for anything that is not DER: an indefinite or not minimal length, a tag of several bytes, an end
 * beyond the end
 */
export function elements(bytes: Buffer<ArrayBuffer>): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    if ((tag & 0x1f) === 0x1f) throw new RangeError('a tag of several bytes');
    const { length, octets } = readLength(bytes, at + 1);
    const start = at + 1 + octets;
    const end = start + length;
    if (end > bytes.length) throw new RangeError('an element ends beyond the end');
    found.push({ tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return found;
}

function readLength(bytes: Buffer, at: number): { length: number; octets: number } {
  const first = bytes[at];
  if (first === undefined) throw new RangeError('no length');
  if (first < 0x80) return { length: first, octets: 1 };
  const count = first & 0x7f;
  if (count !== 1 && count !== 2) throw new RangeError('a length that is indefinite or too long');
  if (at + count >= bytes.length) throw new RangeError('no length');
  const length = bytes.readUIntBE(at + 1, count);
  if (length < (count === 1 ? 0x80 : 0x100)) throw new RangeError('a length that is not minimal');
  return { length, octets: 1 + count };
}
