/** Every screen, in every state that looks different. The accessibility spec and the screenshots go through this list. */
import type { OwnInvite } from '../../../renderer/state/model.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { BootView, HomeView, PreviewView } from '../../../shared/ipc/views.ts';
import {
  CODE,
  failed,
  home,
  longHome,
  manyServices,
  NOW,
  ok,
  promise,
  report,
  reportOf,
  secondHome,
  skippedHome,
  unfinished,
} from '../../support/renderer/examples.ts';
import type { Replies } from '../../support/renderer/fake-bridge.ts';
import type { LatchkeyWindow } from './window.ts';

export interface Scene {
  readonly name: string;
  readonly show: (window: LatchkeyWindow) => Promise<void>;
}

/** Once the home has been asked, its name is known. */
const interrupted = { ...unfinished, home: 'Example Home' };

const INVITE = `${CODE}@enroll.example.com`;

const CONTACT = { name: 'Mary Example', email: 'mary@example.com', url: 'https://example.com/contact' };

const scene = (name: string, show: Scene['show']): Scene => ({ name, show });

/** The window as most people have it: their keys renew while it is closed. */
const open = (window: LatchkeyWindow, view: Partial<BootView>, replies: Replies = {}) =>
  window.open(view, { background: ok({ state: 'on' }), ...replies });

async function toPreview(window: LatchkeyWindow, view: Partial<PreviewView> = {}): Promise<void> {
  await window.open({}, { preview: promise(view) });
  await window.field().fill(INVITE);
  await window.button('Continue').click();
  await window.button('Set up this computer').waitFor();
}

async function toEnrolling(window: LatchkeyWindow, view: Partial<PreviewView> = {}): Promise<void> {
  await toPreview(window, view);
  await window.button('Set up this computer').click();
  await window.emit('enrolmentProgress', { type: 'step', step: 'key', home: 'Example Home' });
  await window.emit('enrolmentProgress', { type: 'step', step: 'sign', home: 'Example Home' });
}

async function toInstalling(window: LatchkeyWindow): Promise<void> {
  await toEnrolling(window);
  await window.emit('enrolmentProgress', { type: 'step', step: 'install', home: 'Example Home' });
  await window.emit('enrolmentProgress', { type: 'store', name: 'Chromium' });
  await window.emit('enrolmentProgress', { type: 'store', name: 'Firefox (work)', failure: { code: 'STORE_LOCKED' } });
}

async function toDone(window: LatchkeyWindow, which = home, alsoHere: string[] = []): Promise<void> {
  await toEnrolling(window);
  await window.reply('setBackground', ok({ state: 'on' }));
  await window.reply('homes', ok({ homes: [which], unfinished: [] }));
  await window.reply('enrol', ok({ type: 'done', homeId: which.id, replaced: [], alsoHere }));
  await window.button('Finish').waitFor();
}

async function toOwn(window: LatchkeyWindow, own: OwnInvite): Promise<void> {
  const homes = own.type === 'enrolled' ? [home] : [];
  const known = { homes, unfinished: own.type === 'begun' ? [interrupted] : [] };
  await window.open(known, { preview: ok(own) });
  await window.button(homes.length > 0 ? 'Add another home' : 'Use another invite').click();
  await window.field().fill(INVITE);
  await window.button('Continue').click();
  await window.button(homes.length > 0 ? 'Show my keys' : 'Start over').waitFor();
}

async function toFailed(
  window: LatchkeyWindow,
  code: string,
  resumable: boolean,
  detail = 'connect ETIMEDOUT 203.0.113.7:443',
): Promise<void> {
  await toEnrolling(window);
  const failure = { code, detail, requestId: 'req-7f3a' };
  await window.reply('enrol', ok({ type: 'failed', step: 'sign', failure, resumable }));
  await window.page.getByRole('alert').waitFor();
}

async function toTrouble(window: LatchkeyWindow, which: HomeView, code: ErrorCode): Promise<void> {
  const trouble = { since: '2026-11-12T08:00:00Z', failure: { code, detail: 'connect ETIMEDOUT' } };
  await open(window, { homes: [{ ...which, contact: CONTACT, renewal: { ...which.renewal, trouble } }] });
}

