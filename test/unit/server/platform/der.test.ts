import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitString,
  certificateTime,
  element,
  elements,
  TAG,
  unsignedInteger,
} from '../../../../server/platform/der.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (digits: string) => Buffer.from(digits, 'hex');

describe('what is written', () => {
  it.each([
    [0, '0400'],
    [0x7f, '047f'],
    [0x80, '048180'],
    [0xff, '0481ff'],
    [0x100, '04820100'],
    [0x10000, '0483010000'],
  ])('has its length in the fewest bytes: %i', (length, head) => {
    const written = element(TAG.octetString, Buffer.alloc(length));
    expect(hex(written.subarray(0, head.length / 2))).toBe(head);
    expect(written.length).toBe(head.length / 2 + length);
  });

  it('is at most 16 MiB', () => {
    expect(() => element(TAG.octetString, Buffer.alloc(0x1000000))).toThrow(RangeError);
  });

  it.each([
    ['00', '020100'],
    ['00000a', '02010a'],
    ['80', '02020080'],
    ['00ff', '020200ff'],
  ])('is an integer in the fewest bytes, and never negative: %s', (digits, whole) => {
    expect(hex(unsignedInteger(bytes(digits)))).toBe(whole);
  });

  it('is a time of two digits a year until 2049, and of four from then on', () => {
    const written = (time: string) => certificateTime(Date.parse(time));
    expect(written('2049-12-31T23:59:59.999Z')).toEqual(element(TAG.utcTime, Buffer.from('491231235959Z')));
    expect(written('2050-01-01T00:00:00Z')).toEqual(element(TAG.generalizedTime, Buffer.from('20500101000000Z')));
  });

  it('is a string of bits with those that are not used', () => {
    expect([hex(bitString(bytes('a0'), 5)), hex(bitString(bytes('ff')))]).toEqual(['030205a0', '030200ff']);
  });
});

describe('what is read', () => {
  it('is what was written, one element after the other', () => {
    const content = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(fc.array(content, { maxLength: 4 }), (contents) => {
        const written = contents.map((each) => element(TAG.octetString, each));
        const read = elements(Buffer.concat(written));
        expect(read.map((each) => hex(each.content))).toEqual(contents.map(hex));
        expect(read.map((each) => hex(each.whole))).toEqual(written.map(hex));
      }),
    );
  });

  it.each([
    ['a tag of several bytes', '1f0100'],
    ['no length', '04'],
    ['an indefinite length', '30800000'],
    ['a length of three bytes', `0483010000${'00'.repeat(0x10000)}`],
    ['a length that is cut off', '048201'],
    ['a length that needs no byte of its own', `04817f${'00'.repeat(0x7f)}`],
    ['a length that needs one byte', `048200ff${'00'.repeat(0xff)}`],
    ['an end beyond the end', '0402ff'],
    ['something behind it that is no element', '040004'],
  ])('is refused with %s', (_, digits) => {
    expect(() => elements(bytes(digits))).toThrow(RangeError);
  });
});
