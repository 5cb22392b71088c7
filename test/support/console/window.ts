/** Shows the built console in a browser, with replies of the contract instead of a home. */
import type { Page, Route } from 'playwright';
import { readPageBundle } from '../../../server/home/files/page-bundle.ts';
import { pageFileType } from '../../../server/http/pages/page-bundle.ts';
import { PAGE_POLICY } from '../../../server/http/pages/shell.ts';
import { EVENTS_PATH } from '../../../shared/console/requests.ts';
import { CONSOLE_ROUTES, type ConsoleRouteName } from '../../../shared/console/routes.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { NOW, REPLIES, type Replies } from './examples.ts';

const ORIGIN = 'https://console.example.com';
const ASSETS = '/assets/';

const names = new Map<string, ConsoleRouteName>(
  Object.entries(CONSOLE_ROUTES).map(([name, { path }]) => [path, name as ConsoleRouteName]),
);

function html(): string {
  const { entry, styles } = readPageBundle('console');
  const links = styles.map((name) => `<link rel="stylesheet" href="${ASSETS}${name}">`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Latchkey</title>${links}<script type="module" src="${ASSETS}${entry}"></script></head><body><div id="root"></div></body></html>`;
}

export interface Shown {
  /** The fragment: `#/devices`. */
  readonly at?: string;
  /** Instead of {@link REPLIES}. */
  readonly replies?: Replies;
  /** What a call is refused with. */
  readonly refused?: { readonly [Name in ConsoleRouteName]?: ErrorCode };
  /** What is answered instead, once a call was made. */
  readonly after?: { readonly [Name in ConsoleRouteName]?: Replies };
  /** Whether the stream of events breaks, or is refused as one too many. */
  readonly lost?: boolean | 'crowded';
}

/** @param replies what is answered; calls may change it */
async function answer(
  route: Route,
  replies: Replies,
  { refused = {}, after = {}, lost = false }: Shown,
): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname === EVENTS_PATH) {
    // The stream that says nothing stays open for as long as the page.
    const json = { code: 'CONSOLE_TOO_MANY_PAGES' };
    if (lost === 'crowded') await route.fulfill({ status: 429, contentType: 'application/problem+json', json });
    else if (lost) await route.abort('connectionrefused');
    return;
  }
  if (pathname.startsWith(ASSETS)) {
    const name = pathname.slice(ASSETS.length);
    const body = Buffer.from(readPageBundle('console').files.get(name) ?? []);
    return route.fulfill({ contentType: pageFileType(name), body });
  }
  const name = names.get(pathname);
  if (name === undefined) {
    const headers = { 'content-security-policy': PAGE_POLICY };
    return route.fulfill({ contentType: 'text/html', headers, body: html() });
  }
  const code = refused[name];
  if (code !== undefined)
    return route.fulfill({ status: 403, contentType: 'application/problem+json', json: { code } });
  Object.assign(replies, after[name]);
  const person = new URL(route.request().url()).searchParams.get('person');
  const all = replies[name] ?? REPLIES[name];
  const ofPerson = replies.devices ?? REPLIES.devices;
  const some = ofPerson && { ...ofPerson, items: ofPerson.items.filter((device) => device.person === person) };
  const reply = CONSOLE_ROUTES[name].reply.parse(name === 'devices' && person !== null ? some : all);
  return route.fulfill({ contentType: 'application/json', json: reply });
}

/** Calls that have not been answered yet. */
const asked = new WeakMap<Page, number>();

/** Resolves when everything that was asked is answered and drawn. */
export async function settled(page: Page): Promise<void> {
  do await page.waitForTimeout(30);
  while ((asked.get(page) ?? 0) > 0);
  await page.waitForTimeout(30);
}

/** Opens the console at a page, and waits until it is there. */
export async function showConsole(page: Page, shown: Shown = {}): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  asked.set(page, 0);
  const count = (more: number) => asked.set(page, (asked.get(page) ?? 0) + more);
  const replies = { ...shown.replies };
  await page.route(`${ORIGIN}/**`, async (route) => {
    count(1);
    await answer(route, replies, shown).finally(() => count(-1));
  });
  await page.clock.setFixedTime(NOW);
  // The same document with another fragment would not be loaded again.
  await page.goto('about:blank');
  await page.goto(`${ORIGIN}/${shown.at ?? ''}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}
