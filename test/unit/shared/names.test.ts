import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameProblem, tidyName, wrongCharacter } from '../../../shared/name-rules.ts';
import { nameSchema, saidNameSchema } from '../../../shared/names.ts';
import { replaceHidden } from '../../../shared/unicode/hidden.ts';
import { anyText } from '../../support/any-text.ts';
import { countOf } from '../../support/long-tail.ts';

const GOOD = {
  Persian: 'می\u200Cخواهم رضا',
  'a Persian name with a non-joiner': 'علی\u200Cرضا',
  'a non-joiner beside a vowel mark': 'ب\u064E\u200Cب',
  'Devanagari with a joiner': 'क्\u200Dषमा',
  'Devanagari with a non-joiner': 'क्\u200Cष',
  'Sinhala Sri': 'ශ්\u200Dරී',
  'Malayalam chillu, as it was once written': 'ന്\u200D',
  'Bengali ra and ya-phalaa': 'র\u200D্যাব',
  'Kannada ra with virama': 'ರ\u200D್ಕ',
  'Odia with ya-phalaa': 'କ\u200D୍ୟାରୋଲିନ',
  'Anna in Marathi': 'अ\u200Dॅना',
  'Mongolian with its final a apart': 'ᠰᠠᠷ\u180Eᠠ',
  'a Mongolian letter in another form': 'ᠠᠭ\u180Bᠠ',
  'a Japanese family name as the register has it': '葛\u{E0100}城',
  'a character of the supplementary plane in another form': '𠮷\u{E0101}野',
  'a family': '👨\u200D👩\u200D👧\u200D👦',
  'a skin tone and a profession': '👩🏽\u200D🚀',
  'a heart': 'I ❤\uFE0F home',
  'a keycap': 'Box 1\uFE0F\u20E3',
  'the flag of Wales': '🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}',
  'a pride flag': '🏳\uFE0F\u200D🌈',
  Vietnamese: 'Nguyễn Thị Hương',
  Hebrew: 'שָׁלוֹם',
  Thai: 'น้ำทิพย์',
  Khmer: 'សុខ្ខា',
  Tibetan: 'བསོད་ནམས',
  Tamil: 'ஸ்ரீ',
  'quotes and dashes': 'Ada’s “old” MacBook – №2 (M1)',
} as const;

const BAD = {
  'zero width space': 'a\u200Bb',
  'zero width space at the end': 'mac\u200B',
  'word joiner': 'a\u2060b',
  'soft hyphen': 'a\u00ADb',
  'combining grapheme joiner': 'a\u034Fb',
  'Arabic letter mark': 'a\u061Cb',
  'Hangul choseong filler': '\u115F',
  'Hangul jungseong filler': 'a\u1160',
  'Hangul filler': '\u3164',
  'half-width Hangul filler': 'a\uFFA0',
  'Khmer inherent vowel': 'a\u17B4',
  'Mongolian variation selector': 'a\u180B',
  'Mongolian vowel separator': 'a\u180E',
  'braille blank': '\u2800',
  'object replacement': 'a\uFFFC',
  'musical null notehead': '\u{1D159}',
  'musical begin beam': 'a\u{1D173}',
  'shorthand format': 'a\u{1BCA0}',
  'Khitan filler': 'a\u{16FE4}',
  'hieroglyph blank': '\u{13441}',
  'hieroglyph joiner': 'a\u{13430}',
  tags: 'mac\u{E0061}\u{E007F}',
  'a tag on a flag that nobody flies': '🏴\u{E0061}\u{E007F}',
  'variation selector on a letter': 'mac\uFE0F',
  'text style of an emoji': '☎\uFE0E',
  'variation selector on another emoji': '👩\uFE0F',
  'variation selector supplement': 'a\u{E0100}',
  'two variation selectors on a character': '葛\u{E0100}\u{E0101}',
  'two Mongolian variation selectors': 'ᠠᠭ\u180B\u180Cᠠ',
  'Mongolian vowel separator at the end': 'ᠰᠠᠷ\u180E',
  'joiner before a vowel sign': 'क\u200Dॅ',
  'joiner between Latin letters': 'm\u200Dac',
  'joiner at the end': 'mac\u200D',
  'non-joiner between Latin letters': 'm\u200Cac',
  'non-joiner after a letter that does not join': 'د\u200Cر',
  'non-joiner at the end': 'ب\u200C',
  'two joiners': 'क्\u200D\u200Dष',
  'joiner between emoji that make none': '🍎\u200D🍐',
  'byte order mark inside': 'a\uFEFFb',
  'interlinear annotation': 'a\uFFF9b',
  'reverse override': 'a\u202Eb',
  isolate: 'a\u2066b',
  'left-to-right mark': 'a\u200Eb',
  escape: 'a\u001B[2J',
  'C1 control': 'a\u009Bb',
  delete: 'a\u007Fb',
  tab: 'a\tb',
  'line separator': 'a\u2028b',
  'private use': 'a\uE000',
  'supplementary private use': 'a\u{F0000}',
  unassigned: 'a\u0378',
  'non-character': 'a\uFFFF',
  'lone surrogate': 'a\uD800',
  'a mark alone': '\u0301',
  'a mark on a space': 'a \u0301b',
  'the same mark twice': 'a\u0323\u0323',
  'a tower of marks': 'a\u0301\u0300\u0302\u0303\u0304',
} as const;

describe('a name', () => {
  it.each(Object.entries(GOOD))('may be %s', (_what, name) => {
    expect(nameSchema.parse(name)).toBe(name.normalize('NFC'));
  });

  it.each(Object.entries(BAD))('has no %s, and hears which it is', (_what, name) => {
    expect(nameProblem(name)).toBe('character');
    expect(nameSchema.safeParse(name).error?.issues[0]?.message).toMatch(/\(U\+[0-9A-F]{4,6}\); write it without/);
  });

  it('has plain single spaces', () => {
    expect(tidyName('\u3000Ada\u00A0\u2009 Love\u202Flace\u205F')).toBe('Ada Love lace');
  });

  it('is nothing when only spaces are left', () => {
    expect(nameProblem(' \u3000\u2003')).toBe('empty');
  });

  it('that is good stays what it is, and shows something', () => {
    fc.assert(
      fc.property(anyText({ minLength: 1, maxLength: 20 }), (text) => {
        if (nameProblem(text) !== undefined) return;
        const name = tidyName(text);
        expect(tidyName(name)).toBe(name);
        expect(wrongCharacter(name)).toBeUndefined();
        expect(name).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
        expect(saidNameSchema.parse(name)).toBe(name);
      }),
      { numRuns: countOf('random names', 40, 500) },
    );
  });

  it('that somebody else says is shown whatever it is, and hides nothing', () => {
    for (const name of Object.values(BAD)) {
      const shown = saidNameSchema.parse(name);
      expect(replaceHidden(shown, () => '!')).toBe(shown);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u);
    }
    expect(saidNameSchema.parse('mac\u200B')).toBe('mac\\u{200b}');
    const long = saidNameSchema.parse('\u202E'.repeat(256));
    expect(saidNameSchema.parse(long)).toBe(long);
  });
});
