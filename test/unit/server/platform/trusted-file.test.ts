import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FileOwnership, whoElseMayChange, whyNotTrusted } from '../../../../server/platform/trusted-file.ts';

describe('who else may change what is', () => {
  test.each<[string, FileOwnership, boolean, string | undefined]>([
    ['root’s file', { uid: 0, gid: 0, mode: 0o755 }, false, undefined],
    ['my own', { uid: 1000, gid: 1000, mode: 0o755 }, false, undefined],
    ['with my own group', { uid: 1000, gid: 1000, mode: 0o775 }, true, undefined],
    ['with root’s group', { uid: 0, gid: 0, mode: 0o775 }, true, undefined],
    ['with a group of several', { uid: 0, gid: 50, mode: 0o2775 }, true, 'group 50'],
    ['of somebody else', { uid: 1001, gid: 1001, mode: 0o755 }, true, 'user 1001, who owns it,'],
    ['of the group of somebody else', { uid: 1000, gid: 1001, mode: 0o775 }, true, 'group 1001'],
    ['of everybody', { uid: 0, gid: 0, mode: 0o777 }, true, 'everybody'],
    ['as /tmp', { uid: 0, gid: 0, mode: 0o1777 }, true, undefined],
    ['a file as /tmp', { uid: 0, gid: 0, mode: 0o1777 }, false, 'everybody'],
    ['as somebody else’s /tmp', { uid: 1001, gid: 0, mode: 0o1777 }, true, 'user 1001, who owns it,'],
  ])('%s', (_, ownership, isFolder, who) => {
    expect(whoElseMayChange(ownership, 1000, isFolder)).toBe(who);
  });
});

describe('a program', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lk-'));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/tool'), '');
    symlinkSync('bin/tool', join(folder, 'link'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is trusted where nobody else may change it, also behind a link', async () => {
    expect(await whyNotTrusted(join(folder, 'link'))).toBeUndefined();
  });

  test('is not in a folder that everybody may write to, and the reason names that folder', async () => {
    chmodSync(join(folder, 'bin'), 0o777);
    for (const path of ['bin/tool', 'link'])
      expect(await whyNotTrusted(join(folder, path))).toBe(`everybody may change ${join(folder, 'bin')}`);
  });

  test('is not where links go round in a circle, and is no program where there is none', async () => {
    symlinkSync('circle', join(folder, 'circle'));
    expect(await whyNotTrusted(join(folder, 'circle'))).toContain('too many symbolic links');
    await expect(whyNotTrusted(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
