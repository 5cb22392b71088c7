import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../../electron/adapters/temp-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-temp-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a nameless file', () => {
  test('has no name anywhere, and a child process reads it', async () => {
    const temp = new TempFolder(join(folder, 'tmp'));
    const handle = await temp.nameless(Buffer.from('secret'));
    try {
      expect(await readdir(join(folder, 'tmp'))).toEqual([]);
      const { stdout } = await runCommand({ tool: '/bin/cat', args: ['/dev/fd/3'], env: {}, files: [handle.fd] });
      expect(stdout).toBe('secret');
    } finally {
      await handle.close();
    }
  });
});
