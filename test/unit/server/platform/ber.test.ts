import { describe, expect, it } from 'vitest';
import { octetsOf, readBer } from '../../../../server/platform/ber.ts';
import { element, sequence, TAG } from '../../../../server/platform/der.ts';

const bytes = (digits: string) => Buffer.from(digits, 'hex');

describe('a message in BER', () => {
  it('is read as DER, with its parts', () => {
    const [one, two] = [element(TAG.octetString, bytes('0102')), sequence()];
    const node = readBer(sequence(one, two));
    expect(node.children.map(({ tag, whole }) => [tag, whole])).toEqual([
      [TAG.octetString, one],
      [TAG.sequence, two],
    ]);
    expect(node.content).toEqual(Buffer.concat([one, two]));
  });

  it('may have an indefinite length, a length that is longer than needed, and strings in pieces', () => {
    const node = readBer(bytes('2480040101048400000002020300 00'.replace(' ', '')));
    expect(octetsOf(node)).toEqual(bytes('010203'));
    expect(node.content).toEqual(bytes('04010104840000000202 03'.replace(' ', '')));
  });

  it.each([
    ['nothing', ''],
    ['something behind it', '040000'],
    ['a tag of several bytes', '1f0100'],
    ['no length', '04'],
    ['a length of five bytes', '04850000000001ff'],
    ['a primitive element without a length', '04800000'],
    ['no end of an indefinite length', '3080040101'],
    ['half an end', '308000'],
    ['an end beyond the end', '0402ff'],
    ['a part that ends beyond the whole', '30030402ffff'],
  ])('is refused with %s', (_, digits) => {
    expect(() => readBer(bytes(digits))).toThrow(RangeError);
  });

  it('is refused where it is deeper or has more parts than any message', () => {
    const nested = (depth: number): Buffer<ArrayBuffer> => (depth === 1 ? sequence() : sequence(nested(depth - 1)));
    expect(readBer(nested(24)).whole).toEqual(nested(24));
    expect(() => readBer(nested(25))).toThrow('too deep');
    const wide = (parts: number) => sequence(...Array.from({ length: parts }, () => element(TAG.octetString)));
    expect(readBer(wide(1999)).children).toHaveLength(1999);
    expect(() => readBer(wide(2000))).toThrow('too many');
  });
});
