/**
 * Reads BER (ITU-T X.690), which CMS messages of others may be in: also lengths that are indefinite or longer than they
 * need to be, and strings in pieces. What is written is DER (der.ts).
 */

/** One element of a message. */
export interface Node {
  readonly tag: number;
  /** Without tag, length and the mark of an indefinite end. */
  readonly content: Buffer<ArrayBuffer>;
  /** As it was sent. */
  readonly whole: Buffer<ArrayBuffer>;
  /** Of a constructed element; empty otherwise. */
  readonly children: readonly Node[];
}

const CONSTRUCTED = 0x20;
/** No message that is taken here is as deep or has as many parts. */
const MAX_DEPTH = 24;
const MAX_NODES = 2000;

/**
 * @param bytes exactly one element
 * @throws RangeError for anything else, and for what is deeper or has more parts than any message
 */
export function readBer(bytes: Uint8Array): Node {
  const from = Buffer.from(bytes);
  const reading = { left: MAX_NODES };
  const node = readNode(from, 0, MAX_DEPTH, reading);
  if (node.whole.length !== from.length) throw new RangeError('something follows the end');
  return node;
}

function readNode(bytes: Buffer<ArrayBuffer>, at: number, depth: number, reading: { left: number }): Node {
  reading.left -= 1;
  if (depth === 0 || reading.left < 0) throw new RangeError('too deep, or too many parts');
  const tag = bytes[at];
  if (tag === undefined || (tag & 0x1f) === 0x1f) throw new RangeError('no tag, or one of several bytes');
  const { length, start } = readLength(bytes, at + 1);
  const constructed = (tag & CONSTRUCTED) !== 0;
  if (length === undefined && !constructed) throw new RangeError('a primitive element without a length');
  const limit = length === undefined ? bytes.length : start + length;
  if (limit > bytes.length) throw new RangeError('an element ends beyond the end');
  if (!constructed) {
    return { tag, content: bytes.subarray(start, limit), whole: bytes.subarray(at, limit), children: [] };
  }
  const children: Node[] = [];
  let next = start;
  while (length === undefined ? !isEnd(bytes, next) : next < limit) {
    const child = readNode(bytes.subarray(0, limit), next, depth - 1, reading);
    children.push(child);
    next += child.whole.length;
  }
  const end = length === undefined ? next + 2 : next;
  return { tag, content: bytes.subarray(start, next), whole: bytes.subarray(at, end), children };
}

function isEnd(bytes: Buffer, at: number): boolean {
  if (at + 2 > bytes.length) throw new RangeError('no end');
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

function readLength(bytes: Buffer, at: number): { length: number | undefined; start: number } {
  const first = bytes[at];
  if (first === undefined) throw new RangeError('no length');
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0) return { length: undefined, start: at + 1 };
  if (count > 4 || at + 1 + count > bytes.length) throw new RangeError('no length, or one that is too long');
  return { length: bytes.readUIntBE(at + 1, count), start: at + 1 + count };
}

/** The bytes of a string, which may be in pieces. */
export function octetsOf({ children, content }: Node): Buffer<ArrayBuffer> {
  return children.length === 0 ? content : Buffer.concat(children.map(octetsOf));
}
