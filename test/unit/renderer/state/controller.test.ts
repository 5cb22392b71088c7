/** The window's state through everything that can happen, on a main process that answers when it is told to. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Controller } from '../../../../renderer/state/controller.ts';
import type { BootView } from '../../../../shared/ipc/views.ts';
import {
  boot,
  CODE,
  failed,
  home,
  ok,
  promise,
  report,
  secondHome,
  UNFINISHED_ID,
  unfinished,
} from '../../../support/renderer/examples.ts';
import { MainProcess } from '../../../support/renderer/main-process.ts';

const INVITE = `${CODE}@enroll.example.com`;
const OTHER = `${CODE}@enroll.example.org`;

let main: MainProcess;
let window: Controller;
const screen = () => window.state().screen;

function open(view: Partial<BootView> = {}): void {
  main = new MainProcess();
  window = new Controller(main.bridge, { ...boot, ...view });
  window.listen();
}

async function toPreview(): Promise<void> {
  window.edit({ text: INVITE });
  void window.preview();
  await main.answer('preview', promise());
}

async function toFailed(resumable: boolean): Promise<void> {
  await toPreview();
  void window.enrol();
  await main.answer('enrol', ok({ type: 'failed', step: 'sign', failure: { code: 'HOME_NOT_REACHED' }, resumable }));
  await main.answer('homes', ok({ homes: [], unfinished: resumable ? [unfinished] : [] }));
}

beforeEach(() => open());

describe('a home that is busy', () => {
  test('is waited for until it is asked again, or somebody stops that', async () => {
    const before = Date.now();
    main.tell('homeBusy', { seconds: 30 });
    const { busyUntil = 0 } = window.state();
    expect(busyUntil - 30_000).toBeGreaterThanOrEqual(before);
    void window.stopWaiting();
    await main.answer('stopWaiting', ok());
    main.tell('homeBusy', {});
    expect(window.state().busyUntil).toBeUndefined();
  });
});

describe('an invite that this computer has used itself', () => {
  test('goes on with what was begun', async () => {
    window.edit({ text: INVITE });
    void window.preview();
    await main.answer('preview', ok({ type: 'begun', id: UNFINISHED_ID }));
    await main.answer('homes', ok({ homes: [], unfinished: [unfinished] }));
    expect(screen()).toEqual({ name: 'invite', asking: false, own: { type: 'begun', id: UNFINISHED_ID } });
    void window.resume(UNFINISHED_ID);
    expect(screen()).toMatchObject({ name: 'enrolling', run: { way: { type: 'resume' } } });
  });

  test('is said to be here already, until another one is typed', async () => {
    window.edit({ text: INVITE });
    void window.preview();
    await main.answer('preview', ok({ type: 'enrolled', homeId: home.id }));
    expect(screen()).toMatchObject({ own: { type: 'enrolled' } });
    window.edit({ text: OTHER });
    expect(screen()).toEqual({ name: 'invite', asking: false });
  });
});

describe('what the system is going to ask', () => {
  test('is known to an enrolment that goes on, and to its next try', async () => {
    open({ unfinished: [{ ...unfinished, promptHints: ['keychain-dialog'] }] });
    void window.resume(UNFINISHED_ID);
    expect(screen()).toMatchObject({ run: { promptHints: ['keychain-dialog'] } });
    await main.answer(
      'resume',
      ok({ type: 'failed', step: 'sign', failure: { code: 'UNAVAILABLE' }, resumable: true }),
    );
    await main.answer('homes', ok({ homes: [], unfinished: [] }));
    void window.again();
    expect(screen()).toMatchObject({ name: 'enrolling', run: { promptHints: ['keychain-dialog'] } });
  });

  test('is no longer said once the vault has answered', async () => {
    open({ asking: ['keyring-unlock'] });
    expect(window.state().asking).toEqual(['keyring-unlock']);
    main.tell('homesChanged', {});
    await main.answer('homes', ok({ homes: [], unfinished: [] }));
    expect(window.state().asking).toEqual([]);
  });
});

describe('nothing that was entered is lost', () => {
  test('when the home cannot be asked', async () => {
    window.edit({ text: INVITE });
    void window.preview();
    await main.answer('preview', failed({ code: 'HOME_NOT_REACHED' }));
    expect(screen()).toEqual({ name: 'invite', asking: false, failure: { code: 'HOME_NOT_REACHED' } });
    expect(window.state().draft.text).toBe(INVITE);
  });

  test('going back and forth keeps the name of the computer, and asks nobody again', async () => {
    await toPreview();
    window.edit({ deviceName: 'Kitchen' });
    window.back();
    expect(screen().name).toBe('invite');
    await window.preview();
    expect(screen().name).toBe('preview');
    expect(window.state().draft).toMatchObject({ text: INVITE, deviceName: 'Kitchen' });
    expect(main.asked.filter((name) => name === 'preview')).toHaveLength(1);
  });

  test('another invite is asked about again', async () => {
    await toPreview();
    window.back();
    window.edit({ text: OTHER });
    void window.preview();
    expect(main.asked.filter((name) => name === 'preview')).toHaveLength(2);
  });

  test('after a failed try, back leads to the preview with everything in it', async () => {
    await toFailed(false);
    window.back();
    expect(screen().name).toBe('preview');
    expect(window.state().draft.text).toBe(INVITE);
  });

  test('a link takes the place of what was typed, and it can be put back', () => {
    window.edit({ text: 'K7QF-2M' });
    main.tell('inviteOpened', { invite: INVITE });
    expect(window.state().draft).toMatchObject({ text: INVITE, fromLink: true });
    window.putBack();
    expect(window.state().draft).toMatchObject({ text: 'K7QF-2M', fromLink: false });
  });

  test('a second link does not make the first typing unreachable', () => {
    window.edit({ text: 'K7QF-2M' });
    main.tell('inviteOpened', { invite: INVITE });
    main.tell('inviteOpened', { invite: INVITE });
    window.putBack();
    expect(window.state().draft.text).toBe('K7QF-2M');
  });

  test('a crash of the screen', async () => {
    await toPreview();
    window.edit({ deviceName: 'Kitchen' });
    window.recover();
    expect(screen().name).toBe('invite');
    expect(window.state().draft).toMatchObject({ text: INVITE, deviceName: 'Kitchen' });
  });
});

describe('replies that come too late change nothing', () => {
  test('a preview for an invite that has been edited since', async () => {
    window.edit({ text: INVITE });
    void window.preview();
    window.edit({ text: OTHER });
    await main.answer('preview', promise());
    expect(screen()).toEqual({ name: 'invite', asking: false });
    expect(window.state().preview).toBeUndefined();
  });

  test('a preview that fails after a link was opened', async () => {
    window.edit({ text: INVITE });
    void window.preview();
    main.tell('inviteOpened', { invite: OTHER });
    await main.answer('preview', failed({ code: 'HOME_NOT_FOUND' }));
    expect(screen()).toEqual({ name: 'invite', asking: false });
  });

  test('progress of an enrolment that nobody watches', () => {
    const before = window.state();
    main.tell('enrolmentProgress', { type: 'step', step: 'sign', home: 'Example Home' });
    expect(window.state()).toBe(before);
  });

  test('progress of a test that has ended', async () => {
    open({ homes: [home] });
    void window.test(home.id);
    await main.answer('testAccess', ok(report));
    const before = window.state();
    main.tell('accessProgress', { type: 'service', homeId: home.id, service: 'cloud', outcome: { kind: 'offline' } });
    expect(window.state()).toBe(before);
  });
});

describe('an impatient person', () => {
  test('presses Go on twice: one question', async () => {
    window.edit({ text: INVITE });
    void window.preview();
    void window.preview();
    expect(main.asked).toEqual(['preview']);
  });

  test('presses Yes twice: one key', async () => {
    await toPreview();
    void window.enrol();
    void window.enrol();
    expect(main.asked.filter((name) => name === 'enrol')).toHaveLength(1);
  });

  test('tests twice: one test', () => {
    open({ homes: [home] });
    void window.test(home.id);
    void window.test(home.id);
    expect(main.asked).toEqual(['testAccess']);
  });

  test('presses Remove twice: one removal', () => {
    open({ homes: [home] });
    window.show({ type: 'leave', homeId: home.id, home: 'Example Home', busy: false });
    void window.leave();
    void window.leave();
    expect(main.asked).toEqual(['leave']);
  });
});

describe('while a key is made', () => {
  beforeEach(async () => {
    await toPreview();
    void window.enrol();
    main.tell('enrolmentProgress', { type: 'step', step: 'install', home: 'Example Home' });
  });

  test('nothing takes the screen away: no menu, no link', () => {
    main.tell('menu', { command: 'add-home' });
    main.tell('menu', { command: 'show-homes' });
    main.tell('inviteOpened', { invite: OTHER });
    expect(screen()).toMatchObject({ name: 'enrolling', run: { step: 'install' } });
  });

  test('a link waits, and is offered afterwards', async () => {
    main.tell('inviteOpened', { invite: OTHER });
    await main.answer('enrol', ok({ type: 'done', homeId: home.id, replaced: [], alsoHere: [] }));
    await main.answer('homes', ok({ homes: [home], unfinished: [] }));
    expect(screen().name).toBe('done');
    expect(window.state().held).toBe(OTHER);
    window.takeHeld();
    expect(window.state()).toMatchObject({ screen: { name: 'invite' }, draft: { text: OTHER }, held: undefined });
  });

  test('a crash of the screen leads back to it', () => {
    window.recover();
    expect(screen()).toMatchObject({ name: 'enrolling', run: { step: 'install' } });
  });

  test('once it is there, nothing of the invite stays in the window', async () => {
    await main.answer('enrol', ok({ type: 'done', homeId: home.id, replaced: [], alsoHere: [] }));
    await main.answer('homes', ok({ homes: [home], unfinished: [] }));
    expect(JSON.stringify(window.state())).not.toContain(CODE);
  });

  test('stores tell as they come', () => {
    main.tell('enrolmentProgress', { type: 'store', name: 'Chromium' });
    main.tell('enrolmentProgress', { type: 'store', name: 'Firefox', failure: { code: 'STORE_LOCKED' } });
    expect(screen()).toMatchObject({
      run: { stores: [{ name: 'Chromium' }, { name: 'Firefox', failure: { code: 'STORE_LOCKED' } }] },
    });
  });
});

describe('after a failed try', () => {
  test('trying again asks the same', async () => {
    await toFailed(true);
    void window.again();
    expect(screen()).toMatchObject({ name: 'enrolling', run: { home: 'Example Home', stores: [] } });
    expect(main.asked.filter((name) => name === 'enrol')).toHaveLength(2);
  });

  test('later: it waits among the unfinished ones', async () => {
    await toFailed(true);
    void window.later();
    await main.answer('homes', ok({ homes: [], unfinished: [unfinished] }));
    expect(window.state()).toMatchObject({ screen: { name: 'invite' }, unfinished: [{ id: UNFINISHED_ID }] });
  });

  test('an enrolment that could not even be asked for is a failure, not a dead end', async () => {
    await toPreview();
    void window.enrol();
    await main.answer('enrol', failed({ code: 'CLIENT_BUSY' }));
    await main.answer('homes', ok({ homes: [], unfinished: [] }));
    expect(screen()).toMatchObject({ name: 'failed', failure: { code: 'CLIENT_BUSY' }, resumable: false });
  });

  test('resuming names the host until the home says its name', async () => {
    open({ unfinished: [unfinished] });
    void window.resume(UNFINISHED_ID);
    expect(screen()).toMatchObject({ run: { home: 'enroll.example.com' } });
    main.tell('enrolmentProgress', { type: 'step', step: 'sign', home: '' });
    expect(screen()).toMatchObject({ run: { home: 'enroll.example.com' } });
    main.tell('enrolmentProgress', { type: 'step', step: 'install', home: 'Example Home' });
    expect(screen()).toMatchObject({ run: { home: 'Example Home' } });
  });

  test('starting over forgets the one that was asked about', async () => {
    open({ unfinished: [unfinished] });
    window.show({ type: 'forget', unfinished, busy: false });
    void window.forget();
    await main.answer('forget', ok());
    await main.answer('homes', ok({ homes: [], unfinished: [] }));
    expect(window.state()).toMatchObject({ screen: { name: 'invite' }, dialog: undefined, unfinished: [] });
  });
});

describe('testing access', () => {
  beforeEach(() => open({ homes: [home, secondHome] }));

  test('rows fill in as they are told, each for its own home', () => {
    void window.test(home.id);
    main.tell('accessProgress', { type: 'begun', homeId: home.id });
    main.tell('accessProgress', { type: 'service', homeId: home.id, service: 'cloud', outcome: { kind: 'offline' } });
    main.tell('accessProgress', { type: 'stranger', homeId: secondHome.id, outcome: { kind: 'let-in' } });
    expect(window.state().tests).toEqual({
      [home.id]: { running: true, outcomes: { cloud: { kind: 'offline' } } },
    });
  });

  test('a test goes on while another screen is open', async () => {
    void window.test(home.id);
    window.go('base');
    await main.answer('testAccess', ok(report));
    expect(screen().name).toBe('homes');
    expect(window.state().tests[home.id]).toMatchObject({ running: false, report: { verdict: 'ok' } });
  });

  test('a test that cannot be made says so, and can be made again', async () => {
    void window.test(home.id);
    await main.answer('testAccess', failed({ code: 'HOME_NOT_TRUSTED' }));
    expect(window.state().tests[home.id]).toMatchObject({ running: false, failure: { code: 'HOME_NOT_TRUSTED' } });
    void window.test(home.id);
    expect(window.state().tests[home.id]).toEqual({ running: true, outcomes: {} });
  });
});

describe('homes', () => {
  test('the window opens on them, or on the invite when there are none', () => {
    expect(screen().name).toBe('invite');
    open({ homes: [home] });
    expect(screen().name).toBe('homes');
    open({ homes: [home], invite: INVITE });
    expect(window.state()).toMatchObject({ screen: { name: 'invite' }, draft: { text: INVITE, fromLink: true } });
  });

  test('the last one that is removed leads back to the invite', async () => {
    open({ homes: [home] });
    window.show({ type: 'leave', homeId: home.id, home: 'Example Home', busy: false });
    void window.leave();
    await main.answer('leave', ok({ home: 'notified', removed: true, failures: [], locked: [] }));
    await main.answer('homes', ok({ homes: [], unfinished: [] }));
    expect(window.state()).toMatchObject({ screen: { name: 'invite' }, dialog: { result: { home: 'notified' } } });
  });

  test('one that vanishes while its test is shown does not leave an empty screen', async () => {
    open({ homes: [home, secondHome] });
    void window.test(home.id);
    main.tell('homesChanged', {});
    await main.answer('homes', ok({ homes: [secondHome], unfinished: [] }));
    expect(screen().name).toBe('homes');
  });

  test('a removal that fails says why and changes nothing', async () => {
    open({ homes: [home] });
    window.show({ type: 'leave', homeId: home.id, home: 'Example Home', busy: false });
    void window.leave();
    await main.answer('leave', failed({ code: 'VAULT_LOCKED' }));
    await main.answer('homes', ok({ homes: [home], unfinished: [] }));
    expect(window.state()).toMatchObject({ dialog: { busy: false, failure: { code: 'VAULT_LOCKED' } }, homes: [home] });
  });

  test('records that cannot be read are said on the first screen', () => {
    open({ failure: { code: 'RECORDS_DAMAGED' } });
    expect(window.state().notice).toEqual({ code: 'RECORDS_DAMAGED' });
    window.dismissNotice();
    expect(window.state().notice).toBeUndefined();
  });
});
