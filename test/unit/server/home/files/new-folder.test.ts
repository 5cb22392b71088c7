import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { inNewFolder, makeFolders } from '../../../../../server/home/files/new-folder.ts';
import { BrokenOff, breakOff } from '../../../../../server/platform/breaking-off.ts';
import { HOME_OWNER } from '../../../../support/home-owner.ts';

describe('a new home that is broken off', () => {
  let above: string;
  beforeEach(() => {
    above = mkdtempSync(join(tmpdir(), 'latchkey-new-'));
  });
  afterEach(() => rmSync(above, { recursive: true, force: true }));

  const brokenOff = async (stage: string) => {
    writeFileSync(join(stage, 'latchkey.yaml'), '');
    breakOff('SIGINT');
  };

  it('leaves nothing, nor the folders that were made for it', async () => {
    await expect(inNewFolder(join(above, 'a/b'), brokenOff)).rejects.toThrow(BrokenOff);
    expect(readdirSync(above)).toEqual([]);
  });

  it('leaves a folder that was there, and what somebody else put there meanwhile', async () => {
    mkdirSync(join(above, 'mine'));
    await expect(inNewFolder(join(above, 'mine/home'), brokenOff)).rejects.toThrow(BrokenOff);
    expect(readdirSync(above)).toEqual(['mine']);
    const withTheirs = async (stage: string) => {
      writeFileSync(join(above, 'theirs/note'), '');
      await brokenOff(stage);
    };
    await expect(inNewFolder(join(above, 'theirs/home'), withTheirs)).rejects.toThrow(BrokenOff);
    expect(readdirSync(join(above, 'theirs'))).toEqual(['note']);
  });

  it('leaves nothing when it cannot be made', async () => {
    const full = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await expect(inNewFolder(join(above, 'a/b'), full)).rejects.toMatchObject({ code: 'FOLDER_NOT_WRITABLE' });
    expect(readdirSync(above)).toEqual([]);
  });
});

describe.runIf(process.getuid?.() === 0)('a new home that root makes', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'latchkey-new-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const fill = async (stage: string) => {
    mkdirSync(join(stage, 'ca'), { mode: 0o700 });
    writeFileSync(join(stage, 'ca/homelab-ca.key'), 'key', { mode: 0o600 });
    await makeFolders(homeLayout(stage));
    writeFileSync(join(stage, 'latchkey.yaml'), '');
  };
  const owners = () =>
    new Set(
      readdirSync(dir, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
        const { uid, gid } = lstatSync(join(dir, name));
        return [uid, gid];
      }),
    );

  it('belongs to whom the folder belongs to', async () => {
    chownSync(dir, HOME_OWNER, HOME_OWNER);
    await inNewFolder(dir, fill);
    expect(owners()).toEqual(new Set([HOME_OWNER]));
    expect([process.geteuid?.(), process.getegid?.()]).toEqual([0, 0]);
  });

  it('is root again when it could not be made', async () => {
    chownSync(dir, HOME_OWNER, HOME_OWNER);
    const failing = () => Promise.reject(new Error('no'));
    await expect(inNewFolder(dir, failing)).rejects.toThrow('no');
    expect([process.geteuid?.(), process.getegid?.()]).toEqual([0, 0]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('belongs to root in a folder of its own', async () => {
    await inNewFolder(dir, fill);
    expect(owners()).toEqual(new Set([0]));
  });
});
