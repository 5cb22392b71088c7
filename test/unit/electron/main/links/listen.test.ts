import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from 'electron';
import { describe, expect, test } from 'vitest';
import { listenForLinks } from '../../../../../electron/main/links/listen.ts';
import { codeFromRandom } from '../../../../../shared/code.ts';
import { Emitter, Preventable } from '../emitter.ts';

const CODE = codeFromRandom(new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
const LINK = `latchkey://enroll.example.com/${CODE}`;
const INVITE = `${CODE}@enroll.example.com`;

describe('how links arrive', () => {
  function listening(argv: readonly string[], isPackaged = true) {
    const emitter = new Emitter();
    const seen: string[] = [];
    const registered: unknown[][] = [];
    const app = Object.assign(emitter, {
      isPackaged,
      getAppPath: () => '/app',
      setAsDefaultProtocolClient: (...args: unknown[]) => registered.push(args) > 0,
    });
    listenForLinks({
      app: app as unknown as App,
      execPath: '/electron',
      argv,
      defaults: undefined,
      put: (invite) => seen.push(invite),
      opened: () => seen.push('opened'),
    });
    return { app, seen, registered };
  }

  test('on Windows and Linux with the start and with a second start', () => {
    const { app, seen } = listening(['/latchkey', LINK]);
    app.emit('second-instance', {}, ['/latchkey', '--x', LINK], '/');
    app.emit('second-instance', {}, ['/latchkey'], '/');
    expect(seen).toEqual([INVITE, INVITE, 'opened', 'opened']);
  });

  test('on macOS by an event of its own', () => {
    const { app, seen } = listening(['/latchkey']);
    const event = new Preventable();
    app.emit('open-url', event, LINK);
    app.emit('open-url', new Preventable(), 'latchkey:nonsense');
    expect(event.prevented).toBe(true);
    expect(seen).toEqual([INVITE, 'opened', 'opened']);
  });

  test('as a file too, with the start and by an event of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-invite-'));
    const file = join(folder, 'Dave’s invite.latchkey');
    await writeFile(file, `Hello Dave,\n\n  ${INVITE}\n`);
    try {
      const { app, seen } = listening(['/latchkey', pathToFileURL(file).href]);
      const event = new Preventable();
      app.emit('open-file', event, file);
      expect(event.prevented).toBe(true);
      expect(seen).toEqual([INVITE, INVITE, 'opened']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('the scheme is registered, unpackaged with the app that is meant', () => {
    expect(listening([]).registered).toEqual([['latchkey']]);
    expect(listening([], false).registered).toEqual([['latchkey', '/electron', ['/app']]]);
  });
});
