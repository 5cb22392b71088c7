// Takes a picture of each screen of the invite's page in both themes, into docs/screens/page: npm run screens
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../renderer/page/texts/en.ts';
import { PLAIN_PAGE_HEADERS } from '../../server/core/plain-page/page.ts';
import { troublePage } from '../../server/core/plain-page/trouble.ts';
import { DAY } from '../../server/core/validity.ts';
import { readPageBundle } from '../../server/home/files/page-bundle.ts';
import { ME_TEXTS } from '../../server/http/pages/me-texts.ts';
import { fixedClock } from '../unit/server/core/support.ts';
import { makeApi } from '../unit/server/http/support.ts';
import { drawFrom, openFixedBrowser } from './fixed-page.ts';
import { createKey, downloadKey, downloadProfile, PHONES, showKey, type Visit } from './phone-page.ts';
import { preferInter } from './renderer/fonts.ts';
import { makeSoftKey } from './soft-device.ts';

const me = ME_TEXTS.en;
const FOLDER = join(import.meta.dirname, '../../docs/screens/page');
const COMPUTER = {
  viewport: { width: 900, height: 900 },
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
};

/** As a home has it. */
const ORIGIN = 'https://enroll.example.com';
const PLAIN_ORIGIN = 'https://enroll.example.org';

const downloads = {
  macos: { url: 'https://example.org/latchkey.dmg', sha256: undefined },
  windows: { url: 'https://example.org/latchkey.exe', sha256: undefined },
  linux: { url: 'https://example.org/latchkey.deb', sha256: undefined },
};
preferInter();
const clock = fixedClock();
const page = readPageBundle();
const api = await makeApi({ page, downloads }, clock, { linkTo: async (code) => `${ORIGIN}/i#${code}&own` });
const off = { scep: () => undefined, challenges: () => undefined, profiles: () => undefined };
const withoutApple = await makeApi({ page }, clock, off);
const anywhere = { host: '127.0.0.1', port: 0 };
const browser = await openFixedBrowser({
  'enroll.example.com': await api.app.listen(anywhere),
  'enroll.example.org': await withoutApple.app.listen(anywhere),
});

const { pixel = {}, iphone = {} } = PHONES;

/** Leads to what the picture is of, and resolves when that is there. */
type Act = (page: Visit['page']) => Promise<unknown>;
type Screen = readonly [name: string, options: object, act: Act];
const press = (page: Visit['page'], name: string) => page.getByRole('button', { name }).click();
const headed = (page: Visit['page'], name: string) => page.getByRole('heading', { name }).waitFor();

const SCREENS: readonly Screen[] = [
  ['android-start', pixel, (page) => headed(page, en.title)],
  [
    'android-promised',
    pixel,
    async (page) => {
      await press(page, en.goOn);
      await page.getByRole('button', { name: en.makeKey }).waitFor();
    },
  ],
  ['android-key', pixel, (page) => createKey(page, en)],
  [
    'android-done',
    pixel,
    async (page) => {
      await createKey(page, en);
      await downloadKey(page, en);
      await press(page, en.installed);
      await headed(page, en.allSet);
    },
  ],
  [
    'iphone-profile',
    iphone,
    async (page) => {
      await downloadProfile(page, en);
      await headed(page, en.profileReady);
    },
  ],
  ['computer', COMPUTER, (page) => page.getByText(en.elsewhere).click()],
];

const START = clock.now();
/** The phone whose key `/me` is shown: another one for each theme, because keys are renewed on the way. */
async function enrolPhone(colorScheme: string) {
  clock.advance(START - clock.now());
  drawFrom(`phone ${colorScheme}`);
  const { csr } = await makeSoftKey();
  const { code } = api.home.invitations.invite({ person: 'Grandma Rose', services: ['cloud', 'photos'] });
  const device = { name: 'Pixel 7', origin: 'page' } as const;
  const { notAfter, certificate } = await api.home.redeeming.redeem({ code, csr, device });
  return { end: Date.parse(notAfter), certificate };
}
let phone = { end: START, certificate: '' };

