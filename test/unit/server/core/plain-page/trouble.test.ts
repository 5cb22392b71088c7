/** What a browser is shown where there is no page, and where phones are switched off: words, and never JSON. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { PLAIN_PAGE_HEADERS } from '../../../../../server/core/plain-page/page.ts';
import { troublePage } from '../../../../../server/core/plain-page/trouble.ts';
import { renderCaddyfile } from '../../../../../server/stack/caddy/caddyfile.ts';
import { renderHaproxy } from '../../../../../server/stack/haproxy/config.ts';
import { LANGUAGES } from '../../../../../shared/languages.ts';
import { makeApi, type TestApi } from '../../http/support.ts';

let api: TestApi;
let withoutApple: TestApi;
beforeAll(async () => {
  const off = { scep: () => undefined, challenges: () => undefined, profiles: () => undefined };
  [api, withoutApple] = await Promise.all([makeApi(), makeApi({}, undefined, off)]);
});
afterAll(() => Promise.all([api?.dispose(), withoutApple?.dispose()]));

const browse = (of: TestApi, url: string, language = 'en') =>
  of.app.inject({ url, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-language': language } });

it.each(LANGUAGES)('says in %s that there is nothing, and what to do', async (language) => {
  for (const url of ['/nothing', '/admin.php', '/v1/nothing', '/page/gone.js', '/latchkey']) {
    const { statusCode, body, headers } = await browse(api, url, language);
    expect([url, statusCode, body]).toEqual([url, 404, troublePage(language, 'missing')]);
    for (const [name, value] of Object.entries(PLAIN_PAGE_HEADERS)) expect(headers[name.toLowerCase()]).toBe(value);
  }
});

it('tells a program the same as before: a problem in JSON', async () => {
  for (const accept of [undefined, '*/*', 'application/json']) {
    const reply = await api.app.inject({ url: '/nothing', headers: accept === undefined ? {} : { accept } });
    expect(reply.json()).toMatchObject({ code: 'NOT_FOUND' });
  }
  const posted = await api.app.inject({ method: 'POST', url: '/v1/nothing', headers: { accept: 'text/html' } });
  expect(posted.headers['content-type']).toContain('application/problem+json');
});

it('says of a profile whose ten minutes are over what to do, and not the code of an error', async () => {
  const { statusCode, body } = await browse(api, '/latchkey.mobileconfig');
  expect([statusCode, body]).toEqual([403, troublePage('en', 'refused')]);
});

it('repeats nothing of an address in a page', async () => {
  const { body } = await browse(api, '/%3Cscript%3Ealert(1)%3C/script%3E?q=%3Cb%3E');
  expect(body).toBe(troublePage('en', 'missing'));
});

describe('phones: { apple: off }', () => {
  it.each(['/scep?operation=GetCACaps', '/scep/pkiclient.exe?operation=GetCACert', '/latchkey.mobileconfig'])(
    '%s is gone, and a browser with an old link is told what to do',
    async (url) => {
      expect((await withoutApple.app.inject(url)).statusCode).toBe(404);
      const { statusCode, body } = await browse(withoutApple, '/latchkey.mobileconfig');
      expect([statusCode, body]).toEqual([404, troublePage('en', 'missing')]);
    },
  );

  it('swaps no code, makes no profile, and tells the page so', async () => {
    const { code } = withoutApple.home.invitations.invite({ person: 'Dave' });
    for (const path of ['/v1/challenges', '/v1/profiles'])
      expect((await withoutApple.post(path, { code, device: 'iphone' })).statusCode).toBe(404);
    expect((await browse(withoutApple, '/i')).body).toContain('&quot;profiles&quot;:false');
    expect((await browse(api, '/i')).body).toContain('&quot;profiles&quot;:true');
  });
});

describe('phones: { page: off }', () => {
  const rendered = (phones: string) => {
    const text = `home: { name: Example, domain: example.com }\nlan: [192.168.1.0/24]\nservices: {}\n${phones}`;
    const parsed = parseConfig(text, 'latchkey.yaml');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const layout = homeLayout('/srv/latchkey');
    return `${renderCaddyfile(parsed.config, layout)}\n${renderHaproxy(parsed.config, layout)}`;
  };

  it('has no name of its own in HAProxy or Caddy, and the enrolment host stays', () => {
    expect(rendered('')).toMatch(/https:\/\/hello\.example\.com \{/);
    expect(rendered('')).toMatch(/req\.ssl_sni -i enroll\.example\.com hello\.example\.com/);
    const off = rendered('phones: { page: off }\n');
    expect(off).not.toContain('hello.example.com');
    expect(off).toMatch(/https:\/\/enroll\.example\.com \{/);
  });

  it('old links to the enrolment host open the page, which leads there for all that it asks', async () => {
    const { statusCode, body } = await browse(api, '/i');
    expect(statusCode).toBe(200);
    // No other host: the page takes the one that it was opened at.
    expect(body).toContain('data-facts="{&quot;profiles&quot;:true,&quot;downloads&quot;:[]}"');
  });
});
