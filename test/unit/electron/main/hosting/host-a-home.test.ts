import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundledServer, hostAHome, nextCommands } from '../../../../../electron/main/hosting/host-a-home.ts';
import { en } from '../../../../../electron/main/texts/en.ts';
import { memoryLog } from '../quiet-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-life-'));
});
afterEach(() => rm(folder, { recursive: true }));

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
