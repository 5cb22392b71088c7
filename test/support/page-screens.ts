// Takes a picture of each screen of the invite's page in both themes, into docs/screens/page: npm run screens
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../renderer/page/texts/en.ts';
import { readPageBundle } from '../../server/home/page-bundle.ts';
import { makeApi } from '../unit/server/http/support.ts';
import { createKey, downloadKey, downloadProfile, openBrowser, PHONES, type Visit, visit } from './phone-page.ts';

const FOLDER = join(import.meta.dirname, '../../docs/screens/page');
const COMPUTER = {
  viewport: { width: 900, height: 900 },
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
};

const downloads = {
  macos: { url: 'https://example.org/latchkey.dmg', sha256: undefined },
  windows: { url: 'https://example.org/latchkey.exe', sha256: undefined },
  linux: { url: 'https://example.org/latchkey.deb', sha256: undefined },
};
const api = await makeApi({ page: readPageBundle(), downloads });
const origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
const browser = await openBrowser();

/** What is done on the page before the picture is taken. */
type Act = (page: Visit['page']) => Promise<unknown>;
const SCREENS: readonly [name: string, options: object, act: Act][] = [
  ['android-start', PHONES.pixel ?? {}, async () => undefined],
  ['android-promised', PHONES.pixel ?? {}, (page) => page.getByRole('button', { name: en.goOn }).click()],
  ['android-key', PHONES.pixel ?? {}, (page) => createKey(page, en)],
  [
    'android-done',
    PHONES.pixel ?? {},
    async (page) => {
      await createKey(page, en);
      await downloadKey(page, en);
      await page.getByRole('button', { name: en.installed }).click();
    },
  ],
  ['iphone-profile', PHONES.iphone ?? {}, (page) => downloadProfile(page, en)],
  ['computer', COMPUTER, (page) => page.getByText(en.elsewhere).click()],
];

try {
  for (const colorScheme of ['light', 'dark'] as const) {
    mkdirSync(join(FOLDER, colorScheme), { recursive: true });
    for (const [name, options, act] of SCREENS) {
      const { code } = api.home.invitations.invite({ person: 'Grandma Rose', services: ['cloud', 'photos'] });
      const { page, close } = await visit(browser, `${origin}/i#${code}`, { ...options, colorScheme });
      await page.getByRole('heading').first().waitFor();
      await act(page);
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: join(FOLDER, colorScheme, `${name}.png`), fullPage: true, scale: 'css' });
      await close();
    }
  }
} finally {
  await browser.close();
  await api.dispose();
}
