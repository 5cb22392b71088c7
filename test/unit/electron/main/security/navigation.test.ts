import type { App } from 'electron';
import { expect, test } from 'vitest';
import { refuseNavigation } from '../../../../../electron/main/security/navigation.ts';
import { refuseWebviews } from '../../../../../electron/main/security/webviews.ts';
import { Emitter, Preventable } from '../emitter.ts';

const asApp = (emitter: Emitter) => emitter as unknown as Pick<App, 'on'>;

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('no page goes anywhere by %s', (event) => {
  const [app, contents] = [new Emitter(), new Emitter()];
  const refused: string[] = [];
  refuseNavigation(asApp(app), (rule) => refused.push(rule));
  app.emit('web-contents-created', {}, contents);
  const navigation = new Preventable();
  contents.emit(event, navigation, 'app://latchkey/index.html');
  expect(navigation.prevented).toBe(true);
  expect(refused).toEqual(['navigation']);
});

test.each(['https://example.com/', 'app://latchkey/index.html', 'about:blank', 'javascript:alert(1)'])(
  'no page opens a window, not even for %s',
  (url) => {
    const [app, contents] = [new Emitter(), new Emitter()];
    refuseNavigation(asApp(app), () => undefined);
    app.emit('web-contents-created', {}, contents);
    expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
  },
);

test('every page falls under the rule, not only the first', () => {
  const app = new Emitter();
  refuseNavigation(asApp(app), () => undefined);
  for (const contents of [new Emitter(), new Emitter()]) {
    app.emit('web-contents-created', {}, contents);
    const navigation = new Preventable();
    contents.emit('will-navigate', navigation);
    expect(navigation.prevented).toBe(true);
  }
});

test('no page attaches a page of its own', () => {
  const [app, contents] = [new Emitter(), new Emitter()];
  let refused = 0;
  refuseWebviews(asApp(app), () => {
    refused += 1;
  });
  app.emit('web-contents-created', {}, contents);
  const attaching = new Preventable();
  contents.emit('will-attach-webview', attaching, {}, {});
  expect(attaching.prevented).toBe(true);
  expect(refused).toBe(1);
});
