import { beforeEach, describe, expect, test } from 'vitest';
import { Controller } from '../../../../renderer/state/controller.ts';
import { boot, failed, home, ok } from '../../../support/renderer/examples.ts';
import { MainProcess } from '../../../support/renderer/main-process.ts';

let main: MainProcess;
let window: Controller;
beforeEach(() => {
  main = new MainProcess();
  window = new Controller(main.bridge, { ...boot, homes: [home] });
});

describe('one more browser', () => {
  const store = { id: 'nss:fx', name: 'Firefox' };
  const dialog = () => window.state().dialog;

  test('asks for its password, and again when it is not the right one', async () => {
    void window.addTo(home.id, store);
    expect(dialog()).toMatchObject({ type: 'store', busy: true });
    await main.answer('addToStore', failed({ code: 'STORE_LOCKED' }));
    expect(dialog()).toMatchObject({ busy: false, asks: 'first' });
    void window.addToStore('wrong');
    expect(dialog()).toMatchObject({ busy: true, asks: 'first' });
    await main.answer('addToStore', failed({ code: 'STORE_LOCKED' }));
    expect(dialog()).toMatchObject({ busy: false, asks: 'again' });
    void window.addToStore('right');
    await main.answer('addToStore', ok());
    await main.answer('homes', ok({ homes: [home], unfinished: [] }));
    expect(dialog()).toMatchObject({ busy: false, done: true });
    expect(JSON.stringify(window.state())).not.toContain('right');
  });

  test('says what else was the matter, and tries again without a password', async () => {
    void window.addTo(home.id, store);
    await main.answer('addToStore', failed({ code: 'KEY_NOT_COPIED' }));
    expect(dialog()).toMatchObject({ busy: false, failure: { code: 'KEY_NOT_COPIED' } });
    void window.addToStore();
    expect(dialog()).toMatchObject({ busy: true, failure: undefined });
  });
});
