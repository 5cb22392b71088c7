import { describe, expect, test } from 'vitest';
import { en } from '../../../../../electron/main/texts/en.ts';
import { LANGUAGES, textsFor } from '../../../../../electron/main/texts/texts.ts';

describe('the main process’s own words', () => {
  test('are there in every language, and no text is English by mistake', () => {
    const same = new Set(['Zoom', 'Help', 'Vorschau']);
    for (const [language, texts] of Object.entries(LANGUAGES)) {
      expect(Object.keys(texts), language).toEqual(Object.keys(en));
      if (language === 'en') continue;
      for (const [key, text] of Object.entries(texts)) {
        if (!same.has(text)) expect(text, `${language} ${key}`).not.toBe(en[key as keyof typeof en]);
        expect(/\{\{\w+\}\}/.exec(text)?.[0], `${language} ${key}`).toBe(
          /\{\{\w+\}\}/.exec(en[key as keyof typeof en])?.[0],
        );
      }
    }
  });

  test('come in the language that is wanted most and spoken here', () => {
    expect(textsFor(['pt-BR', 'de-AT', 'fr'])).toBe(LANGUAGES.de);
    expect(textsFor(['NL'])).toBe(LANGUAGES.nl);
    expect(textsFor(['toString', 'ja'])).toBe(LANGUAGES.en);
    expect(textsFor([])).toBe(LANGUAGES.en);
  });
});
