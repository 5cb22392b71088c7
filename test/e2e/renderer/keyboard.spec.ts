/** The whole enrolment without a mouse, and what a screen reader is told on the way. */
import { CODE, home, ok, promise, report, skippedHome, unfinished } from '../../support/renderer/examples.ts';
import { expect, test } from './window.ts';

const said = (page: import('playwright/test').Page) => page.getByRole('status').filter({ hasText: /./ }).last();

test('from the code to the tested key with the keyboard alone', async ({ window }) => {
  const { page } = window;
  await window.open();

  await expect(window.field()).toBeFocused();
  await page.keyboard.type('k7qf2m9x4tdx@enroll.example.com');
  await expect(window.field()).toHaveValue(`${CODE}@enroll.example.com`);
  await expect(said(page)).toHaveText('This is an invite from enroll.example.com.');
  await page.keyboard.press('Enter');
  await expect(said(page)).toHaveText('Contacting enroll.example.com…');
  await window.reply('preview', promise());

  await expect(window.heading()).toHaveText('You’re invited to Example Home');
  await expect(window.heading()).toBeFocused();
  await expect(page).toHaveTitle('You’re invited to Example Home – Latchkey');
  await page.keyboard.press('Tab');
  await expect(window.field()).toBeFocused();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Kitchen');
  // On Linux the main button is the last.
  await page.keyboard.press('Tab');
  await expect(window.button('Not now')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(window.button('Set up this computer')).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(window.heading()).toHaveText('Setting up this computer for Example Home');
  await expect(window.heading()).toBeFocused();
  for (const [step, text] of [
    ['key', 'Creating a key that stays on this computer'],
    ['sign', 'Getting it approved by Example Home'],
    ['install', 'Adding it to your browsers'],
    ['finish', 'Checking that it works'],
  ]) {
    await window.emit('enrolmentProgress', { type: 'step', step, home: 'Example Home' });
    await expect(said(page)).toHaveText(text ?? '');
    await expect(page.locator('[aria-current=step]')).toContainText(text ?? '');
  }
  expect(await window.asked('enrol')).toEqual([
    { invite: `${CODE}@enroll.example.com`, deviceName: 'Kitchen', keepOld: false },
  ]);
  await window.reply('homes', ok({ homes: [home], unfinished: [] }));
  await window.reply('enrol', ok({ type: 'done', homeId: home.id, replaced: [], alsoHere: [] }));

  await expect(window.heading()).toHaveText('Two steps left for Example Home');
  await expect(window.heading()).toBeFocused();
  await window.reply('openService', ok());
  await page.keyboard.press('Tab');
  await expect(window.button(/^cloud/)).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await window.asked('openService')).toEqual([{ homeId: home.id, service: 'cloud' }]);
  // The other services, and whether the key renews by itself.
  for (let tabs = 0; tabs < 4; tabs += 1) await page.keyboard.press('Tab');
  await expect(window.button('Test access')).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(window.heading()).toHaveText('Test access to Example Home');
  await expect(window.heading()).toBeFocused();
  await expect(said(page)).toHaveText('0 of 3 tested');
  const outcome = { kind: 'reached', status: 200, ms: 84 };
  await window.emit('accessProgress', { type: 'service', homeId: home.id, service: 'cloud', outcome });
  await expect(said(page)).toHaveText('1 of 3 tested');
  await window.reply('testAccess', ok(report));
  await expect(page.getByRole('button', { name: 'Test again' })).toBeVisible();
  await expect(said(page)).toHaveText(
    'Everything works. Your key opens every service, and nobody gets in without one.',
  );
});

