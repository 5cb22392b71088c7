import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { isOurPage } from '../../../../../electron/main/ipc/sender.ts';
import { ORIGIN } from '../../../../../electron/main/security/origin.ts';

describe('who our page is', () => {
  const contents = { id: 7 } as WebContents;
  const event = (changes: object = {}) =>
    ({
      sender: { id: 7 },
      senderFrame: { parent: null, url: `${ORIGIN}/index.html` },
      ...changes,
    }) as IpcMainInvokeEvent;

  test('the main frame of our window at our origin', () => {
    expect(isOurPage(event(), contents, ORIGIN)).toBe(true);
  });

  test.each<[string, object]>([
    ['another window', { sender: { id: 8 } }],
    ['a frame inside', { senderFrame: { parent: {}, url: `${ORIGIN}/index.html` } }],
    ['a frame that is gone', { senderFrame: null }],
    ['a page from elsewhere', { senderFrame: { parent: null, url: 'https://example.com/' } }],
    ['a page that pretends', { senderFrame: { parent: null, url: 'app://latchkey@example.com/' } }],
    ['a file', { senderFrame: { parent: null, url: 'file:///index.html' } }],
  ])('%s is not', (_name, changes) => {
    expect(isOurPage(event(changes), contents, ORIGIN)).toBe(false);
  });

  test('nobody is, while there is no window', () => expect(isOurPage(event(), undefined, ORIGIN)).toBe(false));
});
