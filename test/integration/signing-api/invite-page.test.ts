import { X509Certificate } from 'node:crypto';
import type { Browser, BrowserContextOptions } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../../server/core/validity.ts';
import { readPageBundle } from '../../../server/home/files/page-bundle.ts';
import { ME_TEXTS } from '../../../server/http/pages/me-texts.ts';
import { violationsOf } from '../../support/accessibility.ts';
import { sampleOf } from '../../support/long-tail.ts';
import {
  createKey,
  downloadKey,
  downloadProfile,
  type OtherSite,
  openBrowser,
  openOtherSite,
  PAGE_TEXTS,
  PHONES,
  showKey,
  type Visit,
  visit,
} from '../../support/phone-page.ts';
import { makeSoftKey } from '../../support/soft-device.ts';
import { openPkcs12 } from '../../support/stores/open-pkcs12.ts';
import { fixedClock } from '../../unit/server/core/support.ts';
import { makeApi, type TestApi } from '../../unit/server/http/support.ts';

const CODE = 'K7QF-2M9X-4TDX';
const PIN = 'A'.repeat(43);
const { en } = PAGE_TEXTS as Record<'en', (typeof PAGE_TEXTS)[string] & object>;

const clock = fixedClock();
let api: TestApi;
let browser: Browser;
let origin: string;
let host: string;
let others: OtherSite;
beforeAll(async () => {
  const linkTo = async (code: string) => `${origin}/i#${code}&own`;
  const downloads = { windows: { url: 'https://example.org/app.exe', sha256: undefined } };
  api = await makeApi({ page: readPageBundle(), downloads }, clock, { linkTo });
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
  host = new URL(origin).host;
  browser = await openBrowser();
  others = await openOtherSite();
});
afterAll(async () => {
  await browser?.close();
  others?.close();
  await api?.dispose();
});

const invite = (person = 'Dave', services: string[] = ['cloud', 'photos']) =>
  api.home.invitations.invite({ person, services }).code;

/** Visits, does something, and closes whatever happens. */
async function at<T>(place: string, options: BrowserContextOptions, act: (visit: Visit) => Promise<T>): Promise<T> {
  const opened = await visit(browser, `${origin}/i${place}`, options);
  try {
    return await act(opened);
  } finally {
    await opened.close();
  }
}

const text = (visited: Visit, selector: string) => visited.page.locator(selector).textContent();
const LINUX = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36' };
const CHROME_ON_IPHONE = { ...PHONES.iphone, userAgent: `${PHONES.iphone?.userAgent.replace('Version/', 'CriOS/')}` };

