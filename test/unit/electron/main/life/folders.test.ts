import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseFolders } from '../../../../../electron/main/life/folders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-life-'));
});
afterEach(() => rm(folder, { recursive: true }));

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
