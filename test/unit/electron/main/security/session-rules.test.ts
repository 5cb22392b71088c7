import type { Session } from 'electron';
import { describe, expect, test } from 'vitest';
import { refuseDownloads } from '../../../../../electron/main/security/downloads.ts';
import { isOfOrigin, ORIGIN, pageOrigins } from '../../../../../electron/main/security/origin.ts';
import { refusePermissions } from '../../../../../electron/main/security/permissions.ts';
import { blockRequests } from '../../../../../electron/main/security/requests.ts';
import { Emitter, Preventable } from '../emitter.ts';

describe('requests of the window', () => {
  function cancelled(url: string, origins: readonly string[] = [ORIGIN]): boolean {
    let cancel = false;
    const onBeforeRequest = (listener: (details: object, answer: (verdict: { cancel: boolean }) => void) => void) =>
      listener({ url }, (verdict) => {
        cancel = verdict.cancel;
      });
    blockRequests({ webRequest: { onBeforeRequest } } as unknown as Session, origins, () => undefined);
    return cancel;
  }

  test.each(['app://latchkey/index.html', 'app://latchkey/assets/a.js?x#y', 'data:image/png;base64,AA'])(
    'the page may load %s',
    (url) => expect(cancelled(url)).toBe(false),
  );

  test.each([
    'https://example.com/',
    'http://127.0.0.1:9222/json',
    'file:///etc/passwd',
    'ws://localhost/',
    'app://latchkey.example.com/',
    'app://latchkey@example.com/',
    'app://example.com/latchkey',
    'data:text/html,<script>alert(1)</script>',
    'blob:app://latchkey/1',
    'chrome://settings/',
    'devtools://devtools/bundled/inspector.html',
    'nonsense',
  ])('it may not load %s', (url) => expect(cancelled(url)).toBe(true));

  test('in development the building server is let in, and only that one', () => {
    const origins = pageOrigins('http://localhost:5173/');
    expect(cancelled('http://localhost:5173/main.tsx', origins)).toBe(false);
    expect(cancelled('ws://localhost:5173/', origins)).toBe(false);
    expect(cancelled('http://localhost:5174/', origins)).toBe(true);
    expect(cancelled('app://latchkey/', origins)).toBe(true);
  });
});

test('an origin is compared as a whole, not by how it begins', () => {
  expect(isOfOrigin('app://latchkey/', ORIGIN)).toBe(true);
  for (const url of ['app://latchkey.evil/', 'app://latchkey:1/', 'xapp://latchkey/', 'app:latchkey', '']) {
    expect(isOfOrigin(url, ORIGIN), url).toBe(false);
  }
});

test('every permission is refused, asked for or looked up', () => {
  const handlers: Record<string, (...args: unknown[]) => unknown> = {};
  const keep = (name: string) => (handler: (...args: unknown[]) => unknown) => {
    handlers[name] = handler;
  };
  const names = ['PermissionRequest', 'PermissionCheck', 'DevicePermission', 'DisplayMediaRequest'];
  const session = Object.fromEntries(names.map((name) => [`set${name}Handler`, keep(name)]));
  refusePermissions(session as unknown as Session);
  for (const permission of ['media', 'clipboard-read', 'notifications', 'openExternal', 'unknown-one-of-tomorrow']) {
    let granted: unknown;
    handlers.PermissionRequest?.({}, permission, (answer: unknown) => {
      granted = answer;
    });
    expect(granted, permission).toBe(false);
    expect(handlers.PermissionCheck?.({}, permission, ORIGIN, {}), permission).toBe(false);
  }
  expect(handlers.DevicePermission?.({})).toBe(false);
  expect(handlers.DisplayMediaRequest).toBeNull();
});

test('nothing is downloaded', () => {
  const session = new Emitter();
  refuseDownloads(session as unknown as Session, () => undefined);
  const download = new Preventable();
  session.emit('will-download', download, {}, {});
  expect(download.prevented).toBe(true);
});
