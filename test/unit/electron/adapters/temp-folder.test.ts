import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../../electron/adapters/temp-folder.ts';
import type { EnrolmentRecord } from '../../../../electron/core/enrolment-record.ts';
import { FakeHome } from '../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../support/client/memory-client.ts';

let folder: string;
let record: EnrolmentRecord;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-files-'));
  const home = await FakeHome.create();
  record = last(await new MemoryClient(home.api()).enrol(`${home.invite()}@${home.host}`), 'done').record;
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
