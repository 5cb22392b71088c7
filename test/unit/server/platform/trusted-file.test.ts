import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyNotTrusted } from '../../../../server/platform/trusted-file.ts';

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
