import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { computerFolder } from '../../../../electron/adapters/computer-key.ts';
import { dataFolder, openDataFolder } from '../../../../electron/adapters/data-folder.ts';
import { FileEnrolmentStore } from '../../../../electron/adapters/enrolment-store-file.ts';
import { FakeHome } from '../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../support/client/memory-client.ts';

let home: string;
let windows: Parameters<typeof openDataFolder>[0];
let roaming: string;
let local: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchkey-data-'));
  const env = { APPDATA: join(home, 'Roaming'), LOCALAPPDATA: join(home, 'Local') };
  windows = { platform: 'win32', env, home };
  [roaming, local] = [join(env.APPDATA, 'Latchkey'), join(env.LOCALAPPDATA, 'Latchkey')];
});
afterEach(() => rm(home, { recursive: true }));

async function enrolled() {
  const fake = await FakeHome.create();
  return last(await new MemoryClient(fake.api()).enrol(`${fake.invite()}@${fake.host}`), 'done').record;
}

describe('on Windows', () => {
  test('records lie with what belongs to this computer alone', () => {
    expect(dataFolder(windows)).toBe(local);
    expect(computerFolder(windows)).toBe(local);
    expect(openDataFolder(windows)).toBe(local);
  });

  test('records of an earlier version are taken over once, and a home that was left stays left', async () => {
    const record = await enrolled();
    await new FileEnrolmentStore(roaming).put(record);
    await writeFile(join(roaming, 'window.json'), '{}');
    // The key of this computer is there before.
    await mkdir(local, { recursive: true });
    await writeFile(join(local, 'computer.key'), 'key');

    const store = new FileEnrolmentStore(openDataFolder(windows));
    expect(await store.list()).toEqual([record]);
    expect((await readdir(local)).sort()).toEqual(['computer.key', 'homes', 'window.json']);
    // Another computer of the same account has not yet taken its own.
    expect(await new FileEnrolmentStore(roaming).list()).toEqual([record]);

    await store.delete(record.id);
    expect(await new FileEnrolmentStore(openDataFolder(windows)).list()).toEqual([]);
  });

  test('a first start without records from before writes nothing', async () => {
    expect(openDataFolder(windows)).toBe(local);
    expect(await readdir(home)).toEqual([]);
  });

  test('what a crash left half copied is not taken for the records', async () => {
    const record = await enrolled();
    await new FileEnrolmentStore(roaming).put(record);
    await mkdir(join(local, 'homes.1.partial'), { recursive: true });
    expect(await new FileEnrolmentStore(openDataFolder(windows)).list()).toEqual([record]);
  });

  test('records that cannot be taken over are used where they are, and not lost', async () => {
    const record = await enrolled();
    await new FileEnrolmentStore(roaming).put(record);
    await mkdir(join(home, 'Local'));
    await writeFile(local, 'a file in the way');
    expect(openDataFolder(windows)).toBe(roaming);
    expect(await readFile(local, 'utf8')).toBe('a file in the way');
    await rm(local);
    expect(await new FileEnrolmentStore(openDataFolder(windows)).list()).toEqual([record]);
    expect(openDataFolder(windows)).toBe(local);
  });
});

test('elsewhere APPDATA means nothing', async () => {
  await new FileEnrolmentStore(roaming).put(await enrolled());
  const linux = { ...windows, platform: 'linux' };
  expect(openDataFolder(linux)).toBe(join(home, '.local/share/latchkey'));
});
