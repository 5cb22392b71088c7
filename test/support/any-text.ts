import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST = 0x10ffff;

/** Any code point but half a surrogate pair. */
const codePoint = fc.integer({ min: 0, max: LAST - SURROGATES.count }).map(
  (at) => String.fromCodePoint(at < SURROGATES.first ? at : at + SURROGATES.count),
  (unit) => {
    const [character, ...more] = typeof unit === 'string' ? unit : '';
    if (character === undefined || more.length > 0) throw new Error('not one code point');
    const point = character.codePointAt(0) ?? 0;
    return point < SURROGATES.first ? point : point - SURROGATES.count;
  },
);

/** What fast-check calls `unit: 'binary'`, which first lists all 1.1 million code points: more than a second a process. */
export const anyText = (limits: { readonly minLength?: number; readonly maxLength?: number } = {}) =>
  fc.string({ ...limits, unit: codePoint });
