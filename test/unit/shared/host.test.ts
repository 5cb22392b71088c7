import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseHost, wildcardOf } from '../../../shared/host.ts';

describe('the name of a host', () => {
  it.each([
    ['Enroll.Example.COM.', 'enroll.example.com'],
    ['ｅnroll．example。com', 'enroll.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['straße.example', 'xn--strae-oqa.example'],
    ['дом.рф', 'xn--d1aqf.xn--p1ai'],
    ['ελ.gr', 'xn--qxam.gr'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['日本語ab.jp', 'xn--ab-5t7du0ck91h.jp'],
    ['한국.kr', 'xn--3e0b707e.kr'],
    ['नमूना.भारत', 'xn--l2bar9dsa.xn--h2brj9c'],
    ['l·l.cat', 'xn--ll-0ea.cat'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['ab--c.example', 'ab--c.example'],
    ['4.example.com', '4.example.com'],
  ])('%s is %s', (text, host) => {
    expect(normaliseHost(text)).toBe(host);
    // What is kept is read as the same again.
    expect(normaliseHost(host)).toBe(host);
  });

  it.each([
    ...['„home.example.com', 'home.example.com“', '“home.example.com”', '»home.example.com«', '「home.example.com」'],
    ...[
      "'home.example.com'",
      'home.example.com’',
      'home.example.com🔑',
      '🔑.example.com',
      '☃.example',
      'home.example.com™',
    ],
    ...[
      'home.example.xn--com-5o0a',
      'xn--ls8h.la',
      'xn--n3h.example',
      'xn--a.example',
      'xn--.example',
      'home.e\u0445ample.com',
    ],
    ...[
      'p\u0430ypal.example',
      'a·b.example',
      'en_roll.example.com',
      '-a.example',
      'a-.example',
      'a..example',
      '.example.com',
    ],
    ...['192.0.2.1', '0x7f.1', '1.2', '127.1', '[2001:db8::1]', '::1', 'localhost', 'home', 'home.example.com:443'],
    ...['home.example.com/', 'a@home.example.com', 'home example.com', 'home.example.com\n', 'home.example.com?x', ''],
    ...[
      `${'a'.repeat(64)}.example`,
      `${'a.'.repeat(126)}example`,
      '*.example.com',
      'home.example.c\u3092',
      'a\u2044b.example',
    ],
  ])('%j is none', (text) => {
    expect(normaliseHost(text)).toBeUndefined();
  });

  it('never comes to anything but letters, digits and hyphens, and never twice to another', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.domain(), fc.webAuthority());
    fc.assert(
      fc.property(texts, fc.constantFrom('', '.example', '“.example'), (text, end) => {
        const host = normaliseHost(text + end);
        if (host === undefined) return;
        expect(host).toMatch(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/);
        expect(normaliseHost(host)).toBe(host);
        expect(end).not.toContain('“');
      }),
    );
  });
});

it.each([
  ['cloud.example.com', '*.example.com'],
  ['*.example.com', '*.example.com'],
  // A rule for everything is called *: a service's own name is none.
  ['cloud', 'cloud'],
])('the wildcard that stands for %s is %s', (host, wildcard) => {
  expect(wildcardOf(host)).toBe(wildcard);
});
