/** The page that tries a key: what it says to whom, and that names stay text. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY } from '../../../../../server/core/validity.ts';
import { ME_TEXTS } from '../../../../../server/http/pages/me-texts.ts';
import { makeSoftKey } from '../../../../support/soft-device.ts';
import { fixedClock } from '../../core/support.ts';
import { makeApi, type TestApi } from '../support.ts';

const clock = fixedClock();
let api: TestApi;
beforeEach(async () => {
  api = await makeApi({}, clock);
});
afterEach(() => api.dispose());

async function key(person: string) {
  const { code } = api.home.invitations.invite({ person, services: ['cloud'] });
  return api.home.redeeming.redeem({ code, csr: (await makeSoftKey()).csr, device: { name: 'Pixel', origin: 'page' } });
}

const shown = (certificate?: string, language = 'en') =>
  api.app.inject({
    url: '/me',
    headers: {
      'accept-language': language,
      ...(certificate ? { 'client-cert': `:${certificate.replaceAll(/-----[^-]+-----|\s/g, '')}:` } : {}),
    },
  });

it('says who one is, what the key opens, and when it ends', async () => {
  const { certificate } = await key('Dave');
  const { body, headers } = await shown(certificate);
  expect(body).toContain('Your key works');
  expect(body).toContain('Pixel of Dave');
  expect(body).toMatch(/<a href="https:\/\/cloud\.home\.localhost\/"><span [^>]+>C<\/span>cloud<\/a>/);
  expect(body).not.toContain(ME_TEXTS.en.soon.slice(0, 12));
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  clock.advance(340 * DAY);
  expect((await shown(certificate)).body).toContain(ME_TEXTS.en.nextTitle);
});

it.each(Object.entries(ME_TEXTS))(
  'says in %s that no key was shown, and that one was shut out',
  async (language, t) => {
    expect((await shown(undefined, language)).body).toContain(t.none);
    const { certificate, device } = await key('Dave');
    await api.home.devices.shutOut(device.id);
    const { body } = await shown(certificate, language);
    expect(body).toContain(t.ended);
    expect(body).not.toContain('cloud.home.localhost');
  },
);

it.each(Object.entries(ME_TEXTS))('leads on in %s with a key of elsewhere, and without one', async (language, t) => {
  const elsewhere = await makeApi({}, clock);
  const { code } = elsewhere.home.invitations.invite({ person: 'Dave', services: ['cloud'] });
  const { csr } = await makeSoftKey();
  const { certificate } = await elsewhere.home.redeeming.redeem({
    code,
    csr,
    device: { name: 'Pixel', origin: 'page' },
  });
  await elsewhere.dispose();
  for (const [shownKey, said] of [
    [certificate, t.unknownText.split('{ask}')[0] ?? ''],
    [undefined, t.noneText],
  ] as const) {
    const { body } = await shown(shownKey, language);
    expect(body).toContain(said);
    expect(body).toContain(`<a class="button main" href="/me">${t.again}</a>`);
  }
});

it('shows names as text', async () => {
  const { certificate } = await key('<script>alert(1)</script>');
  expect((await shown(certificate)).body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

const HERE = {
  host: 'enroll.home.localhost',
  origin: 'https://enroll.home.localhost',
  'sec-fetch-site': 'same-origin',
};
const ask = (
  certificate: string | undefined,
  fields: Record<string, string>,
  headers: object = HERE,
  language = 'en',
) =>
  api.app.inject({
    method: 'POST',
    url: '/me',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'accept-language': language,
      ...(certificate ? { 'client-cert': `:${certificate.replaceAll(/-----[^-]+-----|\s/g, '')}:` } : {}),
      ...headers,
    },
    payload: new URLSearchParams(fields).toString(),
  });
const codeIn = (html: string) =>
  /href="https:\/\/hello\.home\.localhost\/i#([0-9A-Z-]{14})&amp;own"/.exec(html)?.[1] ?? '';
const nearEnd = (notAfter: string, days: number) => clock.advance(Date.parse(notAfter) - clock.now() + days * DAY);

it.each(Object.entries(ME_TEXTS))(
  'leads on to the next key in %s, before the end of the one there is and after',
  async (language, t) => {
    const { certificate, notAfter } = await key('Dave');
    expect((await shown(certificate, language)).body).not.toContain(t.nextButton);
    nearEnd(notAfter, -3);
    expect((await shown(certificate, language)).body).toContain(t.nextButton);
    const { statusCode, body } = await ask(certificate, { want: 'renewal' }, HERE, language);
    expect(statusCode).toBe(200);
    expect(body).toContain(t.nextKey);
    expect(codeIn(body)).not.toBe('');
    expect(api.lines.join('')).not.toContain(codeIn(body));
    nearEnd(notAfter, 3);
    const late = (await shown(certificate, language)).body;
    expect(late).toContain(t.expired);
    expect(late).toContain(t.nextButton);
    nearEnd(notAfter, 31);
    expect((await shown(certificate, language)).body).toContain(t.ended);
    const refused = await ask(certificate, { want: 'renewal' }, HERE, language);
    expect([refused.statusCode, codeIn(refused.body)]).toEqual([403, '']);
    expect(refused.body).toContain(t.failed);
  },
);

it('retires the key before when the next one is shown', async () => {
  const { certificate, notAfter, fingerprint } = await key('Dave');
  nearEnd(notAfter, -3);
  const code = codeIn((await ask(certificate, { want: 'renewal' })).body);
  const csr = (await makeSoftKey()).csr;
  const next = await api.home.redeeming.redeem({ code, csr, device: { name: 'x', origin: 'page' } });
  expect((await shown(certificate)).body).toContain('Your key works');
  expect(api.home.registry.isActive(fingerprint, clock.now())).toBe(true);
  expect((await shown(next.certificate)).body).toContain('Your key works');
  expect(api.home.registry.isActive(fingerprint, clock.now())).toBe(false);
  expect((await shown(certificate)).body).toContain('no longer works');
});

it('leads on to a key for an app, whose name stays text, and says why when there is none', async () => {
  const { certificate } = await key('Dave');
  const { body } = await ask(certificate, { want: 'app', app: '<b>Immich & co</b>' });
  expect(body).toContain('A key for &lt;b&gt;Immich &amp; co&lt;/b&gt;');
  expect(api.home.preview.preview(codeIn(body))).toMatchObject({ app: '<b>Immich & co</b>', device: 'Pixel' });
  for (const app of ['', ' ', 'x'.repeat(200), 'a\nb', '\u202eevil']) {
    const refused = await ask(certificate, { want: 'app', app });
    expect([app, refused.statusCode]).toEqual([app, 422]);
    expect(refused.body).toContain(ME_TEXTS.en.wrongName);
  }
  for (let count = 0; count < 9; count += 1) await ask(certificate, { want: 'app', app: `App ${count}` });
  const often = await ask(certificate, { want: 'app', app: 'Last' });
  expect([often.statusCode, codeIn(often.body)]).toEqual([429, '']);
});

it.each([
  ['another site', { ...HERE, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a service of the home', { ...HERE, origin: 'https://cloud.home.localhost', 'sec-fetch-site': 'same-site' }],
  ['a page that hides where it is', { ...HERE, origin: 'null' }],
  ['a frame without an origin', { host: HERE.host }],
  ['an old browser on another site', { host: HERE.host, origin: 'https://evil.example' }],
  ['the same name on another port', { ...HERE, origin: 'https://enroll.home.localhost:8443' }],
])('takes no form of %s', async (_what, headers) => {
  const { certificate } = await key('Dave');
  expect((await ask(certificate, { want: 'app', app: 'Immich' }, headers)).statusCode).toBe(403);
  expect(api.home.registry.invitations().filter(({ appKey }) => appKey)).toEqual([]);
});

it('takes nothing but its form: no JSON, no file, nothing large, and nobody without a key', async () => {
  const { certificate } = await key('Dave');
  const types = ['application/json', 'text/plain', 'multipart/form-data; boundary=x'];
  for (const type of types)
    expect((await ask(certificate, { want: 'app', app: 'Immich' }, { ...HERE, 'content-type': type })).statusCode).toBe(
      415,
    );
  expect((await ask(certificate, { want: 'app', app: 'x'.repeat(2000) })).statusCode).toBe(413);
  expect((await ask(undefined, { want: 'app', app: 'Immich' })).statusCode).toBe(403);
  expect((await ask(certificate, { want: 'everything' })).statusCode).toBe(403);
  expect(api.home.registry.invitations().filter(({ appKey }) => appKey)).toEqual([]);
});

it('lets a form go to its own origin alone, and into no frame', async () => {
  const { headers } = await shown();
  expect(headers['content-security-policy']).toContain("form-action 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['referrer-policy']).toBe('same-origin');
});

it('is where a key is asked for: the name of the page of an invite asks for none, and leads on', async () => {
  const both = await makeApi({ enrolment: 'enroll.home.localhost:8443' }, clock);
  try {
    const at = (host: string) => both.app.inject({ url: '/me', headers: { host } });
    const led = await at('hello.home.localhost:8443');
    expect([led.statusCode, led.headers.location]).toEqual([302, 'https://enroll.home.localhost:8443/me']);
    expect((await at('enroll.home.localhost:8443')).statusCode).toBe(200);
    expect((await at('enroll.home.localhost')).statusCode).toBe(200);
  } finally {
    await both.dispose();
  }
});
