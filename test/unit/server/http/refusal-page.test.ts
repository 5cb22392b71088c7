import { describe, expect, test } from 'vitest';
import { refusal } from '../../../../server/http/refusal-page.ts';
import { LANGUAGES, type Language } from '../../../../shared/languages.ts';

const HOSTILE = '</title><script>alert(1)</script>{env.SECRET}`" onload=x \'\\ &amp;';
const contact = { name: HOSTILE, email: "o'hara+{x}@example.com", url: 'https://example.com/?a="<{b}>`' };
type Home = Parameters<typeof refusal>[0];
const refusalPage = (home: Home, language: Language = 'en') => refusal(home, 'shut-out', language).page;
const page = refusalPage({ name: HOSTILE, contact });

describe('the refusal page', () => {
  test('says whom to ask, and how', () => {
    const text = refusalPage({
      name: 'Home',
      contact: { name: 'Nina', email: 'nina@example.com', url: 'https://example.com/me' },
    });
    expect(text).toContain('For a new invite, ask <b>Nina</b> (');
    expect(text).toContain('href="mailto:nina%40example.com"');
    expect(text).toContain('href="https://example.com/me"');
    expect(refusalPage({ name: 'Home', contact: undefined })).toContain('the person who gave you the key');
  });

  test('takes what people wrote as text: no tag or attribute of theirs gets through', () => {
    expect(page).not.toMatch(/<script/);
    expect(page.match(/<[a-z]+/g)).toEqual(
      refusalPage({ name: 'a', contact: { name: 'b', email: 'c@d.ef', url: 'https://g.hi' } }).match(/<[a-z]+/g),
    );
    expect(page).not.toMatch(/ onload=x(?![^<]*<\/(b|title)>)/);
  });

  test.each(LANGUAGES)('in %s: every place is filled in, and the home is named', (language) => {
    const text = refusalPage({ name: '{ask} & {home}', contact: { name: 'Nina' } }, language);
    expect(text).toContain(`<html lang=${language} `);
    expect(text).toContain('<b>{ask} &amp; {home}</b>');
    expect(text.replaceAll('{ask} &amp; {home}', '')).not.toMatch(/\{\w+\}/);
  });

  test('is one line without scripts, forms or anything to load', () => {
    expect(page).not.toContain('\n');
    expect(page).not.toMatch(/\b(src|srcset|action|data)=|url\(|@import|<(script|form|img|link|iframe)/);
  });

  test.each([
    ['superseded', 'superseded', /restart your browser/],
    ['shut-out', 'revoked', /no longer works here/],
    ['left', 'revoked', /no longer works here/],
    ['unknown', 'revoked', /no longer works here/],
  ] as const)('says to one that is %s: %s', (state, reason, words) => {
    const { headers, page } = refusal({ name: HOSTILE, contact }, state, 'en');
    expect(headers['Latchkey-Refusal']).toBe(reason);
    expect(page).toMatch(words);
    expect(page).not.toMatch(/<script/);
  });

  test('has colours for light and for dark', () => {
    expect(page).toMatch(/color-scheme:light dark/);
    expect(page).toMatch(/light-dark\(#\w+,#\w+\)/);
  });
});
