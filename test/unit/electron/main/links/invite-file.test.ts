import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inviteOfFile } from '../../../../../electron/main/links/invite-file.ts';
import { codeFromRandom } from '../../../../../shared/code.ts';

const INVITE = `${codeFromRandom(new Uint8Array([1, 2, 3, 4, 5, 6, 7]))}@enroll.example.com`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-invite-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(content: string | Uint8Array, name = 'invite.latchkey'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('an invite file', () => {
  test('is read, whatever stands around the invite and however its name is written', async () => {
    expect(inviteOfFile(await file(INVITE))).toBe(INVITE);
    expect(inviteOfFile(await file(`\uFEFF${INVITE}\r\n`))).toBe(INVITE);
    expect(inviteOfFile(await file(`Dear Dave,\n\n${INVITE}\n\nMary`, 'Dave’s.LATCHKEY'))).toBe(INVITE);
  });

  test('with two invites in it, none, or with a mistake, opens the app and fills nothing in', async () => {
    expect(inviteOfFile(await file(`${INVITE}\n${INVITE.replace('enroll', 'other')}`))).toBeUndefined();
    expect(inviteOfFile(await file('nothing in here'))).toBeUndefined();
    expect(inviteOfFile(await file(new Uint8Array([0xff, 0xfe, 0, 1])))).toBeUndefined();
  });

  test('written by Notepad as Unicode is read', async () => {
    expect(inviteOfFile(await file(Buffer.from(`\uFEFF${INVITE}\r\n`, 'utf16le')))).toBe(INVITE);
    expect(inviteOfFile(await file(Buffer.from(`\uFEFF${INVITE}`, 'utf16le').swap16()))).toBe(INVITE);
  });

  test('with a damaged invite shows it, so that the window can say what is wrong with it', async () => {
    expect(inviteOfFile(await file(`${INVITE}/q83vEjRWeJCrze8S\n`))).toBe(`${INVITE}/q83vEjRWeJCrze8S`);
    expect(inviteOfFile(await file(`${INVITE}:`))).toBe(`${INVITE}:`);
  });

  test('that is huge is not read', async () => {
    const path = await file(INVITE);
    await truncate(path, 10 ** 10);
    expect(inviteOfFile(path)).toBeUndefined();
    expect(inviteOfFile(await file(INVITE + ' '.repeat(16 * 1024)))).toBeUndefined();
  });

  test.runIf(process.platform !== 'win32')('that is a pipe, a device or a folder keeps nobody waiting', async () => {
    const pipe = join(folder, 'pipe.latchkey');
    execFileSync('mkfifo', [pipe]);
    await symlink('/dev/zero', join(folder, 'zero.latchkey'));
    await mkdir(join(folder, 'folder.latchkey'));
    for (const name of ['pipe', 'zero', 'folder', 'missing']) {
      expect(inviteOfFile(join(folder, `${name}.latchkey`)), name).toBeUndefined();
    }
  });

  test('of another computer, of another kind, or told by a path that is not whole is not opened', async () => {
    const path = await file(INVITE);
    const text = await file(INVITE, 'invite.txt');
    for (const word of [
      text,
      'invite.latchkey',
      `/${path}`,
      '\\\\attacker\\share\\x.latchkey',
      'file://attacker/share/x.latchkey',
      'file:///%00.latchkey',
      `--file=${path}`,
    ]) {
      expect(inviteOfFile(word), word).toBeUndefined();
    }
  });
});
