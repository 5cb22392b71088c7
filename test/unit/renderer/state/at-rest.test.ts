/** What the main process learns of the window, so that it can judge by itself whether the app may be restarted. */
import { describe, expect, test } from 'vitest';
import { Controller } from '../../../../renderer/state/controller.ts';
import type { BootView } from '../../../../shared/ipc/views.ts';
import { boot, CODE, home, promise } from '../../../support/renderer/examples.ts';
import { MainProcess } from '../../../support/renderer/main-process.ts';

const INVITE = `${CODE}@enroll.example.com`;

let main: MainProcess;
let window: Controller;
function open(view: Partial<BootView>): void {
  main = new MainProcess();
  window = new Controller(main.bridge, { ...boot, ...view });
  window.listen();
}

describe('the main process', () => {
  test('is told whenever the person begins or ends something that an update may not cut off', async () => {
    open({ homes: [home] });
    expect(main.rested).toEqual([true]);
    main.tell('inviteOpened', { invite: INVITE });
    expect(main.rested).toEqual([true, false]);
    await main.answer('preview', promise());
    window.edit({ text: '' });
    window.go('base');
    expect(main.rested).toEqual([true, false, true]);
    window.show({ type: 'about' });
    window.show(undefined);
    expect(main.rested.slice(3)).toEqual([false, true]);
  });

  test('hears of records to repair, and of a vault that asks, that nothing is at rest', () => {
    open({ homes: [home], failure: { code: 'RECORDS_DAMAGED' } });
    expect(main.rested).toEqual([false]);
    open({ homes: [home], asking: ['keyring-unlock'] });
    expect(main.rested).toEqual([false]);
    window.dismissNotice();
    expect(main.rested).toEqual([false]);
  });
});
