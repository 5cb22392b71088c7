import { describe, expect, test } from 'vitest';
import type { EnrolmentRecord } from '../../../../../electron/core/enrolment-record.ts';
import { dateSettingsUrl, serviceUrl } from '../../../../../electron/main/security/external-urls.ts';

const record = (url: string, state: EnrolmentRecord['state'] = 'enrolled') =>
  ({
    id: 'one',
    state,
    home: { name: 'Home', domain: 'example.com' },
    services: [{ name: 'cloud', url }],
  }) as EnrolmentRecord;

describe('what may be opened in the default browser', () => {
  test('a service of an enrolled home, by its name', () => {
    expect(serviceUrl([record('https://cloud.example.com:8443/a b')], 'one', 'cloud')).toBe(
      'https://cloud.example.com:8443/a%20b',
    );
    expect(serviceUrl([record('https://example.com/')], 'one', 'cloud')).toBe('https://example.com/');
  });

  test.each([
    'http://cloud.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://cloud.example.com/share',
    'https://cloud.example.com.evil.net/',
    'https://evilexample.com/',
    'https://example.com@evil.net/',
    'https://user:secret@cloud.example.com/',
    'ms-msdt:/id',
    'not a url',
  ])('never %s, even though a record says so', (url) => {
    expect(() => serviceUrl([record(url)], 'one', 'cloud')).toThrow(expect.objectContaining({ code: 'NOT_ENROLLED' }));
  });

  test('nothing of a home that was left, of another home, or of no such name', () => {
    const url = 'https://cloud.example.com/';
    for (const state of ['leaving', 'installing'] as const) {
      expect(() => serviceUrl([record(url, state)], 'one', 'cloud')).toThrow();
    }
    expect(() => serviceUrl([record(url)], 'two', 'cloud')).toThrow();
    expect(() => serviceUrl([record(url)], 'one', url)).toThrow();
  });
});

test('the settings of date and time: one constant for macOS and one for Windows, nothing for any other word', () => {
  expect(dateSettingsUrl('darwin')).toMatch(/^x-apple\.systempreferences:com\.apple\.[A-Za-z.-]+$/);
  expect(dateSettingsUrl('win32')).toBe('ms-settings:dateandtime');
  for (const platform of ['linux', 'freebsd', '', 'toString', '__proto__', 'constructor', 'ms-msdt:/id']) {
    expect(dateSettingsUrl(platform)).toBeUndefined();
  }
});
