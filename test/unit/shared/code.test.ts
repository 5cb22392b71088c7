import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_RANDOM_BYTES, codeFromRandom, parseCode } from '../../../shared/code.ts';

const randomBytes = fc.uint8Array({ minLength: CODE_RANDOM_BYTES, maxLength: CODE_RANDOM_BYTES });
const codes = randomBytes.map(codeFromRandom);
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('codeFromRandom', () => {
  it('writes three groups of four symbols of the alphabet', () => {
    fc.assert(fc.property(codes, (code) => /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/.test(code)));
  });

  it('keeps 55 bits: flipping any kept bit of the randomness changes the code', () => {
    const zero = new Uint8Array(CODE_RANDOM_BYTES);
    const seen = new Set<string>([codeFromRandom(zero)]);
    for (let bit = 0; bit < 8 * CODE_RANDOM_BYTES; bit += 1) {
      const flipped = new Uint8Array(zero);
      flipped[bit >> 3] = 0x80 >> (bit & 7);
      seen.add(codeFromRandom(flipped));
    }
    expect(seen.size).toBe(1 + 55);
  });

  it('refuses another amount of randomness', () => {
    expect(() => codeFromRandom(new Uint8Array(6))).toThrow(RangeError);
  });
});

describe('parseCode', () => {
  it('reads what was written, in any case, with any separators and with look-alike letters', () => {
    const writings = fc.constantFrom(
      (code: string) => code,
      (code: string) => code.toLowerCase(),
      (code: string) => code.replaceAll('-', ''),
      (code: string) => code.replaceAll('-', ' – '),
      (code: string) => ` ${code.replaceAll('-', '\u00AD\u2011')}\n`,
      (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
      (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'I'),
    );
    fc.assert(
      fc.property(codes, writings, (code, rewrite) => {
        expect(parseCode(rewrite(code))).toEqual({ ok: true, code });
      }),
    );
  });

  it('catches every single wrong symbol', () => {
    fc.assert(
      fc.property(codes, fc.nat(11), fc.nat(31), (code, place, other) => {
        const symbols = [...code.replaceAll('-', '')];
        fc.pre(symbols[place] !== ALPHABET[other]);
        symbols[place] = ALPHABET[other] ?? '';
        expect(parseCode(symbols.join(''))).toEqual({ ok: false, problem: { kind: 'check' } });
      }),
    );
  });

  it('catches every swap of two different symbols', () => {
    fc.assert(
      fc.property(codes, fc.nat(11), fc.nat(11), (code, left, right) => {
        const symbols = [...code.replaceAll('-', '')];
        const [a = '', b = ''] = [symbols[left], symbols[right]];
        fc.pre(a !== b);
        symbols[left] = b;
        symbols[right] = a;
        expect(parseCode(symbols.join(''))).toEqual({ ok: false, problem: { kind: 'check' } });
      }),
    );
  });

  it.each([
    ['', { kind: 'empty' }],
    [' - ', { kind: 'empty' }],
    ['K7QF-2M9U-4TDW', { kind: 'character', at: 7, character: 'U' }],
    ['K7QF-2M9é', { kind: 'character', at: 7, character: 'é' }],
    ['K7QF-2M9X', { kind: 'length', length: 8, expected: 12 }],
    ['K7QF-2M9X-4TDW-0', { kind: 'length', length: 13, expected: 12 }],
  ])('says what is wrong with %j and where', (text, problem) => {
    expect(parseCode(text)).toEqual({ ok: false, problem });
  });
});