async function toAccess(window: LatchkeyWindow, end: unknown, which = home): Promise<void> {
  await open(window, { homes: [which] }, end === undefined ? {} : { testAccess: end });
  await window.button(/^Test access/).click();
}

async function toGrants(
  window: LatchkeyWindow,
  access: Partial<HomeView['access']>,
  services = home.services,
): Promise<void> {
  await open(window, { homes: [{ ...home, contact: CONTACT, services, access: { ...home.access, ...access } }] });
}

export const SCENES: readonly Scene[] = [
  scene('invite', (window) => window.open()),
  scene('invite-typing', async (window) => {
    await window.open();
    await window.field().pressSequentially('k7qf2m9');
  }),
  scene('invite-mistyped', async (window) => {
    await window.open();
    await window.field().pressSequentially('k7qf2m9x4tdy@enroll.example.com');
  }),
  scene('invite-ready', async (window) => {
    await window.open();
    await window.field().fill(INVITE);
  }),
  scene('invite-asking', async (window) => {
    await window.open();
    await window.field().fill(INVITE);
    await window.button('Continue').click();
  }),
  scene('invite-refused', async (window) => {
    await window.open({}, { preview: failed({ code: 'INVITATION_NOT_VALID', requestId: 'req-7f3a' }) });
    await window.field().fill(INVITE);
    await window.button('Continue').click();
    await window.page.getByRole('alert').waitFor();
  }),
  scene('invite-pinned', async (window) => {
    await window.open();
    await window.emit('inviteOpened', { invite: `${INVITE}/2CKC-9MWR-F8GG-YYCD` });
    await window.button('Cancel').click();
  }),
  scene('invite-copied', (window) =>
    window.open({}, { clipboardInvite: ok({ host: 'enroll.example.com', invite: INVITE }) }),
  ),
  scene('invite-from-link', async (window) => {
    await window.open();
    await window.field().fill('K7QF');
    await window.emit('inviteOpened', { invite: INVITE });
    await window.button('Undo').waitFor();
  }),
  scene('unfinished', (window) => window.open({ unfinished: [interrupted] })),
  scene('unfinished-mac', (window) =>
    window.open({ platform: 'macos', unfinished: [{ ...interrupted, promptHints: ['keychain-dialog'] }] }),
  ),
  scene('vault-asks', (window) => window.open({ asking: ['keyring-unlock'] })),
  scene('invite-begun', (window) => toOwn(window, { type: 'begun', id: unfinished.id })),
  scene('invite-enrolled', (window) => toOwn(window, { type: 'enrolled', homeId: home.id })),
  scene('start-over', async (window) => {
    await window.open({ unfinished: [interrupted] });
    await window.button('Start over').click();
  }),
  scene('preview', (window) => toPreview(window)),
  scene('preview-mac', (window) => toPreview(window, { promptHints: ['keychain-dialog'] })),
  scene('preview-already', async (window) => {
    await toPreview(window, {
      already: [{ id: home.id, person: 'Dave', deviceName: 'Old laptop' }],
      promptHints: [],
      services: manyServices.services,
    });
    await window.button('More choices').click();
  }),
  scene('preview-adds', (window) =>
    toPreview(window, {
      already: [{ id: home.id, person: 'Dave', deviceName: 'Old laptop' }],
      adds: ['films'],
    }),
  ),
  scene('preview-long', (window) =>
    toPreview(window, { home: longHome.home, person: longHome.person, deviceName: longHome.device.name }),
  ),
  scene('enrolling', (window) => toEnrolling(window)),
  scene('enrolling-stores', toInstalling),
  scene('failed-later', (window) => toFailed(window, 'HOME_NOT_REACHED', true)),
  scene('failed-clock', (window) => toFailed(window, 'CLOCK_WRONG', true)),
  scene('failed-too-old', (window) => toFailed(window, 'APP_TOO_OLD', true)),
  scene('failed-final', (window) => toFailed(window, 'HOME_NOT_TRUSTED', false)),
  scene('failed-details', async (window) => {
    await toFailed(window, 'INTERNAL', true, 'TypeError: the answer has no certificate');
    await window.button('Details').click();
  }),
  scene('done', (window) => toDone(window)),
  scene('done-skipped', (window) => toDone(window, skippedHome, ['Old laptop'])),
  scene('done-one', (window) => toDone(window, secondHome)),
  scene('home', (window) => open(window, { homes: [home] })),
  scene('home-browsers', (window) =>
    open(window, { homes: [{ ...skippedHome, others: [{ id: 'nss:new', name: 'Firefox (new)' }] }] }),
  ),
  scene('browser-password', async (window) => {
    await open(window, { homes: [skippedHome] }, { addToStore: failed({ code: 'STORE_LOCKED' }) });
    await window.button('Add my key to Firefox (work)').click();
    await window.page.getByLabel('Firefox (work) password').fill('wrong');
    await window.page.keyboard.press('Enter');
    await window.page.getByText('That’s not the password. Try again.').first().waitFor();
  }),
  scene('browser-done', async (window) => {
    await open(window, { homes: [skippedHome] }, { addToStore: ok() });
    await window.button('Add my key to Firefox (work)').click();
    await window.button('Close').waitFor();
  }),
  scene('browser-failed', async (window) => {
    await open(window, { homes: [skippedHome] }, { addToStore: failed({ code: 'KEY_NOT_COPIED' }) });
    await window.button('Add my key to Firefox (work)').click();
    await window.page.getByRole('alert').waitFor();
  }),
  scene('home-many-services', (window) => open(window, { homes: [manyServices] })),
  scene('home-changed', (window) =>
    toGrants(window, { changed: { at: NOW, added: ['films'], removed: ['garden', 'paperwork'] } }),
  ),
  scene('home-not-asked', (window) => toGrants(window, { answer: 'none' })),
  scene('home-nothing-open', (window) => toGrants(window, { answer: 'answered' }, [])),
  scene('home-key-taken-back', (window) => toGrants(window, { answer: 'shut-out' })),
  scene('home-long', (window) => open(window, { homes: [longHome] })),
  scene('home-expired', (window) => open(window, { homes: [{ ...home, notAfter: '2026-11-01T10:00:00Z' }] })),
  scene('home-due', (window) => open(window, { homes: [secondHome] })),
  scene('home-renewing', async (window) => {
    await open(window, { homes: [secondHome] });
    await window.emit('renewalProgress', { homeId: secondHome.id, step: 'install' });
  }),
  scene('home-renewal-trouble', (window) => toTrouble(window, secondHome, 'HOME_NOT_REACHED')),
  scene('home-expired-trouble', (window) =>
    toTrouble(window, { ...secondHome, notAfter: '2026-11-20T17:00:00Z' }, 'RENEWAL_TOO_LATE'),
  ),
  scene('home-shut-out', (window) => toTrouble(window, secondHome, 'DEVICE_SHUT_OUT')),
  scene('home-renewed', (window) =>
    open(window, { homes: [{ ...home, renewal: { ...home.renewal, renewedAt: '2026-11-23T16:55:00Z' } }] }),
  ),
  scene('home-too-old', (window) => toTrouble(window, secondHome, 'APP_TOO_OLD')),
  scene('home-update', (window) => open(window, { homes: [home], update: { type: 'ready', version: '1.1.0' } })),
  scene('home-update-package', (window) =>
    open(window, { homes: [home], update: { type: 'package', version: '1.1.0' } }),
  ),
  scene('home-leaving', (window) => open(window, { homes: [{ ...home, state: 'leaving' }] })),
  scene('homes', (window) =>
    open(window, {
      homes: [home, secondHome],
      unfinished: [{ ...unfinished, host: 'enroll.example.org', home: 'The allotment' }],
    }),
  ),
  scene('access-running', async (window) => {
    await toAccess(window, undefined);
    await window.emit('accessProgress', { type: 'begun', homeId: home.id });
    const outcome = { kind: 'reached', status: 200, ms: 84 };
    await window.emit('accessProgress', { type: 'service', homeId: home.id, service: 'cloud', outcome });
  }),
  scene('access-ok', async (window) => {
    await toAccess(window, ok(report));
  }),
  scene('access-lan', (window) =>
    toAccess(
      window,
      ok({
        ...report,
        services: report.services.map(({ service }) => ({
          service,
          outcome: { kind: 'on-the-lan', status: 200, ms: 9 },
        })),
        stranger: { kind: 'on-the-lan', status: 200, service: 'cloud' },
      }),
    ),
  ),
  scene('access-trouble', (window) =>
    toAccess(
      window,
      ok(
        reportOf(
          [{ kind: 'reached', status: 200, ms: 84 }, { kind: 'service-down', status: 502 }, { kind: 'not-allowed' }],
          { kind: 'let-in', status: 200 },
        ),
      ),
    ),
  ),
  scene('access-clock', async (window) => {
    const outcome = { kind: 'clock-wrong', seconds: 172_800 } as const;
    const end = ok(reportOf([outcome, outcome, outcome], { kind: 'refused' }));
    await open(window, { platform: 'macos', homes: [{ ...home, contact: CONTACT }] }, { testAccess: end });
    await window.button(/^Test access/).click();
  }),
  scene('access-shut-out', (window) =>
    toAccess(
      window,
      ok(reportOf([{ kind: 'shut-out' }, { kind: 'shut-out' }, { kind: 'shut-out' }], { kind: 'refused' })),
    ),
  ),
  scene('access-not-yours', (window) =>
    toAccess(
      window,
      ok({
        ...reportOf([{ kind: 'reached', status: 200, ms: 84 }, { kind: 'not-allowed' }], { kind: 'refused' }),
        verdict: 'ok',
      }),
      { ...home, services: manyServices.services.slice(0, 2), contact: CONTACT },
    ),
  ),
  scene('access-nothing-open', (window) => toAccess(window, ok({ ...report, services: [], stranger: undefined }))),
  scene('access-failed', (window) => toAccess(window, failed({ code: 'HOME_NOT_TRUSTED', detail: 'pin mismatch' }))),
  scene('remove', async (window) => {
    await open(window, { homes: [home] });
    await window.button('Details').click();
    await window.button(/^Remove/).click();
  }),
  scene('removed-later', async (window) => {
    await open(window, { homes: [home] }, { leave: ok({ home: 'later', removed: true, failures: [], locked: [] }) });
    await window.button('Details').click();
    await window.button(/^Remove/).click();
    await window.page.getByRole('alertdialog').getByRole('button', { name: 'Remove this computer' }).click();
    await window.button('Close').waitFor();
  }),
  scene('removed-locked', async (window) => {
    const locked = [{ id: 'nss:work', name: 'Firefox (work)' }];
    const failures = [{ code: 'STORE_LOCKED' }];
    await open(window, { homes: [home] }, { leave: ok({ home: 'notified', removed: false, failures, locked }) });
    await window.button('Details').click();
    await window.button(/^Remove/).click();
    await window.page.getByRole('alertdialog').getByRole('button', { name: 'Remove this computer' }).click();
    await window.page.getByLabel('Firefox (work) password').fill('wrong');
    await window.page.keyboard.press('Enter');
    await window.page.getByText('That’s not the password. Try again.').first().waitFor();
  }),
  scene('about', async (window) => {
    await open(window, { homes: [home] });
    await window.emit('menu', { command: 'about' });
  }),
  scene('licences', async (window) => {
    await window.open(
      {},
      { licences: ok(`## a-part - 1.0.0 (MIT)\n\n${'Permission is hereby granted. '.repeat(60)}`) },
    );
    await window.emit('menu', { command: 'about' });
    await window.button('Licences').click();
    await window.page.getByRole('region', { name: 'Licences' }).waitFor();
  }),
  scene('records-damaged', (window) => window.open({ failure: { code: 'RECORDS_DAMAGED', detail: 'homes.json' } })),
  scene('crash', async (window) => {
    await open(window, { homes: [home] });
    window.provoked.push('thrown: The example broke.');
    await window.page.evaluate(() => void Promise.reject(new Error('The example broke.')));
    await window.button('Reload').waitFor();
  }),
];
