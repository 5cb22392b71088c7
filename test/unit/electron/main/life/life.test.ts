import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHECKPOINTS } from '../../../../../electron/core/checkpoints.ts';
import { bundledServer, hostAHome, nextCommands } from '../../../../../electron/main/hosting/host-a-home.ts';
import { readDefaultHome } from '../../../../../electron/main/life/default-home.ts';
import { endProperly } from '../../../../../electron/main/life/ending.ts';
import { chooseFolders } from '../../../../../electron/main/life/folders.ts';
import { killingCheckpoint } from '../../../../../electron/main/life/test-hooks.ts';
import { en } from '../../../../../electron/main/texts/en.ts';
import { Emitter, Preventable } from '../emitter.ts';
import { memoryLog } from '../quiet-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-life-'));
});
afterEach(() => rm(folder, { recursive: true }));

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

test('one data folder with the command line, Chromium’s own files apart, for its owner only', async () => {
  const paths: Record<string, string> = {};
  const data = join(folder, 'latchkey');
  chooseFolders(
    {
      setPath: (name, path) => {
        paths[name] = path;
      },
      setAppLogsPath: (path) => {
        paths.logs = path ?? '';
      },
    },
    data,
  );
  expect(paths).toEqual({
    userData: data,
    sessionData: join(data, 'window'),
    crashDumps: join(data, 'crashes'),
    logs: join(data, 'logs'),
  });
  expect((await stat(data)).mode & 0o777).toBe(0o700);
});

describe('the home of a build', () => {
  const read = async (content: unknown) => {
    await writeFile(join(folder, 'home.json'), typeof content === 'string' ? content : JSON.stringify(content));
    return readDefaultHome(join(folder, 'home.json'));
  };

  test('is read, and a build without one is for every home', async () => {
    expect(readDefaultHome(join(folder, 'none.json'))).toBeUndefined();
    expect(await read({ host: 'Enroll.Example.com' })).toEqual({ host: 'enroll.example.com', port: 443 });
    const pin = 'a'.repeat(43);
    expect(await read({ host: 'enroll.example.com', port: 8443, pin })).toMatchObject({ port: 8443, pin });
    const typed = { host: 'enroll.example.com', pin: '0000 0000 0000 0000' };
    expect(await read(typed)).toMatchObject({ pin: '0000-0000-0000-0000' });
  });

  test.each([
    '',
    '{',
    '{}',
    { host: '10.0.0.1' },
    { host: 'a.b', port: 0 },
    { host: 'a.b', pin: 'x' },
    { host: 'a.b', pin: '0000-0000-0000-0001' },
    { host: 'a.b', code: 'x' },
  ])('%j is refused aloud, not taken for none', async (content) => {
    await expect(read(content)).rejects.toThrow();
  });
});

describe('the checkpoint that kills', () => {
  test('is for unpackaged apps that are told so, at the one place', () => {
    let killed = 0;
    const kill = () => {
      killed += 1;
    };
    expect(killingCheckpoint({}, false, kill)).toBeUndefined();
    expect(killingCheckpoint({ LATCHKEY_TEST_KILL_AT: 'nowhere' }, false, kill)).toBeUndefined();
    expect(killingCheckpoint({ LATCHKEY_TEST_KILL_AT: 'imported' }, true, kill)).toBeUndefined();
    const hook = killingCheckpoint({ LATCHKEY_TEST_KILL_AT: 'imported' }, false, kill);
    for (const name of CHECKPOINTS) hook?.(name);
    expect(killed).toBe(1);
  });
});

describe('host a home', () => {
  const asked = (folders: string[] | undefined, response = 0) => {
    const boxes: { message?: string; detail?: string }[] = [];
    const opened: string[] = [];
    const copied: string[] = [];
    const deps = {
      copy: (text: string) => copied.push(text),
      dialog: {
        showOpenDialog: async () => ({ canceled: folders === undefined, filePaths: folders ?? [] }),
        showMessageBox: async (options: object) => {
          boxes.push(options);
          return { response, checkboxChecked: false };
        },
      },
      shell: {
        openPath: async (path: string) => {
          opened.push(path);
          return '';
        },
      },
      texts: en,
      log: memoryLog(),
    };
    return { boxes, opened, copied, deps: deps as never };
  };
  const bundle = async () => {
    const server = join(folder, 'resources/server');
    await mkdir(join(server, 'templates'), { recursive: true });
    await writeFile(join(server, 'latchkey.mjs'), 'the program');
    await writeFile(join(server, 'templates/compose.yaml'), 'a template');
    return bundledServer(join(folder, 'resources')) ?? '';
  };

  test('is not offered by a build without the server', () => {
    expect(bundledServer(folder)).toBeUndefined();
  });

  test('writes the server and says the next three commands', async () => {
    const target = join(folder, 'my home');
    const { boxes, opened, copied, deps } = asked([target], 2);
    await hostAHome(await bundle(), deps);
    expect(await readFile(join(target, 'templates/compose.yaml'), 'utf8')).toBe('a template');
    expect(boxes[0]?.message).toContain(target);
    for (const command of nextCommands(target)) expect(boxes[0]?.detail).toContain(command);
    expect(nextCommands(target)[0]).toBe(`node "${join(target, 'latchkey.mjs')}" init --dir "${join(target, 'home')}"`);
    expect([opened, copied]).toEqual([[target], []]);
  });

  test('copies the commands, which nobody can select in a message box', async () => {
    const target = join(folder, 'home');
    const { opened, copied, deps } = asked([target], 1);
    await hostAHome(await bundle(), deps);
    expect([opened, copied]).toEqual([[], [nextCommands(target).join('\n')]]);
  });

  test('overwrites nothing', async () => {
    const target = join(folder, 'taken');
    await mkdir(target);
    await writeFile(join(target, 'latchkey.mjs'), 'mine');
    const { boxes, deps } = asked([target]);
    await hostAHome(await bundle(), deps);
    expect(await readFile(join(target, 'latchkey.mjs'), 'utf8')).toBe('mine');
    expect(boxes[0]?.message).toBe(en.hostedNot);
  });

  test('does nothing for somebody who thinks again', async () => {
    const { boxes, deps } = asked(undefined);
    await hostAHome(await bundle(), deps);
    expect(boxes).toEqual([]);
    expect(await readdir(folder)).toEqual(['resources']);
  });
});
