import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNear, looksLike, speltOut } from '../../../../../server/core/names/look-alikes.ts';
import { countOf } from '../../../../support/long-tail.ts';

const ALIKE = {
  'a Cyrillic letter': ['Dave', 'D\u0430ve'],
  'all of it Cyrillic': ['COMP', '\u0421\u041E\u041C\u0420'],
  'a Cyrillic capital': ['Home', '\u041Dome'],
  'Greek letters': ['Kate', '\u039Aate'],
  'another case': ['MacBook Air', 'macbook AIR'],
  'another case in Cyrillic': ['Нина', 'НИНА'],
  'a capital I for an l': ['Bill', 'BiIl'],
  'an l for a capital I': ['Iris', 'lris'],
  'the digit one': ['Bill', 'Bi1l'],
  'a zero': ['Oscar', '0scar'],
  'a small o': ['0scar', 'oscar'],
  'r and n for m': ['Tom', 'Torn'],
  'full width': ['mac', 'ｍａｃ'],
  'mathematical letters': ['mac', '𝐦𝐚𝐜'],
  'a ligature': ['fifi', 'ﬁﬁ'],
  'decomposed letters': ['Zo\u00EB', 'Zoe\u0308'],
  'a dotless i': ['Mira', 'M\u0131ra'],
  'a dotted capital I': ['ira', '\u0130ra'],
  'a sharp s': ['Strauß', 'STRAUSS'],
  'a final sigma': ['Νίκος', 'ΝΊΚΟΣ'],
  'a zero width space': ['mac', 'mac\u200B'],
  'a Hangul filler': ['mac', 'mac\u3164'],
  'a braille blank': ['mac', '\u2800mac'],
  'a joiner': ['mac', 'm\u200Dac'],
  'a variation selector': ['mac', 'mac\uFE0F'],
  'the form of a Han character': ['葛城', '葛\u{E0100}城'],
  'the form of a Mongolian letter': ['ᠠᠭᠠ', 'ᠠᠭ\u180Bᠠ'],
  tags: ['mac', 'mac\u{E0061}'],
  'two spaces': ['Mac Air', 'Mac  Air'],
  'no space': ['Mac Air', 'MacAir'],
  'an ideographic space': ['Mac Air', 'Mac\u3000Air'],
  'a control character': ['mac', 'mac\u0007'],
  'a Cherokee letter': ['WAS', '\u13B3AS'],
  'an Arabic letter form': ['هند', '\uFEEB\uFEE8\uFEAA'],
  'a curly apostrophe': ["Ada's", 'Ada\u2019s'],
} as const;

describe('names that look alike', () => {
  it.each(Object.entries(ALIKE))('by %s', (_how, [one, other]) => {
    expect(looksLike(one)(other)).toBe(true);
    expect(looksLike(other)(one)).toBe(true);
  });

  it.each([
    ['Dave', 'Dana'],
    ['MacBook Air', 'MacBook Pro'],
    ['Laptop 1', 'Laptop 2'],
    ['Zoë', 'Zoé'],
    ['आशा', 'आशी'],
    ['山田', '山本'],
    ['👨‍👩‍👧', '👨‍👩‍👦'],
  ])('are not %s and %s', (one, other) => {
    expect(looksLike(one)(other)).toBe(false);
  });

  it('whatever is put between their letters that nobody sees', () => {
    const hidden = fc.constantFrom(
      '\u200B',
      '\u00AD',
      '\u034F',
      '\u115F',
      '\u3164',
      '\uFFA0',
      '\u2060',
      '\uFE00',
      '\u{E0001}',
      '\u202E',
      ' ',
      '\u00A0',
    );
    fc.assert(
      fc.property(fc.array(hidden, { minLength: 1, maxLength: 5 }), fc.nat(7), (signs, at) => {
        const name = 'Laptop 7';
        expect(looksLike(name)(`${name.slice(0, at)}${signs.join('')}${name.slice(at)}`)).toBe(true);
      }),
    );
  });

  it('whatever is written in another case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (name) => {
        expect(looksLike(name)(name)).toBe(true);
        expect(looksLike(name)(name.normalize('NFD'))).toBe(true);
        expect(looksLike(name)(name.toUpperCase().toLowerCase())).toBe(true);
      }),
      { numRuns: countOf('random look-alikes', 60, 300) },
    );
  });

  it('are told apart by their code points', () => {
    expect(speltOut('D\u0430ve')).toBe('D\u0430ve [U+0430]');
    expect(speltOut('mac\u200B')).toBe('mac\\u{200b} [U+200B]');
    expect(speltOut('Dave')).toBe('Dave');
  });
});

it('is near what was meant: a part of the name, or a few letters off', () => {
  for (const meant of ['mac', 'book', 'macbok air', 'MACBOOK', 'mcbook ari']) {
    expect(isNear(meant)('MacBook Air'), meant).toBe(true);
  }
  for (const other of ['phone', 'Rose', '', ' ']) expect(isNear(other)('MacBook Air'), other).toBe(false);
});

it('finds one name among ten thousand in less than five seconds', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `Laptop ${at} of D\u0430ve`);
  const started = performance.now();
  expect(names.filter(looksLike('laptop 77 of Dave'))).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(5000);
});
