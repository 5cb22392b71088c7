import type { App } from 'electron';
import { describe, expect, test } from 'vitest';
import { endProperly } from '../../../../../electron/main/life/ending.ts';
import { Emitter, Preventable } from '../emitter.ts';

describe('the end', () => {
  function living(system: 'macos' | 'linux', run?: Promise<void>) {
    const emitter = new Emitter();
    let underWay = run;
    void run?.then(() => {
      underWay = undefined;
    });
    const quits: string[] = [];
    let windows = 1;
    const app = Object.assign(emitter, {
      quit: () => {
        const event = new Preventable();
        emitter.emit('before-quit', event);
        if (!event.prevented) quits.push('quit');
      },
    });
    let stopped = 0;
    endProperly({
      app: app as unknown as App,
      system,
      underWay: () => underWay,
      stopWaiting: () => {
        stopped += 1;
      },
      hasWindow: () => windows > 0,
    });
    const close = () => {
      windows = 0;
      emitter.emit('window-all-closed');
    };
    return {
      app,
      quits,
      stopped: () => stopped,
      close,
      open: () => {
        windows = 1;
      },
    };
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('does not wait for a home that is busy', async () => {
    const [closed, quitted, mac] = [living('linux'), living('macos', Promise.resolve()), living('macos')];
    closed.close();
    quitted.app.quit();
    mac.close();
    expect([closed.stopped(), quitted.stopped(), mac.stopped()]).toEqual([1, 1, 0]);
    await turn();
  });

  test('comes with the last window, but on macOS', async () => {
    const [linux, mac] = [living('linux'), living('macos')];
    for (const { close } of [linux, mac]) close();
    await turn();
    expect([linux.quits, mac.quits]).toEqual([['quit'], []]);
  });

  test('waits for an enrolment under way, and a window opened meanwhile keeps the app', async () => {
    const run = Promise.withResolvers<void>();
    const { quits, close } = living('linux', run.promise);
    close();
    await turn();
    expect(quits).toEqual([]);
    run.resolve();
    await turn();
    expect(quits).toEqual(['quit']);

    const second = Promise.withResolvers<void>();
    const kept = living('linux', second.promise);
    kept.close();
    kept.open();
    second.resolve();
    await turn();
    expect(kept.quits).toEqual([]);
  });

  test('comes at once for somebody who insists', async () => {
    const { app, quits } = living('macos', new Promise(() => undefined));
    app.quit();
    expect(quits).toEqual([]);
    app.quit();
    expect(quits).toEqual(['quit']);
  });
});
