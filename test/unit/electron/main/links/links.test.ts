import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from 'electron';
import { describe, expect, test } from 'vitest';
import { Inbox } from '../../../../../electron/main/links/inbox.ts';
import { inviteOfArguments, inviteOfLink } from '../../../../../electron/main/links/links.ts';
import { listenForLinks } from '../../../../../electron/main/links/listen.ts';
import { codeFromRandom } from '../../../../../shared/code.ts';
import { Emitter, Preventable } from '../emitter.ts';

const CODE = codeFromRandom(new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
const LINK = `latchkey://enroll.example.com/${CODE}`;
const INVITE = `${CODE}@enroll.example.com`;

describe('a link', () => {
  test.each([LINK, LINK.toLowerCase(), LINK.replace('latchkey:', 'LATCHKEY:')])('%s is read', (link) => {
    expect(inviteOfLink(link)).toBe(INVITE);
  });

  test.each([
    `https://enroll.example.com/i#${CODE}`,
    INVITE,
    'latchkey:--inspect',
    `--latchkey=${LINK}`,
    `latchkey://enroll.example.com/${CODE}\nmore`,
    `latchkey://enroll.example.com/${'A'.repeat(600)}`,
    'latchkey://ünicode.example.com/',
    '',
  ])('%j is none of ours', (text) => expect(inviteOfLink(text)).toBeUndefined());

  test('with an internationalised name is read, also percent-encoded', () => {
    const invite = `${CODE}@enroll.xn--bcher-kva.example`;
    expect(inviteOfLink(`latchkey://enroll.bücher.example/${CODE}`)).toBe(invite);
    expect(inviteOfLink(`latchkey://enroll.b%C3%BCcher.example/${CODE}`)).toBe(invite);
  });

  test('whose pin was cut reaches the field as it is', () => {
    expect(inviteOfLink(`${LINK}/q83vEjRW`)).toBe(`${LINK}/q83vEjRW`);
  });

  test('with a mistake in it reaches the field as it is, so that the window can say which', () => {
    const mistyped = `latchkey://enroll.example.com/${CODE.slice(0, -1)}${CODE.endsWith('7') ? '8' : '7'}`;
    expect(inviteOfLink(mistyped)).toBe(mistyped);
  });

  test('is found wherever Chromium has put it among its own words', () => {
    const argv = ['/usr/bin/latchkey', '--allow-file-access-from-files', '/app', LINK, '--enable-avfoundation'];
    expect(inviteOfArguments(argv)).toBe(INVITE);
    expect(inviteOfArguments(argv.toReversed())).toBe(INVITE);
    expect(inviteOfArguments(argv.filter((word) => word !== LINK))).toBeUndefined();
  });
});

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

describe('the inbox', () => {
  test('keeps the last link until the page asks, then tells at once, and keeps again when the page is gone', () => {
    const told: string[] = [];
    const inbox = new Inbox((invite) => told.push(invite));
    inbox.put('first');
    inbox.put('second');
    expect(inbox.take()).toBe('second');
    expect(inbox.take()).toBeUndefined();
    inbox.put('third');
    expect(told).toEqual(['third']);
    inbox.pageGone();
    inbox.put('fourth');
    expect(told).toEqual(['third']);
    expect(inbox.take()).toBe('fourth');
  });
});
