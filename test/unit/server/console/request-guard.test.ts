import { describe, expect, test } from 'vitest';
import { isForConsole, requireOwnPage, sessionCookie, sessionToken } from '../../../../server/console/request-guard.ts';

const ORIGIN = 'https://console.example.com';
const OWN = {
  host: 'console.example.com',
  origin: ORIGIN,
  'sec-fetch-site': 'same-origin',
  'console-request': '1',
  'content-type': 'application/json',
} as const;
const allows = (method: string, headers: Record<string, string | undefined>) => {
  try {
    requireOwnPage(method, headers, ORIGIN);
    return true;
  } catch {
    return false;
  }
};

describe('the host of a request', () => {
  test.each(['console.example.com', 'Console.Example.Com'])('is the console’s: %s', (host) => {
    expect(isForConsole({ host }, ORIGIN)).toBe(true);
  });
  test.each([
    undefined,
    '',
    'console.example.com.',
    'console.example.com:8443',
    'console.example.com.evil.example',
    'evil.example',
    '192.168.1.2',
  ])('is another one’s: %s', (host) => {
    expect(isForConsole({ host }, ORIGIN)).toBe(false);
  });
  test('has the port that the home listens on', () => {
    expect(isForConsole({ host: 'console.example.com:8443' }, `${ORIGIN}:8443`)).toBe(true);
    expect(isForConsole({ host: 'console.example.com' }, `${ORIGIN}:8443`)).toBe(false);
  });
});

describe('a change', () => {
  test('comes from the console’s own page', () => expect(allows('POST', OWN)).toBe(true));
  test('comes from it also where the browser says nothing of sites', () =>
    expect(allows('POST', { ...OWN, 'sec-fetch-site': undefined })).toBe(true));
  test.each([
    ['origin', undefined],
    ['origin', 'null'],
    ['origin', 'http://console.example.com'],
    ['origin', 'https://console.example.com:8443'],
    ['origin', 'https://cloud.example.com'],
    ['sec-fetch-site', 'same-site'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'none'],
    ['sec-fetch-site', 'anything'],
    ['console-request', undefined],
    ['console-request', '0'],
    ['content-type', undefined],
    ['content-type', 'text/plain'],
    ['content-type', 'application/x-www-form-urlencoded'],
    ['content-type', 'application/json; charset=utf-16'],
  ])('does not come with %s: %s', (name, value) => {
    expect(allows('POST', { ...OWN, [name]: value })).toBe(false);
    if (name === 'origin' && value !== undefined) expect(allows('GET', { ...OWN, [name]: value })).toBe(false);
  });
});

describe('a session’s cookie', () => {
  const token = 'A'.repeat(43);
  test('is read as it was set', () => {
    const [pair = ''] = sessionCookie(token, 60).split(';');
    expect(sessionToken({ cookie: `other=1; ${pair}` })).toBe(token);
  });
  test('is none when there are two, as a sibling’s page could set one', () => {
    const [pair = ''] = sessionCookie(token, 60).split(';');
    expect(sessionToken({ cookie: `${pair}; ${pair.replace('A', 'B')}` })).toBeUndefined();
    expect(sessionToken({ cookie: pair.replace('__Host-', '') })).toBeUndefined();
    expect(sessionToken({ cookie: `${pair}!` })).toBeUndefined();
    expect(sessionToken({})).toBeUndefined();
  });
});
