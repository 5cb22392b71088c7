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
  expect(body).toContain('<a href="https://cloud.home.localhost/">cloud</a>');
  expect(body).not.toContain(ME_TEXTS.en.soon.slice(0, 12));
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  clock.advance(340 * DAY);
  expect((await shown(certificate)).body).toContain('It ends soon');
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

it('shows names as text', async () => {
  const { certificate } = await key('<script>alert(1)</script>');
  expect((await shown(certificate)).body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});
