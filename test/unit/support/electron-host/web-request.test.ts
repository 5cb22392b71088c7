import { describe, expect, test } from 'vitest';
import { matchesPattern } from '../../../support/electron-host/session/web-request.ts';

describe('a match pattern', () => {
  const matches: [string, string][] = [
    ['<all_urls>', 'app://bundle/x'],
    ['*://*/*', 'https://example.com/'],
    ['*://*/*', 'ws://example.com/socket'],
    ['https://*.example.com/*', 'https://example.com/a'],
    ['https://*.example.com/*', 'https://a.b.example.com:8443/a?b'],
    ['https://example.com/a*c', 'https://example.com/abbc'],
    ['file:///*', 'file:///etc/hosts'],
    ['app://bundle/*', 'app://bundle/index.html'],
  ];
  test.each(matches)('%s takes %s', (pattern, url) => expect(matchesPattern(pattern, url)).toBe(true));

  const others: [string, string][] = [
    ['*://*/*', 'app://bundle/x'],
    ['https://*.example.com/*', 'https://badexample.com/'],
    ['https://*.example.com/*', 'https://example.com.evil.test/'],
    ['https://example.com/a', 'https://example.com/ab'],
    ['https://example.com:8443/*', 'https://example.com/'],
    ['app://bundle/*', 'app://bundle.evil/index.html'],
  ];
  test.each(others)('%s leaves %s', (pattern, url) => expect(matchesPattern(pattern, url)).toBe(false));

  test('that is none is refused', () =>
    expect(() => matchesPattern('example.com', 'x:')).toThrow('Invalid url pattern'));
});