describe('the page behind a web link, on a computer', () => {
  it.each([
    [`#${CODE}`, `${CODE}@HOST`, `latchkey://HOST/${CODE}`],
    [`#${CODE.toLowerCase().replaceAll('-', '')}/${PIN}`, `${CODE}@HOST/${PIN}`, `latchkey://HOST/${CODE}/${PIN}`],
    [`%23${CODE}`, `${CODE}@HOST`, ''],
    [`%2523${CODE}`, `${CODE}@HOST`, ''],
    [`/#${CODE}`, `${CODE}@HOST`, ''],
    [`/${CODE}`, `${CODE}@HOST`, ''],
    [`%23${CODE}%2F${PIN}`, `${CODE}@HOST/${PIN}`, ''],
    [`#/${CODE}`, `${CODE}@HOST`, ''],
    [`#${CODE}%2F${PIN}`, `${CODE}@HOST/${PIN}`, ''],
    [`?utm_source=mail#${CODE}/${PIN}`, `${CODE}@HOST/${PIN}`, ''],
    [`#${CODE}/${PIN}&fbclid=x`, `${CODE}@HOST/${PIN}`, ''],
    [`%23${CODE}%2F0000-0000-0000-0000`, `${CODE}@HOST/0000-0000-0000-0000`, ''],
  ])('makes of %s an invite to copy and a link for the app, and tells nobody', async (place, written, link) => {
    await at(place, LINUX, async (visited) => {
      const { page, sent, complaints } = visited;
      expect(await text(visited, '#invite')).toBe(written.replace('HOST', host));
      const app = await page.getByRole('link', { name: en.open }).getAttribute('href');
      if (link !== '') expect(app).toBe(link.replace('HOST', host));
      expect(new URL(page.url()).pathname).toBe('/i');
      expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
      expect(sent.filter(({ url }) => !url.startsWith(`${origin}/page/`) && !/favicon/.test(url))).toHaveLength(1);
      expect(complaints).toEqual([]);
    });
    expect(api.lines.join('')).not.toMatch(/K7QF|k7qf/);
  });

  it.each([
    ['', en.noInvite],
    ['#', en.noInvite],
    [`%23${CODE}/short`, en.noInvite],
    [`/${CODE}%2F${PIN.slice(1)}`, en.noInvite],
    ['#K7QF-2M9X', en.noInvite],
    [`#${CODE}x`, en.noInvite],
    ['#<img src=x onerror=alert(1)>', en.noInvite],
    ['#javascript:alert(1)', en.noInvite],
    [`#${CODE}/${'"'.repeat(43)}`, en.noInvite],
    ['#K7QF-2M9X-4TDW', en.typo],
  ])('makes nothing of the fragment %j', async (place, heading) => {
    await at(place, LINUX, async ({ page }) => {
      await page.getByRole('heading', { name: heading }).waitFor();
      expect(await page.locator('#invite, img').count()).toBe(0);
    });
  });

  it('copies the invite, follows the link when another one is opened in the tab, and can be sent on', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await at('#nothing', { ...LINUX, permissions }, async ({ page }) => {
      await page.evaluate((code) => {
        location.hash = code;
      }, CODE);
      await page.getByRole('button', { name: en.copyInvite }).click();
      await page.getByText(en.copied).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${CODE}@${host}`);
      await page.getByText(en.elsewhere).click();
      const mail = await page.getByRole('link', { name: en.mail }).getAttribute('href');
      expect(decodeURIComponent(mail ?? '')).toContain(`${origin}/i#${CODE}`);
      expect(await page.getByRole('img', { name: en.qr }).locator('path').getAttribute('d')).toMatch(/^M\d/);
    });
  });
});

