import { expect, it } from 'vitest';
import { pageLanguage } from '../../../../../server/http/pages/language.ts';
import { makeApi } from '../support.ts';

it('has nothing inline, and its policy lets in nothing but its own files', async () => {
  const api = await makeApi();
  const reply = await api.app.inject('/i');
  expect(String(reply.headers['content-security-policy']).split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(reply.headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(reply.body).not.toMatch(/\son\w+=|\sstyle=|<style|https?:/);
  expect([...reply.body.matchAll(/<script.*?<\/script>/gs)].map(([tag]) => tag)).toEqual([
    '<script type="module" src="/page/main.js"></script>',
  ]);
  await api.dispose();
});

it('has its files beside it, and no others', async () => {
  const api = await makeApi();
  const script = await api.app.inject('/page/main.js');
  expect([script.statusCode, script.headers['content-type'], script.body]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'void 0',
  ]);
  expect(script.headers['cache-control']).toContain('immutable');
  for (const name of ['other.js', '..%2f..%2fpackage.json', '%2e%2e/package.json', '__proto__', 'main.js%00'])
    expect((await api.app.inject(`/page/${name}`)).statusCode, name).toBe(404);
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

it('has links for the app, as latchkey.yaml says, as data and never as markup', async () => {
  const api = await makeApi({ downloads: DOWNLOADS });
  const { body } = await api.app.inject('/i');
  const [, told = ''] = /data-facts="([^"]*)"/.exec(body) ?? [];
  const facts = JSON.parse(
    told.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
  expect(facts.downloads).toEqual([
    { name: 'macOS', url: 'https://example.org/Latchkey.dmg', sha256: 'ab'.repeat(32) },
    { name: 'Linux', url: DOWNLOADS.linux.url },
  ]);
  expect(body).not.toContain('<script>alert(1)');
  await api.dispose();
});
