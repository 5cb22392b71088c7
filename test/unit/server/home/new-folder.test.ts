import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../../server/core/layout.ts';
import { inNewFolder, makeFolders } from '../../../../server/home/new-folder.ts';
import { HOME_OWNER } from '../../../support/home-owner.ts';

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