describe('on a phone', () => {
  it.each(Object.keys(PAGE_TEXTS))('an Android phone makes its key, in %s', async (language) => {
    const t = PAGE_TEXTS[language] ?? en;
    const code = invite(`Ann ${language}`);
    const options = { ...PHONES.pixel, locale: language };
    const { password, bytes, name } = await at(`#${code}`, options, async (visited) => {
      const { page, sent, complaints } = visited;
      await createKey(page, t);
      const file = await downloadKey(page, t);
      // The code and a request to certify: no key, no password, and nobody else.
      const posts = sent.filter(({ method }) => method === 'POST');
      expect(posts.map(({ url }) => url)).toEqual([`${origin}/v1/invitations/preview`, `${origin}/v1/certificates`]);
      expect(Object.keys(JSON.parse(posts[1]?.body ?? '{}')).sort()).toEqual(['code', 'csr', 'device']);
      const everything = JSON.stringify(sent);
      for (const word of [file.password, 'PRIVATE', ...file.password.split('-')])
        expect(everything).not.toContain(word);
      expect(sent.map(({ url }) => url).filter((url) => url.includes(code))).toEqual([]);
      expect(sent.filter(({ url }) => !url.startsWith(origin) && !url.startsWith('blob:'))).toEqual([]);
      expect(complaints).toEqual([]);
      await page.getByRole('button', { name: t.installed, exact: true }).click();
      await page.getByRole('heading', { name: t.allSet, exact: true }).waitFor();
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
      return file;
    });
    expect(password).toMatch(/^([a-z]{5}-){3}[a-z]{5}$/);
    expect(name).toBe('Example Home.p12');
    const certificate = new X509Certificate(openPkcs12(bytes, password));
    expect(certificate.subject).toContain(`CN=Ann ${language}`);
    expect(() => openPkcs12(bytes, `${password.slice(0, -1)}x`)).toThrow();
    expect(api.lines.join('')).not.toContain(code);
  });

  it.each(Object.keys(PAGE_TEXTS))('an iPhone gets its profile, in %s', async (language) => {
    const t = PAGE_TEXTS[language] ?? en;
    const code = invite('Ian');
    await at(`#${code}`, { ...PHONES.iphone, locale: language }, async ({ page, sent, complaints }) => {
      const { name, bytes } = await downloadProfile(page, t);
      expect(name).toBe('latchkey.mobileconfig');
      expect(bytes.toString()).toContain('com.apple.security.scep');
      expect(bytes.toString()).not.toContain(code);
      await page.getByRole('heading', { name: t.profileReady, exact: true }).waitFor();
      expect(sent.filter(({ url }) => /[0-9a-f]{64}/.test(url) || url.includes(code))).toEqual([]);
      expect(complaints).toEqual([]);
    });
    expect(api.lines.join('')).not.toMatch(new RegExp(`${code}|[0-9a-f]{128}`));
  });

  it('sends a browser on an iPhone that is not Safari to Safari, and lets people say what they have', async () => {
    const code = invite();
    await at(`#${code}`, CHROME_ON_IPHONE, async ({ page }) => {
      await page.getByRole('heading', { name: en.safari }).waitFor();
      expect(await page.locator('#link').textContent()).toBe(`${origin}/i#${code}`);
      await page.getByLabel(en.device).selectOption('android');
      await page.getByRole('button', { name: en.goOn }).waitFor();
      await page.getByLabel(en.device).selectOption('windows');
      await page.getByRole('link', { name: en.getFor.replace('{name}', 'Windows') }).waitFor();
    });
  });

  it('asks again with the same key when the reply is lost, also after the tab was closed', async () => {
    const code = invite('Lost');
    await at(`#${code}`, PHONES.pixel ?? {}, async ({ page, sent }) => {
      await page.route('**/v1/certificates', async (route) => {
        await route.fetch();
        await route.abort();
      });
      await page.getByRole('button', { name: en.goOn }).click();
      await page.getByRole('button', { name: en.makeKey }).click();
      await page.getByRole('heading', { name: en.offline }).waitFor();
      await page.unroute('**/v1/certificates');
      await page.goto('about:blank');
      await page.goto(`${origin}/i#${code}`);
      // The code was redeemed by the request whose reply was lost: the page asks with the key that it kept.
      await page.getByRole('heading', { name: en.ready }).waitFor();
      const { bytes, password } = await downloadKey(page, en);
      expect(new X509Certificate(openPkcs12(bytes, password)).subject).toContain('CN=Lost');
      const keys = sent.filter(({ url }) => url.endsWith('/v1/certificates')).map(({ body }) => JSON.parse(body).csr);
      expect(new Set(keys).size).toBe(2);
      // A closed tab, later: the key is still there, until it is said to be installed.
      await page.goto(`${origin}/i`);
      await page.getByRole('button', { name: en.resumeAction }).click();
      await page.getByRole('button', { name: en.installed }).click();
      await page.goto(`${origin}/i`);
      await page.getByRole('heading', { name: en.noInvite }).waitFor();
      expect(await page.getByText(en.resume).count()).toBe(0);
    });
  });

  it('says of a used, a cancelled and a wrong code the same, and keeps nothing', async () => {
    const used = invite('Used');
    await at(`#${used}`, PHONES.pixel ?? {}, ({ page }) => createKey(page, en));
    const { code: cancelled, invitation } = api.home.invitations.invite({ person: 'Gone' });
    api.home.invitations.cancel(invitation.id);
    for (const code of [used, cancelled, CODE]) {
      await at(`#${code}`, PHONES.pixel ?? {}, async ({ page }) => {
        await page.getByRole('button', { name: en.goOn }).click();
        await page.getByRole('heading', { level: 1, name: en.refused }).waitFor();
        expect(await page.getByRole('button').allTextContents()).toEqual([en.back]);
        expect(await page.evaluate(() => localStorage.length)).toBe(0);
      });
    }
  });

  it('says the same of a code that is taken back before the key is made, and forgets the key', async () => {
    const { code, invitation } = api.home.invitations.invite({ person: 'Late' });
    await at(`#${code}`, PHONES.pixel ?? {}, async ({ page }) => {
      await page.getByRole('button', { name: en.goOn }).click();
      await page.getByRole('button', { name: en.makeKey }).waitFor();
      api.home.invitations.cancel(invitation.id);
      await page.getByRole('button', { name: en.makeKey }).click();
      await page.getByRole('heading', { name: en.refused }).waitFor();
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
    });
  });

  it('shows names as text, whatever they are', async () => {
    const code = invite('<img src=x onerror=alert(1)>');
    await at(`#${code}`, PHONES.pixel ?? {}, async ({ page, complaints }) => {
      await page.getByRole('button', { name: en.goOn }).click();
      await page.getByText('invites <img src=x onerror=alert(1)>').waitFor();
      expect(await page.locator('img').count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  });
});

describe('with the key that a phone has', () => {
  const phone = async (person: string) => {
    const { csr } = await makeSoftKey();
    const request = { code: invite(person), csr, device: { name: 'Pixel', origin: 'page' as const } };
    return api.home.redeeming.redeem(request);
  };

  it.each(sampleOf('the next key in every language', Object.entries(ME_TEXTS), 1))(
    'it gets its next one, and then the one before is out, in %s',
    async (language, me) => {
      const t = PAGE_TEXTS[language] ?? en;
      const first = await phone(`Rita ${language}`);
      const before = clock.now();
      clock.advance(Date.parse(first.notAfter) - before - 5 * DAY);
      await at('', { ...PHONES.pixel, locale: language }, async (visited) => {
        const { page, complaints, sent } = visited;
        await showKey(visited.page, origin, first.certificate);
        await page.getByRole('button', { name: me.nextButton, exact: true }).click();
        await page.getByRole('link', { name: me.goOn, exact: true }).click();
        await page.getByRole('heading', { name: t.ownTitle, exact: true }).waitFor();
        expect(await page.getByText(t.elsewhere, { exact: true }).count()).toBe(0);
        const code = page.url().replace(/.*#|&own$/g, '');
        await createKey(page, t);
        const { bytes, password } = await downloadKey(page, t);
        await page.getByText(t.useNextHint).waitFor();
        await page.getByRole('button', { name: t.installed, exact: true }).click();
        await page.getByText(t.nextSet).waitFor();
        const next = openPkcs12(bytes, password);
        expect(new X509Certificate(next).subject).toContain(`CN=Rita ${language}`);
        expect(api.home.registry.isActive(first.fingerprint, clock.now())).toBe(true);
        await showKey(visited.page, origin, new X509Certificate(next).toString());
        await page.getByRole('heading', { name: me.active, exact: true }).waitFor();
        expect(api.home.registry.isActive(first.fingerprint, clock.now())).toBe(false);
        expect(sent.map(({ url }) => url).filter((url) => url.includes(code))).toEqual([]);
        expect(api.lines.join('')).not.toContain(code);
        expect(complaints).toEqual([]);
      });
      clock.advance(before - clock.now());
    },
  );

  it('an iPhone gets a profile that takes the place of the one before', async () => {
    const first = await phone('Ines');
    const before = clock.now();
    clock.advance(Date.parse(first.notAfter) - before + 5 * DAY);
    await at('', PHONES.iphone ?? {}, async (visited) => {
      const { page } = visited;
      await showKey(visited.page, origin, first.certificate);
      await page.getByRole('heading', { name: ME_TEXTS.en.expired }).waitFor();
      await page.getByRole('button', { name: ME_TEXTS.en.nextButton }).click();
      await page.getByRole('link', { name: ME_TEXTS.en.goOn }).click();
      const { bytes } = await downloadProfile(page, en);
      const identifiers = (profile: string) =>
        [...profile.matchAll(/PayloadIdentifier<\/key>\s*<string>([^<]+)/g)].map(([, id]) => id);
      const challenge = api.home.challenges().swap(invite('Ines 2'), 'iphone').challenge;
      const other = new TextDecoder().decode(await api.home.profiles().makeFor(challenge));
      expect(identifiers(bytes.toString())).toEqual(identifiers(other));
      expect(await page.getByRole('link', { name: en.check }).getAttribute('href')).toMatch(/\/me$/);
    });
    clock.advance(before - clock.now());
  });

  it.each(sampleOf('a key for an app on both phones', ['iphone', 'pixel'] as const, 1))(
    'a key for an app is made on a %s, and ends alone',
    async (kind) => {
      const own = await phone(`Ada ${kind}`);
      await at('', PHONES[kind] ?? {}, async (visited) => {
        const { page, complaints } = visited;
        await showKey(visited.page, origin, own.certificate);
        await page.getByText(ME_TEXTS.en.appTitle, { exact: true }).click();
        await page.getByLabel(ME_TEXTS.en.appName).fill('Immich <3');
        expect(await violationsOf(page)).toEqual([]);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'A key for Immich <3' }).waitFor();
        await page.getByRole('link', { name: ME_TEXTS.en.goOn }).click();
        await createKey(page, en);
        const { bytes, password, name } = await downloadKey(page, en);
        expect(name).toBe('Example Home Immich 3.p12');
        expect(password).toMatch(/^([a-z]{5}-){3}[a-z]{5}$/);
        expect(new X509Certificate(openPkcs12(bytes, password)).subject).toContain('Pixel · Immich');
        expect(complaints).toEqual([]);
        await showKey(visited.page, origin, own.certificate);
        await page.getByText(ME_TEXTS.en.appTitle, { exact: true }).click();
        await page.getByText('Immich <3, until').waitFor();
      });
      const keys = api.home.registry.certificatesOf(own.device.id).filter(({ app }) => app === 'Immich <3');
      await api.home.devices.shutOutApp(own.device.id, 'Immich <3');
      expect(keys.map(({ fingerprint }) => api.home.registry.isActive(fingerprint, clock.now()))).toEqual([false]);
      expect(api.home.registry.isActive(own.fingerprint, clock.now())).toBe(true);
    },
  );

  it('another site sends a form in its name, and gets nothing', async () => {
    const own = await phone('Eve');
    await at('', PHONES.pixel ?? {}, async (visited) => {
      const { page } = visited;
      await showKey(visited.page, origin, own.certificate);
      await page.goto(
        others.page(
          `<form method="post" action="${origin}/me"><input name="want" value="app"><input name="app" value="Evil"><button>x</button></form>`,
        ),
      );
      await page.getByRole('button').click();
      await page.getByRole('heading', { name: ME_TEXTS.en.failed }).waitFor();
    });
    expect(api.home.registry.invitations().filter(({ appKey }) => appKey?.app === 'Evil')).toEqual([]);
  });
});

it.each(['/i', '/me', '/nothing'])('%s is not shown in a frame', async (path) => {
  await at(`#${CODE}`, LINUX, async ({ page }) => {
    const answered = page.waitForResponse((response) => response.url().startsWith(`${origin}${path}`));
    await page.goto(others.page(`<iframe src="${origin}${path}#${CODE}"></iframe>`));
    await answered;
    // What Chromium shows in the place of a page that does not want to be there.
    await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
  });
});

it.each(['light', 'dark'] as const)('is accessible in %s, and nothing is cut off on a narrow phone', async (theme) => {
  const narrow = { ...PHONES.pixel, viewport: { width: 320, height: 640 }, colorScheme: theme };
  const fits = (page: Visit['page']) =>
    page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  await at('', narrow, async ({ page }) => {
    await page.getByRole('heading').first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
  await at(`#${invite('Axe')}`, narrow, async ({ page }) => {
    await page.getByText(en.elsewhere).click();
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await createKey(page, en);
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });
});

it('says what to do when scripts are switched off', async () => {
  await at(`#${CODE}`, { javaScriptEnabled: false }, async ({ page }) => {
    expect(await page.locator('noscript').isVisible()).toBe(true);
    expect(await page.locator('noscript').textContent()).toContain('JavaScript');
  });
});
