import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTool } from '../../../../electron/adapters/run-command.ts';
import { isTrusted } from '../../../../electron/adapters/trusted-file.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-trusted-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** A folder with that mode, and a program in it with the other one. */
function folder(name: string, mode: number, programMode = 0o755): string {
  const path = join(scratch, name);
  mkdirSync(path);
  writeFileSync(join(path, 'certutil'), '#!/bin/sh\n');
  chmodSync(join(path, 'certutil'), programMode);
  chmodSync(path, mode);
  return path;
}

describe.skipIf(process.platform === 'win32')('the app runs no program', () => {
  it('from a folder that everybody may write to: the next one on PATH is taken', async () => {
    const [open, own] = [folder('open', 0o777), folder('own', 0o755)];
    expect(await findTool('certutil', `${open}:${own}`)).toBe(join(own, 'certutil'));
    expect(await findTool('certutil', open)).toBeUndefined();
  });

  it('that everybody may change, or that lies below such a folder, or behind a link into one', async () => {
    expect(await isTrusted(join(folder('program', 0o755, 0o777), 'certutil'))).toBe(false);
    const open = folder('open', 0o777);
    mkdirSync(join(open, 'below'), { mode: 0o755 });
    writeFileSync(join(open, 'below/certutil'), '');
    expect(await isTrusted(join(open, 'below/certutil'))).toBe(false);
    symlinkSync('open/certutil', join(scratch, 'link'));
    expect(await isTrusted(join(scratch, 'link'))).toBe(false);
    symlinkSync('circle', join(scratch, 'circle'));
    expect(await isTrusted(join(scratch, 'circle'))).toBe(false);
  });

  it('but takes one behind links, as where /bin is a link to /usr/bin', async () => {
    mkdirSync(join(scratch, 'usr/bin'), { recursive: true });
    folder('usr/lib', 0o755);
    symlinkSync('../lib/certutil', join(scratch, 'usr/bin/certutil'));
    symlinkSync('usr/bin', join(scratch, 'bin'));
    expect(await isTrusted(join(scratch, 'bin/certutil'))).toBe(true);
  });

  it('of another user', async () => {
    const own = join(folder('own', 0o755), 'certutil');
    expect(await isTrusted(own)).toBe(true);
    expect(await isTrusted(own, 4_000_000)).toBe(process.getuid?.() === 0);
    expect(await isTrusted(process.execPath)).toBe(true);
  });
});
