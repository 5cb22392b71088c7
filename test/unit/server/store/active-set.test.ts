import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileActiveSet } from '../../../../server/store/active-set.ts';

const FINGERPRINT = 'ab'.repeat(32);

let dir: string;
let folder: string;
let set: FileActiveSet;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-active-'));
  folder = join(dir, 'active');
  set = await FileActiveSet.create(folder);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the folder of the active set', () => {
  it('holds one empty file per fingerprint', async () => {
    expect(await set.add(FINGERPRINT)).toBe(true);
    expect(await set.add(FINGERPRINT)).toBe(false);
    expect(readdirSync(folder)).toEqual([FINGERPRINT]);
    expect(statSync(join(folder, FINGERPRINT)).size).toBe(0);
    expect(await set.remove(FINGERPRINT)).toBe(true);
    expect(await set.remove(FINGERPRINT)).toBe(false);
    expect(await set.list()).toEqual([]);
  });

  it('survives adding and removing the same fingerprint from many places at once', async () => {
    const added = await Promise.all(Array.from({ length: 50 }, () => set.add(FINGERPRINT)));
    expect(added.filter(Boolean)).toHaveLength(1);
    const removed = await Promise.all(Array.from({ length: 50 }, () => set.remove(FINGERPRINT)));
    expect(removed.filter(Boolean)).toHaveLength(1);
  });

  it.each(['../escape', 'a/b', '..', '.', '', 'a\0b', 'a\\b'])('never leaves itself for the name %j', async (name) => {
    await expect(set.add(name)).rejects.toThrow(RangeError);
    await expect(set.remove(name)).rejects.toThrow(RangeError);
    expect(readdirSync(dir)).toEqual(['active']);
  });

  it('removes a symbolic link and not what it points to', async () => {
    writeFileSync(join(dir, 'precious'), 'x');
    symlinkSync(join(dir, 'precious'), join(folder, FINGERPRINT));
    expect(await set.remove(FINGERPRINT)).toBe(true);
    expect(readdirSync(dir)).toContain('precious');
  });

  it('says so when it cannot do what it was asked', async () => {
    mkdirSync(join(folder, FINGERPRINT));
    await expect(set.remove(FINGERPRINT)).rejects.toThrow();
    rmSync(folder, { recursive: true });
    await expect(set.add(FINGERPRINT)).rejects.toThrow();
    // Nobody is in.
    expect(await set.remove(FINGERPRINT)).toBe(false);
    mkdirSync(folder);
    expect(await set.add(FINGERPRINT)).toBe(true);
  });

  it('is never made over another one', async () => {
    await expect(FileActiveSet.create(folder)).rejects.toMatchObject({ code: 'HOME_EXISTS' });
    await expect(FileActiveSet.create(join(dir, 'none', 'active'))).rejects.toMatchObject({
      code: 'FOLDER_NOT_WRITABLE',
    });
    chmodSync(folder, 0o700);
  });
});
