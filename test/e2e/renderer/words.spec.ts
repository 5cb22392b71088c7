/** Everything that can be the matter is said in words, in the language of the system, and stays usable. */
import type { Kind } from '../../../renderer/state/outcomes.ts';
import { en } from '../../../renderer/texts/en.ts';
import { errorKey } from '../../../renderer/texts/error-keys.ts';
import { ERRORS } from '../../../shared/errors.ts';
import { accessOutcomeSchema } from '../../../shared/ipc/views.ts';
import { CODE, failed, home, manyServices, NOW, ok, promise, reportOf } from '../../support/renderer/examples.ts';
import { expect, test } from './window.ts';

const STRANGERS: readonly Kind[] = ['refused', 'let-in'];
const KINDS = accessOutcomeSchema.shape.kind.options.filter((kind) => !STRANGERS.includes(kind));

test('every outcome of the access test: what it is, what to do, and who can', async ({ window }) => {
  const services = KINDS.map((kind) => ({ name: `s-${kind}`, url: `https://s-${kind}.example.com/` }));
  const outcomes = services.map(({ name }, index) => ({ service: name, outcome: { kind: KINDS[index] ?? 'reached' } }));
  const report = { ...reportOf([], { kind: 'refused' }), services: outcomes };
  await window.open({ homes: [{ ...home, services }] }, { testAccess: ok(report) });
  await window.button(/^Test access/).click();
  for (const kind of KINDS) {
    const row = window.page.getByRole('listitem').filter({ has: window.page.getByText(`s-${kind}`, { exact: true }) });
    await expect(row).toContainText(en.outcome[kind].title);
    if (kind === 'reached') continue;
    await expect(row.locator('.row-todo')).toContainText(/\w+/);
  }
});

test('at home nothing is claimed about the key, and the same trouble is explained once', async ({ window }) => {
  const outcomes = manyServices.services.map(() => ({ kind: 'on-the-lan', status: 200, ms: 9 }) as const);
  const report = { ...reportOf(outcomes, { kind: 'on-the-lan', status: 200 }), verdict: 'ok' };
  await window.open({ homes: [manyServices] }, { testAccess: ok(report) });
  await window.button(/^Test access/).click();
  await expect(window.page.getByRole('heading', { name: en.access.lan })).toBeVisible();
  await expect(window.page.getByText(en.access.ok)).toHaveCount(0);
  await expect(window.page.getByText(en.access.lanText)).toHaveCount(2);
  await expect(window.page.getByText(en.outcome['on-the-lan'].todo)).toHaveCount(0);
});

test('what came and what went is said for a week, to a screen reader too, and whom to ask', async ({ window }) => {
  const contact = { name: 'Mum', email: 'mum@example.com' };
  const changed = (at: string) => ({ ...home.access, changed: { at, added: ['films'], removed: ['garden'] } });
  await window.open({ homes: [home] });
  await expect(window.page.getByText('New for you')).toHaveCount(0);
  const now = { ...home, contact, access: changed(new Date(Date.parse(NOW) - 6 * 86_400_000).toISOString()) };
  await window.reply('homes', ok({ homes: [now], unfinished: [] }));
  await window.emit('homesChanged', {});
  const said = window.page.getByRole('status').filter({ hasText: 'New for you: films.' });
  await expect(said).toContainText('No longer shared with you: garden. Your key is fine. If you need it, ask Mum.');
  await expect(window.page.getByRole('article').getByText('New for you: films.').first()).toBeVisible();

  const old = { ...home, access: changed(new Date(Date.parse(NOW) - 7 * 86_400_000).toISOString()) };
  await window.open({ homes: [old] });
  await expect(window.page.getByText('New for you')).toHaveCount(0);
});

test('a home that did not answer is not called working, and where nothing is shared nothing is tested', async ({
  window,
}) => {
  const { page } = window;
  await window.open({ homes: [{ ...home, access: { ...home.access, answer: 'none' } }] });
  await expect(page.getByRole('heading', { name: 'Example Home couldn’t be reached just now' })).toBeVisible();
  await expect(page.getByText('Working')).toHaveCount(0);
  await expect(window.button(/^Test access/)).toBeVisible();
  await window.open({ homes: [{ ...home, services: [], access: { ...home.access, answer: 'answered' } }] });
  await expect(page.getByText('Nothing is shared with you at the moment.').first()).toBeVisible();
  await expect(window.button(/^Test access/)).toHaveCount(0);
});

test('the page of the person to ask opens when it is pressed, and is text where it is no web page', async ({
  window,
}) => {
  const { page } = window;
  const shutOut = (url: string) => ({
    homes: [{ ...home, contact: { url }, access: { ...home.access, answer: 'shut-out' as const } }],
  });
  await window.open(shutOut('https://example.com/reach me'), { askContact: ok() });
  await window.button('More ways to reach them: example.com/reach%20me').click();
  expect(await window.asked('askContact')).toEqual([{ homeId: home.id, about: { type: 'invite' }, way: 'page' }]);
  for (const url of ['javascript:alert(1)', 'http://example.com/', 'https://user:word@example.com/']) {
    await window.open(shutOut(url));
    await expect(page.getByText(`More ways to reach them: ${url}`)).toBeVisible();
    await expect(window.button(/More ways/)).toHaveCount(0);
  }
});

