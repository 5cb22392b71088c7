import { fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileEnrolmentStore } from '../../../../electron/adapters/enrolment-store-file.ts';
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

describe('the enrolment store on disk', () => {
  test('gives back what was put, and forgets what was deleted', async () => {
    const enrolmentStore = new FileEnrolmentStore(folder);
    expect(await enrolmentStore.list()).toEqual([]);
    await enrolmentStore.put(record);
    expect(await new FileEnrolmentStore(folder).list()).toEqual([record]);
    await enrolmentStore.put({ ...record, state: 'leaving' });
    expect(await enrolmentStore.list()).toEqual([{ ...record, state: 'leaving' }]);
    await enrolmentStore.delete(record.id);
    await enrolmentStore.delete(record.id);
    expect(await enrolmentStore.list()).toEqual([]);
  });

  test('is for its owner only', async () => {
    await new FileEnrolmentStore(folder).put(record);
    expect((await stat(join(folder, 'homes'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'homes', `${record.id}.json`))).mode & 0o777).toBe(0o600);
  });

  test.each(['', '{', '{"version":"x"}', '{"version":1}', '[]'])(
    'damaged to %j it names the file and touches nothing',
    async (text) => {
      const enrolmentStore = new FileEnrolmentStore(folder);
      await enrolmentStore.put(record);
      const path = join(folder, 'homes', `${record.id}.json`);
      await writeFile(path, text);
      await expect(enrolmentStore.list()).rejects.toMatchObject({
        code: 'RECORDS_DAMAGED',
        detail: expect.stringContaining(path),
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  test.each(['', '{', '{"version":"x"}', '{"version":1}', '[]'])(
    'damaged to %j it is moved aside, and the others are there',
    async (text) => {
      const enrolmentStore = new FileEnrolmentStore(folder);
      await enrolmentStore.put(record);
      const id = '00000000-0000-4000-8000-000000000000';
      await writeFile(join(folder, 'homes', `${id}.json`), text);
      await enrolmentStore.withLock(() => enrolmentStore.repair());
      expect(await enrolmentStore.list()).toEqual([record]);
      const kept = (await readdir(join(folder, 'homes'))).filter((name) => name.endsWith('.damaged'));
      expect(kept).toEqual([expect.stringContaining(id)]);
      expect(await readFile(join(folder, 'homes', kept[0] ?? ''), 'utf8')).toBe(text);
      await enrolmentStore.withLock(() => enrolmentStore.repair());
      expect(await enrolmentStore.list()).toEqual([record]);
    },
  );

  test('of a later version it is told apart from damage, and repairing leaves it where it is', async () => {
    const enrolmentStore = new FileEnrolmentStore(folder);
    await enrolmentStore.put(record);
    const path = join(folder, 'homes', `${record.id}.json`);
    const later = JSON.stringify({ ...record, version: 2, home: [] });
    await writeFile(path, later);
    await expect(enrolmentStore.list()).rejects.toMatchObject({ code: 'RECORDS_NEWER' });
    await enrolmentStore.withLock(() => enrolmentStore.repair());
    expect(await readFile(path, 'utf8')).toBe(later);
  });

  test('gives one record by its id and states, whatever has become of the others', async () => {
    const enrolmentStore = new FileEnrolmentStore(folder);
    await enrolmentStore.put(record);
    await writeFile(join(folder, 'homes', '00000000-0000-4000-8000-000000000000.json'), '{');
    expect(await enrolmentStore.get(record.id)).toEqual(record);
    expect(await enrolmentStore.get(record.id, 'leaving', 'enrolled')).toEqual(record);
    expect(await enrolmentStore.get(record.id, 'leaving')).toBeUndefined();
    expect(await enrolmentStore.get('00000000-0000-4000-8000-000000000001')).toBeUndefined();
  });

  test('lists by state', async () => {
    const enrolmentStore = new FileEnrolmentStore(folder);
    await enrolmentStore.put(record);
    expect(await enrolmentStore.list('enrolled', 'leaving')).toEqual([record]);
    expect(await enrolmentStore.list('installing')).toEqual([]);
  });

  test('looks for no id that leads out of its folder', async () => {
    const enrolmentStore = new FileEnrolmentStore(folder);
    await enrolmentStore.put(record);
    await writeFile(join(folder, 'outside.json'), JSON.stringify(record));
    for (const id of ['../outside', `../homes/${record.id}`, '']) {
      expect(await enrolmentStore.get(id)).toBeUndefined();
    }
  });

  test('half a record that a crash left is swept away, not read', async () => {
    const enrolmentStore = new FileEnrolmentStore(folder);
    await enrolmentStore.put(record);
    await writeFile(join(folder, 'homes', `${record.id}.json.1.partial`), '{"ver');
    expect(await enrolmentStore.list()).toEqual([record]);
    await (await enrolmentStore.lock())();
    expect(await readdir(join(folder, 'homes'))).toEqual([`${record.id}.json`]);
  });
});

describe('the lock', () => {
  test('is held by one at a time, and says so', async () => {
    const unlock = await new FileEnrolmentStore(folder).lock();
    const second = new FileEnrolmentStore(folder, { timeoutMs: 0 });
    await expect(second.lock()).rejects.toMatchObject({ code: 'CLIENT_BUSY' });
    await unlock();
    await (await second.lock())();
  });

  test('is given back when the work under it fails', async () => {
    const enrolmentStore = new FileEnrolmentStore(folder, { timeoutMs: 0 });
    await expect(enrolmentStore.withLock(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await enrolmentStore.withLock(() => Promise.resolve('done'))).toBe('done');
  });

  test('ends with the process that held it, however that ends', async () => {
    const program = `
      import { FileEnrolmentStore } from ${JSON.stringify(new URL('../../../../electron/adapters/enrolment-store-file.ts', import.meta.url).pathname)};
      await new FileEnrolmentStore(${JSON.stringify(folder)}).lock();
      process.send('held');
      setInterval(() => undefined, 1000);`;
    const path = join(folder, 'holder.mjs');
    await writeFile(path, program);
    const child = fork(path, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await new Promise((resolve) => child.once('message', resolve));
    const enrolmentStore = new FileEnrolmentStore(folder, { timeoutMs: 0 });
    await expect(enrolmentStore.lock()).rejects.toMatchObject({ code: 'CLIENT_BUSY' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await (await enrolmentStore.lock())();
  });
});
