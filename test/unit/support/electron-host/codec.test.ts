import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../../support/electron-host/page/codec.ts';

const { encode, decode } = createCodec();

describe('what crosses between host and page', () => {
  test('arrives as it left, whatever structured clone carries', () => {
    const special = fc.oneof(
      fc.date({ noInvalidDate: true }),
      fc.uint8Array(),
      fc.bigInt(),
      fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, new Map([[{ a: 1 }, new Set([undefined])]])),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        special,
        fc.array(tie('any')),
        fc.dictionary(fc.constantFrom('a', '$', 'v', '$date'), tie('any'), { noNullPrototype: true }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (given) => {
        expect(decode(encode(given))).toEqual(given);
      }),
    );
  });

  test('keeps an error’s name and words', () => {
    const error = decode(encode(new TypeError('no'))) as Error;
    expect([error instanceof Error, error.name, error.message]).toEqual([true, 'TypeError', 'no']);
  });

  test('refuses what cannot be cloned, in Electron’s words', () => {
    for (const value of [() => 1, Symbol('x'), { deep: [() => 1] }]) {
      expect(() => encode(value)).toThrow('An object could not be cloned.');
    }
  });
});
