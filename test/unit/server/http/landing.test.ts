import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { landingPage } from '../../../../server/http/landing.ts';
import { PAGE_LANGUAGES, pageLanguage } from '../../../../server/http/pages/language.ts';
import { makeApi } from './support.ts';

it('allows itself its own style and script, by their hashes, and nothing else', async () => {
  const api = await makeApi();
  const reply = await api.app.inject('/i');
  const policy = String(reply.headers['content-security-policy']);
  const blocks = ['style', 'script'].map((tag) => {
    const found = [...reply.body.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))];
    expect(found).toHaveLength(1);
    return `${tag}-src 'sha256-${createHash('sha256')
      .update(found[0]?.[1] ?? '')
      .digest('base64')}'`;
  });
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    ...blocks,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(reply.headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(reply.body).not.toMatch(/\son\w+=|\sstyle=|src=|https?:/);
  await api.dispose();
});

it('is one page for everybody: it names no home, no domain and no person, at / as at /i', async () => {
  const api = await makeApi();
  api.home.invitations.invite({ person: 'Grandma Rose' });
  const pages = await Promise.all(['/', '/i', '/i?code=K7QF-2M9X-4TDW'].map((url) => api.app.inject(url)));
  expect(new Set(pages.map(({ body }) => body)).size).toBe(1);
  expect(pages[0]?.body).not.toMatch(/Example Home|home\.localhost|Rose|K7QF/);
  expect((await api.app.inject({ method: 'POST', url: '/i' })).statusCode).toBe(405);
  await api.dispose();
});

it('is small', () => {
  for (const language of PAGE_LANGUAGES) expect(landingPage(language).html.length).toBeLessThan(8 * 1024);
});

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['pl, fr-CA;q=0.8, en;q=0.9', 'en'],
  ['en;q=0, es', 'es'],
  ['nl', 'nl'],
  ['*', 'en'],
  ['de;q=1.5, fr;q=x', 'de'],
  [`${'x,'.repeat(10_000)}de`, 'en'],
  ['<script>, "de"', 'en'],
] as const)('speaks the reader’s language: %j is %s', (header, language) => {
  expect(pageLanguage(header)).toBe(language);
});

it('says so with the page, and caches tell the languages apart', async () => {
  const api = await makeApi();
  const reply = await api.app.inject({ url: '/i', headers: { 'accept-language': 'de-DE' } });
  expect(reply.body).toContain('<html lang="de">');
  expect(reply.body).toContain('Du bist eingeladen');
  expect(reply.headers.vary).toContain('Accept-Language');
  await api.dispose();
});

const DOWNLOADS = {
  macos: { url: 'https://example.org/Latchkey.dmg', sha256: 'ab'.repeat(32) },
  linux: { url: 'https://example.org/a?b="><script>alert(1)</script>&c', sha256: undefined },
};

it('has links for the app, as latchkey.yaml says, and its policy is the same', async () => {
  const api = await makeApi({ downloads: DOWNLOADS });
  const { body, headers } = await api.app.inject('/i');
  expect(body).toContain('Get it for <a href="https://example.org/Latchkey.dmg" rel="noreferrer">macOS</a>, <a');
  expect(body).toContain(`<code>${'ab'.repeat(32)}</code>`);
  expect(body).not.toContain('Windows</a>');
  expect(body).not.toContain('alert(1)</script>');
  expect(body).not.toContain('knows where to get it');
  expect(headers['content-security-policy']).toBe(landingPage('de').policy);
  await api.dispose();
});

it('says whom to ask when there is none', () => {
  expect(landingPage('en').html).toContain('Ask the person who invited you where to get it');
});