test('a home that is busy says when it is asked again, once, and the wait can be stopped', async ({ window }) => {
  const { page } = window;
  await window.open({}, { stopWaiting: ok() });
  await page.keyboard.type(`${CODE}@enroll.example.com`);
  await page.keyboard.press('Enter');
  await window.emit('homeBusy', { seconds: 30 });
  await expect(page.getByText('The server is busy. Trying again in 30 seconds.').first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Trying again in 30 seconds.' })).toHaveCount(1);
  await window.button('Stop waiting').focus();
  await page.keyboard.press('Enter');
  expect(await window.asked('stopWaiting')).toHaveLength(1);

  await window.emit('homeBusy', {});
  await window.reply('preview', { ok: false, failure: { code: 'UNAVAILABLE' } });
  await expect(page.getByRole('alert')).toContainText('The server is busy');
  await expect(window.button('Stop waiting')).toHaveCount(0);
  await expect(window.button('Try again')).toBeVisible();

  await window.reply('preview', promise());
  await window.button('Try again').click();
  await window.button('Set up this computer').click();
  await window.emit('homeBusy', { seconds: 1 });
  await expect(page.getByText('Trying again in 1 second.').first()).toBeVisible();
  await expect(window.button('Stop waiting')).toBeVisible();
});

test('a wrong character is said at once, with its place, and Enter sends nothing', async ({ window }) => {
  const { page } = window;
  await window.open();
  await page.keyboard.type('k7qfu');
  await expect(window.field()).toHaveAttribute('aria-invalid', 'true');
  await expect(said(page)).toHaveText('“U” isn’t used in invite codes. Check character 5.');
  await expect(window.field()).toHaveAccessibleDescription(/Check character 5/);
  await page.keyboard.press('Enter');
  await expect(window.field()).toBeFocused();
  expect(await window.asked('preview')).toEqual([]);
});

test('an unfinished code is not called wrong until Enter, and then says how many are missing', async ({ window }) => {
  const { page } = window;
  await window.open();
  await page.keyboard.type('k7qf2m9');
  await expect(window.field()).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('5 more characters.').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(window.field()).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.type('x');
  await expect(window.field()).not.toHaveAttribute('aria-invalid', 'true');
});

test('the main button is the one that helps: paste, then nothing until the invite is whole', async ({ window }) => {
  const { page } = window;
  const invite = `${CODE}@enroll.example.com`;
  await window.open({}, { clipboardInvite: ok() });
  const main = page.locator('.button.main');
  await expect(main).toHaveText(['Paste']);
  await window.button('Paste').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('There’s no invite in what you copied.').first()).toBeVisible();
  await expect(window.field()).toBeFocused();
  await window.reply('clipboardInvite', ok({ host: 'enroll.example.com', invite }));
  await page.keyboard.type('k7qf');
  await expect(main).toHaveCount(0);
  await expect(window.button('Continue')).toBeVisible();
  await window.field().fill('');
  await window.button('Paste').click();
  await expect(window.field()).toHaveValue(invite);
  await expect(main).toHaveText(['Continue']);
});

test('each symbol that is typed stands on its place in the field', async ({ window }) => {
  const { page } = window;
  await window.open();
  await page.keyboard.type('k7qf2m9x4t');
  const { places, symbols } = await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('.invite-field input');
    const field = input?.getBoundingClientRect();
    if (!input || !field) throw new Error('no field');
    const style = getComputedStyle(input);
    const context = document.createElement('canvas').getContext('2d');
    if (!context) throw new Error('no canvas');
    context.font = style.font;
    const step = context.measureText('0').width + Number.parseFloat(style.letterSpacing);
    const first = field.x + Number.parseFloat(style.borderLeftWidth) + Number.parseFloat(style.paddingLeft);
    // Without the two dashes.
    const symbols = [...input.value].flatMap((symbol, index) => (symbol === '-' ? [] : [first + index * step]));
    const places = [...document.querySelectorAll('.place.typed')].map((place) => place.getBoundingClientRect().x);
    return { places, symbols };
  });
  expect(places).toHaveLength(10);
  for (const [index, x] of places.entries()) expect(Math.abs(x - (symbols[index] ?? 0))).toBeLessThan(1);
});