test('a stranger who gets in is an alarm, one who stays outside is good', async ({ window }) => {
  for (const kind of STRANGERS) {
    await window.open({ homes: [home] }, { testAccess: ok(reportOf([], { kind })) });
    await window.button(/^Test access/).click();
    const row = window.page.getByRole('listitem').filter({ hasText: 'Someone without a key' });
    if (kind === 'refused') await expect(row).toContainText(en.outcome.refused.title);
    else {
      // Once, and by the service's name.
      await expect(window.page.getByRole('heading', { name: 'Anyone can open “cloud” without a key' })).toHaveCount(1);
      await expect(row).toContainText(en.outcome['let-in'].title);
      await expect(row.locator('.row-todo')).toHaveCount(0);
    }
  }
});

test('a service that opens without a key does not pass for one that works', async ({ window }) => {
  const reached = { kind: 'reached', status: 200, ms: 84 } as const;
  await window.open({ homes: [home] }, { testAccess: ok(reportOf([reached, reached], { kind: 'let-in' })) });
  await window.button(/^Test access/).click();
  const row = (name: string) =>
    window.page.getByRole('listitem').filter({ has: window.page.getByText(name, { exact: true }) });
  await expect(row('cloud')).toContainText(en.access.openToAll);
  await expect(row('cloud')).toHaveClass(/bad/);
  await expect(row('photos')).toContainText(en.outcome.reached.title);
});

test('however much an invite says, the way on is in view', async ({ window }) => {
  await window.open({}, { preview: promise({ services: manyServices.services, adds: ['films'] }) });
  await window.field().fill(`${CODE}@enroll.example.com`);
  await window.button('Continue').click();
  await expect(window.button('Set up this computer')).toBeInViewport({ ratio: 1 });
});

test('every error of the catalogue: words first, the code only in the details', async ({ window }) => {
  const { page } = window;
  await window.open();
  await window.field().fill(`${CODE}@enroll.example.com`);
  for (const code of Object.keys(ERRORS)) {
    await window.reply('preview', failed({ code: code as keyof typeof ERRORS, detail: 'the technical part' }));
    await window.field().press('Enter');
    const { title } = en.errors[errorKey(code, (name) => Object.hasOwn(en.errors, name))];
    await expect(page.getByRole('alert').getByRole('heading')).toHaveText(title);
    await expect(page.getByText(code, { exact: true })).toBeHidden();
    await expect(page.getByText('the technical part')).toBeHidden();
    await expect(window.field()).toHaveValue(`${CODE}@enroll.example.com`);
  }
});

test('the details can be copied, and hold what the admin needs', async ({ window }) => {
  const failure = { code: 'INTERNAL', detail: 'the technical part', requestId: 'req-7' } as const;
  await window.open({}, { preview: failed(failure), copyFailure: ok() });
  await window.field().fill(`${CODE}@enroll.example.com`);
  await window.button('Continue').click();
  await window.button('Details').click();
  await expect(window.page.getByText('req-7')).toBeVisible();
  await window.button('Copy details').click();
  await expect(window.button('Copied')).toBeVisible();
  expect(await window.asked('copyFailure')).toEqual([failure]);
});

for (const [language, heading] of [
  ['de', 'Gib deine Einladung ein'],
  ['fr', 'Saisissez votre invitation'],
  ['es', 'Introduce tu invitación'],
  ['nl', 'Vul je uitnodiging in'],
] as const) {
  test(`in ${language}, with its own dates, and nothing cut off in a narrow window`, async ({ window }) => {
    const { page } = window;
    await page.setViewportSize({ width: 320, height: 480 });
    await window.open({ languages: [language] });
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(window.heading()).toHaveText(heading);
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await window.emit('menu', { command: 'about' });
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await overflow()).toBe(0);
  });
}

test('a language that we do not speak is answered in English', async ({ window }) => {
  await window.open({ languages: ['pl-PL'] });
  await expect(window.page.locator('html')).toHaveAttribute('lang', 'en');
});

test('whoever asks for less motion gets none', async ({ window }) => {
  const { page } = window;
  const moving = () =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await window.open({ homes: [home] });
  await window.button(/^Test access/).click();
  await expect(page.locator('.row.pending').first()).toBeVisible();
  expect(await moving()).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await moving()).toBeGreaterThan(0);
});

test('a crash is reported to this computer only, and starting again keeps what was typed', async ({ window }) => {
  const { page } = window;
  window.provoked.push('thrown: The example broke.');
  await window.open({}, { showLogs: ok() });
  await window.field().fill('K7QF-2M');
  await page.evaluate(() => void Promise.reject(new Error('The example broke.')));
  await expect(window.heading()).toHaveText('Something went wrong');
  await expect(window.heading()).toBeFocused();
  expect(await window.asked('reportCrash')).toEqual([
    { message: 'Error: The example broke.', stack: expect.stringContaining('The example broke.') },
  ]);
  await window.button('Show log folder').click();
  expect(await window.asked('showLogs')).toHaveLength(1);
  await window.button('Reload').click();
  await expect(window.field()).toHaveValue('K7QF-2M');
});

test('a main process that cannot even answer the first question is told about in words', async ({ window }) => {
  await window.open({}, { boot: failed({ code: 'RECORDS_DAMAGED', detail: 'homes.json' }) });
  await expect(window.heading()).toHaveText('Latchkey’s saved data is damaged');
});
