import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainJson, plainLines, plainText } from '../../../shared/plain-text.ts';
import { anyText } from '../../support/any-text.ts';
import { countOf } from '../../support/long-tail.ts';

/** All that a terminal obeys, and all that nobody sees; joiners and selectors are looked at apart. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u;

it('is one line that hides and does nothing, whoever wrote it', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(plainText(text)).not.toMatch(OBEYED);
      expect(plainText(plainText(text))).toBe(plainText(text));
      expect(plainLines(text).replaceAll(/[\n\t]/g, '')).not.toMatch(OBEYED);
    }),
    { numRuns: countOf('random texts', 100, 500) },
  );
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('\u001B', '\u009B', '\u200D', '\u202E', '\n', '\uD800', 'a', '👩', '🚀') }),
      (text) => {
        expect(plainText(text)).not.toMatch(OBEYED);
      },
    ),
  );
});

it('spells out what was there, and leaves what words need', () => {
  expect(plainText('a\u001B[2Jb')).toBe('a\\u{1b}[2Jb');
  expect(plainText('a\r\nb\tc\u2028d')).toBe('a b c d');
  expect(plainText('x\u202Egpj.exe')).toBe('x\\u{202e}gpj.exe');
  expect(plainText('a\uD800')).toBe('a\\u{d800}');
  for (const good of ['علی\u200Cرضا', '👩🏽\u200D🚀', 'ශ්\u200Dරී', 'Ünïcode  two spaces'])
    expect(plainText(good)).toBe(good);
});

it('is the same JSON, with nothing in it but what can be seen', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const json = plainJson(JSON.stringify({ text }));
      expect(json).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ text })));
    }),
    { numRuns: countOf('random texts', 100, 500) },
  );
});