test('a symbol typed into the middle stays where it was typed', async ({ window }) => {
  const { page } = window;
  await window.open();
  await page.keyboard.type('k7q2m9x4tdx');
  for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('f');
  await expect(window.field()).toHaveValue(CODE);
  await page.keyboard.press('Backspace');
  await expect(window.field()).toHaveValue('K7Q2-M9X4-TDX');
});

test('a pasted e-mail becomes the invite in it', async ({ window }) => {
  const { page } = window;
  await window.open();
  const mail = `Hello Dave,\n\nopen Latchkey and paste this:\n${CODE}@enroll.example.com\n\nSee you on Sunday!`;
  await window.field().evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, mail);
  await expect(window.field()).toHaveValue(`${CODE}@enroll.example.com`);
  await expect(page.getByText('This is an invite from enroll.example.com.').first()).toBeVisible();
});

test('a build for one home takes the bare code', async ({ window }) => {
  await window.open({ defaults: { host: 'enroll.example.com', port: 443 } });
  await expect(window.field()).toHaveAccessibleDescription('It looks like this: K7QF-2M9X-4TDW');
  await window.page.keyboard.type('k7qf2m9x4tdx');
  await window.page.keyboard.press('Enter');
  expect(await window.asked('preview')).toEqual([{ invite: CODE }]);
});

test('a dialog holds the focus, Escape closes it, and the focus returns', async ({ window }) => {
  const { page } = window;
  await window.open({ homes: [home] });
  await window.button('Details').click();
  const remove = window.button(/^Remove/);
  await remove.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Remove this computer from Example Home?' });
  await expect(dialog.getByRole('button', { name: 'Keep my key' })).toBeFocused();
  for (let i = 0; i < 5; i += 1) {
    await page.keyboard.press('Tab');
    await expect(dialog.locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(remove).toBeFocused();
  expect(await window.asked('leave')).toEqual([]);
});

test('a removal that is under way cannot be waved away', async ({ window }) => {
  const { page } = window;
  await window.open({ homes: [home] });
  await window.button('Details').click();
  await window.button(/^Remove/).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Remove this computer' }).click();
  await expect(said(page)).toHaveText('Removing…');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  await window.reply('homes', ok({ homes: [], unfinished: [] }));
  await window.reply('leave', ok({ home: 'notified', removed: true, failures: [], locked: [] }));
  await expect(page.getByRole('dialog', { name: 'This computer has been removed' })).toBeVisible();
});

test('what was interrupted comes first; the field comes when another invite is to be used', async ({ window }) => {
  await window.open({ unfinished: [unfinished] });
  await expect(window.field()).toHaveCount(0);
  await window.button('Use another invite').click();
  await expect(window.field()).toBeFocused();
  await window.button('Back').click();
  await window.button('Continue').click();
  expect(await window.asked('resume')).toEqual([{ id: unfinished.id }]);
  await expect(window.heading()).toHaveText('Setting up this computer for enroll.example.com');
});

test('who skipped the key is said on the last screen', async ({ window }) => {
  await window.open({ homes: [skippedHome] }, { testAccess: ok(report) });
  await window.button(/^Test access/).click();
  await expect(window.page.getByRole('heading', { name: 'A browser doesn’t have your key' })).toBeVisible();
});

test('an update is said in a live region that was there before, on this screen and on the next', async ({ window }) => {
  const { page } = window;
  await window.open({ homes: [home] });
  const places = await page.$$('[role="status"]');
  const isSaid = (handles: typeof places) =>
    page.getByText('1.1.0').evaluate((line, known) => known.some((place) => place.contains(line)), handles);
  await window.emit('update', { type: 'ready', version: '1.1.0' });
  expect(await isSaid(places)).toBe(true);
  await window.emit('menu', { command: 'add-home' });
  await expect(window.field()).toBeVisible();
  expect(await isSaid(places)).toBe(true);
  await page.keyboard.type('K');
  await expect(page.getByText('1.1.0')).toHaveCount(0);
});
