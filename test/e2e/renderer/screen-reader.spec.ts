/** The whole enrolment with closed eyes: by the accessibility tree and the keyboard only, and what is said on the way. */
import { home, ok, promise, report } from '../../support/renderer/examples.ts';
import { ScreenReader } from '../../support/renderer/screen-reader.ts';
import { expect, test } from './window.ts';

test('from the code to the tested key by ear alone', async ({ window }) => {
  const { page } = window;
  await window.open();
  const reader = await ScreenReader.start(page);
  const press = (key: string) => page.keyboard.press(key);

  await reader.hear('textbox “Your invite”');
  await page.keyboard.type('k7qf2m9x4tdx@enroll.example.com');
  await reader.hear('polite: This is an invite from enroll.example.com.');
  await press('Enter');
  await reader.hear('polite: Contacting enroll.example.com…');
  await window.reply('preview', promise());
  await reader.hear('heading “You’re invited to Example Home”');
  await reader.goTo('button “Set up this computer”');
  await press('Enter');
  await reader.hear('heading “Setting up this computer for Example Home”');
  for (const step of ['key', 'sign', 'install', 'finish'] as const) {
    await window.emit('enrolmentProgress', { type: 'step', step, home: 'Example Home' });
    await reader.hear(`polite: ${STEPS[step]}`);
  }
  await window.reply('homes', ok({ homes: [home], unfinished: [] }));
  await window.reply('setBackground', ok({ state: 'on' }));
  await window.reply('enrol', ok({ type: 'done', homeId: home.id, replaced: [], alsoHere: [] }));
  await reader.hear('heading “Two steps left for Example Home”');
  await reader.goTo('button “Test access”');
  await press('Enter');
  await reader.hear('heading “Test access to Example Home”');
  await reader.hear('polite: 0 of 3 tested');
  const outcome = { kind: 'reached', status: 200, ms: 84 };
  await window.emit('accessProgress', { type: 'service', homeId: home.id, service: 'cloud', outcome });
  await reader.hear('polite: 1 of 3 tested');
  await window.reply('testAccess', ok(report));
  await reader.hear('polite: Everything works. Your key opens every service, and nobody gets in without one.');
  await reader.stop();
  expect(reader.said).toEqual(WALK);
});

test('a failure is said at once, whole, with what to do', async ({ window }) => {
  await window.open();
  const reader = await ScreenReader.start(window.page);
  await reader.hear('textbox “Your invite”');
  await window.page.keyboard.type('k7qf2m9x4tdx@enroll.example.com');
  await window.reply('preview', { ok: false, failure: { code: 'INVITATION_NOT_VALID' } });
  await window.page.keyboard.press('Enter');
  await reader.hear(
    'assertive: This invite doesn’t work It may have a typo, or it is already used or expired. Compare it with the message you got, or ask the person who invited you for a new one. Edit invite (button) Copy a message asking for a new invite (button) Details (button)',
  );
  await reader.goTo('button “Edit invite”');
  await window.page.keyboard.press('Enter');
  await reader.hear('textbox “Your invite”');
  await reader.stop();
});

const STEPS = {
  key: 'Creating a key that stays on this computer',
  sign: 'Getting it approved by Example Home',
  install: 'Adding it to your browsers',
  finish: 'Checking that it works',
} as const;

/** Everything that is said, in order. */
const WALK = [
  'textbox “Your invite”',
  'polite: This is an invite from enroll.example.com.',
  'polite: Contacting enroll.example.com…',
  'heading “You’re invited to Example Home”',
  'textbox “Name of this computer”',
  'button “Not now”',
  'button “Set up this computer”',
  'heading “Setting up this computer for Example Home”',
  'polite: Creating a key that stays on this computer',
  'polite: Getting it approved by Example Home',
  'polite: Adding it to your browsers',
  'polite: Checking that it works',
  'heading “Two steps left for Example Home”',
  'button “cloud cloud.example.com, opens in your browser”',
  'button “photos photos.example.com, opens in your browser”',
  'button “films films.example.com, opens in your browser”',
  'checkbox “Renew my key automatically, even when Latchkey is closed” checked',
  'button “Test access”',
  'heading “Test access to Example Home”',
  'polite: 0 of 3 tested',
  'polite: 1 of 3 tested',
  'polite: Everything works. Your key opens every service, and nobody gets in without one.',
];