/** Shows the phone's key to `/me`, so many days before the end of it. */
async function showIt(page: Visit['page'], daysLeft: number): Promise<void> {
  clock.advance(phone.end - clock.now() - daysLeft * DAY);
  await showKey(page, ORIGIN, phone.certificate);
}
/** Asks for the next key. */
async function next(page: Visit['page']): Promise<void> {
  await showIt(page, 12);
  await press(page, me.nextButton);
  await headed(page, me.nextKey);
}
/** Types the name of an app that gets a key of its own. */
async function app(page: Visit['page'], name: string): Promise<void> {
  await showIt(page, 200);
  await page.getByText(me.appTitle, { exact: true }).click();
  await page.getByLabel(me.appName).fill(name);
}
/** Follows the link to the key that was asked for. */
async function follow(page: Visit['page']): Promise<void> {
  await page.getByRole('link', { name: me.goOn }).click();
  await headed(page, en.ownTitle);
}
/** As apps name themselves that show the page in themselves. */
const inAnApp = {
  ...pixel,
  userAgent: 'Mozilla/5.0 (Linux; Android 14; Pixel 7; wv) AppleWebKit/537.36 Version/4.0 Chrome/140.0.0.0 Mobile',
};
const notSafari = {
  ...iphone,
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
};
const MORE: readonly Screen[] = [
  ['android-in-an-app', inAnApp, (page) => headed(page, en.browser)],
  ['iphone-not-safari', notSafari, (page) => headed(page, en.safari)],
  ['me', pixel, (page) => showIt(page, 200)],
  ['me-no-key', pixel, (page) => page.goto(`${ORIGIN}/me`)],
  ['me-ends-soon', pixel, (page) => showIt(page, 12)],
  ['me-expired', iphone, (page) => showIt(page, -3)],
  ['me-app-key', iphone, (page) => app(page, 'Immich')],
  ['next-asked', pixel, next],
  [
    'next-start',
    pixel,
    async (page) => {
      await next(page);
      await follow(page);
    },
  ],
  [
    'next-key',
    pixel,
    async (page) => {
      await next(page);
      await follow(page);
      await createKey(page, en);
    },
  ],
  [
    'app-key',
    iphone,
    async (page) => {
      await app(page, 'Immich');
      await page.keyboard.press('Enter');
      await follow(page);
      await createKey(page, en);
    },
  ],
  [
    'me-refused',
    iphone,
    async (page) => {
      await app(page, ' ');
      await page.keyboard.press('Enter');
      await headed(page, me.failed);
    },
  ],
  [
    'apple-off',
    iphone,
    async (page) => {
      await page.goto(`${PLAIN_ORIGIN}/i${new URL(page.url()).hash}`);
      await page.getByText(en.appleOff).waitFor();
    },
  ],
  [
    'wrong-link',
    pixel,
    async (page) => {
      await page.goto(`${ORIGIN}/i#K7QF-2M9X-4TDW`);
      await headed(page, en.typo);
    },
  ],
  [
    'used-link',
    pixel,
    async (page) => {
      await page.goto(`${ORIGIN}/i#K7QF-2M9X-4TDX`);
      await press(page, en.goOn);
      await headed(page, en.refused);
    },
  ],
  [
    'restarting',
    pixel,
    async (page) => {
      const answer = { status: 502, headers: PLAIN_PAGE_HEADERS, body: troublePage('en', 'down') };
      await page.route('**/down', (route) => route.fulfill(answer));
      await page.goto(`${ORIGIN}/down`);
    },
  ],
  ['nothing-here', pixel, (page) => page.goto(`${ORIGIN}/nothing`)],
];

try {
  for (const colorScheme of ['light', 'dark'] as const) {
    mkdirSync(join(FOLDER, colorScheme), { recursive: true });
    phone = await enrolPhone(colorScheme);
    for (const [name, options, act] of [...SCREENS, ...MORE]) {
      // Before the phone's key ends, or the invitation is of another day.
      clock.advance(phone.end - clock.now() - 364 * DAY);
      drawFrom(`${colorScheme} ${name}`);
      const { code } = api.home.invitations.invite({ person: 'Grandma Rose', services: ['cloud', 'photos'] });
      const { page, close } = await browser.visit(`${ORIGIN}/i#${code}`, { ...options, colorScheme });
      await page.getByRole('heading').first().waitFor();
      await act(page);
      // The invite's page says itself whether it still works on something.
      await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
      // Nothing is below the pointer.
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(FOLDER, colorScheme, `${name}.png`), fullPage: true, scale: 'css' });
      await close();
    }
  }
} finally {
  await browser.close();
  await Promise.all([api.dispose(), withoutApple.dispose()]);
}
