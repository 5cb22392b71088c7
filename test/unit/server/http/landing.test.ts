import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { landingPage } from '../../../../server/http/landing.ts';
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
  expect(landingPage().html.length).toBeLessThan(8 * 1024);
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
  expect(headers['content-security-policy']).toBe(landingPage().policy);
  await api.dispose();
});

it('says whom to ask when there is none', () => {
  expect(landingPage().html).toContain('The person who invited you knows where to get it.');
});
