/** The window does by itself what nobody has to be asked for: a link is looked at, the first key renews. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Controller } from '../../../../renderer/state/controller.ts';
import type { BootView } from '../../../../shared/ipc/views.ts';
import { boot, CODE, failed, home, ok, promise } from '../../../support/renderer/examples.ts';
import { MainProcess } from '../../../support/renderer/main-process.ts';

const INVITE = `${CODE}@enroll.example.com`;

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

beforeEach(() => open());

describe('a link', () => {
  test('leads straight to what its invite promises, and nothing is made', async () => {
    main.tell('inviteOpened', { invite: INVITE });
    expect(screen()).toMatchObject({ name: 'invite', asking: true });
    await main.answer('preview', promise());
    expect(screen().name).toBe('preview');
  });

  test('that takes the place of what was typed waits for a click', () => {
    window.edit({ text: 'K7QF-2M' });
    main.tell('inviteOpened', { invite: INVITE });
    expect(screen()).toEqual({ name: 'invite', asking: false });
  });

  test('that is no invite asks nobody', () => {
    main.tell('inviteOpened', { invite: 'K7QF' });
    expect(screen()).toEqual({ name: 'invite', asking: false });
  });

  test('is not looked at any longer once the person cancels, whatever is answered later', async () => {
    main.tell('inviteOpened', { invite: INVITE });
    void window.stopAsking();
    expect(screen()).toEqual({ name: 'invite', asking: false });
    await main.answer('stopWaiting', ok());
    await main.answer('preview', promise());
    expect(screen()).toEqual({ name: 'invite', asking: false });
  });
});

describe('the first key of a computer', () => {
  const enrolled = async () => {
    await toPreview();
    void window.enrol();
    await main.answer('enrol', ok({ type: 'done', homeId: home.id, replaced: [], alsoHere: [] }));
    await main.answer('homes', ok({ homes: [home], unfinished: [] }));
  };

  test('renews by itself, and the box says so', async () => {
    await enrolled();
    await main.answer('background', ok({ state: 'off' }));
    await main.answer('setBackground', ok({ state: 'on' }));
    expect(window.state().background).toEqual({ state: 'on', busy: false });
  });

  test('is no failure where the system refuses that', async () => {
    await enrolled();
    await main.answer('background', ok({ state: 'off' }));
    await main.answer('setBackground', failed({ code: 'BACKGROUND_FAILED' }));
    expect(window.state().notice).toBeUndefined();
  });
});

test('damaged records are repaired, and what is left is shown', async () => {
  open({ failure: { code: 'RECORDS_DAMAGED' } });
  void window.repair();
  await main.answer('repairRecords', ok());
  await main.answer('homes', ok({ homes: [home], unfinished: [] }));
  expect(window.state()).toMatchObject({ screen: { name: 'homes' }, homes: [home] });
  expect(window.state().notice).toBeUndefined();
});
