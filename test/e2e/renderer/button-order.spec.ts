/** Buttons stand in the platform's order, and the keyboard goes through them as they are seen. */
import type { Locator } from 'playwright/test';
import { sampleOf } from '../../support/long-tail.ts';
import { CODE, failed, home, ok, promise } from '../../support/renderer/examples.ts';
import { expect, type LatchkeyWindow, test } from './window.ts';

const MAIN_FIRST = { macos: false, linux: false, other: false, windows: true } as const;
const CONTACT = { name: 'Mary', email: 'mary@example.com' };

/** The buttons of a group from left to right, line by line, and as the Tab key finds them. */
async function ordersOf(window: LatchkeyWindow, group: Locator): Promise<{ seen: string[]; tabbed: string[] }> {
  // All of them at one moment: what the screen shows may still be on its way.
  const placed = await group.getByRole('button').evaluateAll((buttons) =>
    buttons.map((button) => {
      const { x, y } = button.getBoundingClientRect();
      return { name: button.textContent ?? '', x, y: Math.round(y) };
    }),
  );
  placed.sort((a, b) => a.y - b.y || a.x - b.x);
  const seen = placed.map(({ name }) => name);
  await group.getByRole('button', { name: seen[0] ?? '', exact: true }).focus();
  const tabbed: string[] = [];
  for (const at of seen.keys()) {
    // Not after the last: Chromium takes the focus out of the page, in its own time.
    if (at > 0) await window.page.keyboard.press('Tab');
    tabbed.push((await window.page.locator(':focus').textContent()) ?? '');
  }
  return { seen, tabbed };
}

const PLATFORMS = ['macos', 'linux', 'other', 'windows'] as const;
for (const platform of sampleOf('platforms whose order of buttons is tried', PLATFORMS, 2)) {
  test(`on ${platform}: screens, boxes and dialogs`, async ({ window }) => {
    const { page } = window;
    const expectOrder = async (group: Locator, mainFirst: readonly string[]) => {
      const names = MAIN_FIRST[platform] ? [...mainFirst] : [...mainFirst].reverse();
      expect(await ordersOf(window, group)).toEqual({ seen: names, tabbed: names });
    };
    const last = page.getByRole('main').locator('.actions').last();

    await window.open({ platform }, { preview: promise() });
    await window.field().fill(`${CODE}@enroll.example.com`);
    await window.button('Continue').click();
    await expectOrder(last, ['Set up this computer', 'Not now']);

    await window.button('Set up this computer').click();
    await window.reply('homes', ok({ homes: [home], unfinished: [] }));
    const failure = { code: 'HOME_NOT_REACHED' };
    await window.reply('enrol', ok({ type: 'failed', step: 'sign', failure, resumable: true }));
    const alert = page.getByRole('alert').locator('.actions');
    await expectOrder(alert, ['Try again', 'Finish later']);

    await window.reply('enrol', ok({ type: 'done', homeId: home.id, replaced: [], alsoHere: [] }));
    await window.button('Try again').click();
    await window.button('Finish').waitFor();
    await expectOrder(last, ['Finish', 'Test access']);

    await window.open({
      platform,
      homes: [{ ...home, contact: CONTACT, access: { ...home.access, answer: 'shut-out' } }],
    });
    await expectOrder(page.locator('.box .actions'), ['Ask Mary for a new invite']);
    // What is less likely to help stands on a line of its own, after the buttons everywhere.
    const others = ['I have a new invite', 'Copy message instead'];
    expect(await ordersOf(window, page.locator('.box .ask-line'))).toEqual({ seen: others, tabbed: others });

    await window.open({ platform, homes: [home] }, { leave: failed({ code: 'HOME_NOT_REACHED' }) });
    await window.button('Details').click();
    await window.button(/^Remove/).click();
    const dialog = page.getByRole('alertdialog');
    await expectOrder(dialog.locator('.actions'), ['Remove this computer', 'Keep my key']);
    await page.keyboard.press('Escape');
    await window.emit('menu', { command: 'about' });
    await expectOrder(page.getByRole('dialog').locator('.actions'), ['Close', 'Show log folder', 'Licences']);
  });
}

for (const platform of ['macos', 'windows', 'linux'] as const) {
  test(`a wrong clock on ${platform}: the date settings come first where there are any`, async ({ window }) => {
    const outcome = { kind: 'clock-wrong', seconds: -7200 } as const;
    const services = home.services.map(({ name }) => ({ service: name, outcome }));
    const report = { verdict: 'not-ok', services, stranger: { kind: 'refused' }, text: 'report' };
    await window.open({ platform, homes: [home] }, { testAccess: ok(report), openDateSettings: ok() });
    await window.button(/^Test access/).click();
    await expect(window.page.getByText('This computer’s clock is wrong', { exact: true })).toHaveCount(1);
    const settings = window.button('Open date & time settings');
    if (platform === 'linux') {
      await expect(settings).toHaveCount(0);
      await expect(window.page.locator('.main')).toHaveText('Test again');
      return;
    }
    await expect(window.page.locator('.main')).toHaveText('Open date & time settings');
    await settings.click();
    expect(await window.asked('openDateSettings')).toHaveLength(1);
  });
}
