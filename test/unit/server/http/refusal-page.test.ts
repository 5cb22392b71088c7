import { describe, expect, test } from 'vitest';
import { refusal } from '../../../../server/http/refusal-page.ts';

const HOSTILE = '</title><script>alert(1)</script>{env.SECRET}`" onload=x \'\\ &amp;';
const contact = { name: HOSTILE, email: "o'hara+{x}@example.com", url: 'https://example.com/?a="<{b}>`' };
type Home = Parameters<typeof refusal>[0];
const refusalPage = (home: Home) => refusal(home, 'shut-out').page;
const page = refusalPage({ name: HOSTILE, contact });

describe('the refusal page', () => {
  test('says whom to ask, and how', () => {
    const text = refusalPage({
      name: 'Home',
      contact: { name: 'Nina', email: 'nina@example.com', url: 'https://example.com/me' },
    });
    expect(text).toContain('<b>Nina</b> for a new invitation');
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

  test('is one line without scripts, forms or anything to load', () => {
    expect(page).not.toContain('\n');
    expect(page).not.toMatch(/\b(src|srcset|action|data)=|url\(|@import|<(script|form|img|link|iframe)/);
  });

  test.each([
    ['superseded', 'superseded', /restart your browser/],
    ['shut-out', 'revoked', /does not open this home any more/],
    ['left', 'revoked', /does not open this home any more/],
    ['unknown', 'revoked', /does not open this home any more/],
  ] as const)('says to one that is %s: %s', (state, reason, words) => {
    const { headers, page } = refusal({ name: HOSTILE, contact }, state);
    expect(headers['Latchkey-Refusal']).toBe(reason);
    expect(page).toMatch(words);
    expect(page).not.toMatch(/<script/);
  });

  test('has colours for light and for dark', () => {
    expect(page).toMatch(/color-scheme:light dark/);
    expect(page).toMatch(/light-dark\(#\w+,#\w+\)/);
  });
});
