/**
 * Somebody else may write to the folder in which an admin's command makes a file, and has put links where it will write:
 * under the file's own name, and under every name that could be foreseen. Nothing is written through a link, nothing of
 * theirs is taken for ours, and what is made is for its owner only.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countOf } from '../../support/long-tail.ts';
import { latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

const PRECIOUS = 'what the admin would not like to lose\n';

let scratch: string;
let home: ThrowAwayHome;
let recipient: string;
let made = 0;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-temporary-'));
  // Root's commands work as the home's owner, who is to reach what is planted.
  chmodSync(scratch, 0o777);
  home = await makeThrowAwayHome();
  const keys = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  recipient = /age1[a-z0-9]+/.exec(keys)?.[0] ?? '';
});
afterAll(async () => {
  await home.remove();
  rmSync(scratch, { recursive: true, force: true });
});

/** A folder that everybody may write to, and a file that no command was told of. */
function shared(): { folder: string; victim: string } {
  made += 1;
  const folder = join(scratch, `shared-${made}`);
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  const victim = join(scratch, `victim-${made}`);
  writeFileSync(victim, PRECIOUS);
  chmodSync(victim, 0o666);
  return { folder, victim };
}

/** So many processes may begin before the command does. */
const PIDS = countOf('names of temporary files that are foreseen', 500, 3000);

/** The commands that write where the admin says. */
const WRITING: Record<string, (file: string) => readonly string[]> = {
  'home.tar.age': (file) => ['backup', file, '--to', recipient],
  'dave.latchkey': (file) => ['invite', 'Dave', '--file', file],
};
const inHome = (words: readonly string[]) => latchkey([...words, '--dir', home.dir]);

describe.each(Object.keys(WRITING))('%s in a folder of everybody', (name) => {
  const words = (file: string) => WRITING[name]?.(file) ?? [];

  it.each([
    ['a link to a file', (victim: string, file: string) => symlinkSync(victim, file)],
    ['a link to nothing yet', (victim: string, file: string) => symlinkSync(`${victim}-new`, file)],
    ['a second name of a file', (victim: string, file: string) => linkSync(victim, file)],
  ])('is not written through %s of its name', async (_what, put) => {
    const { folder, victim } = shared();
    const file = join(folder, name);
    put(victim, file);
    const { ino } = lstatSync(file);
    const { code, stderr } = await inHome(words(file));
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining(file) });
    expect(lstatSync(file).ino).toBe(ino);
    expect(readFileSync(victim, 'utf8')).toBe(PRECIOUS);
    expect(existsSync(`${victim}-new`)).toBe(false);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('is made, for its owner only, whatever lies under names that could be foreseen', async () => {
    const { folder, victim } = shared();
    const file = join(folder, name);
    const planted: string[] = [];
    // The numbers that the next processes will have.
    for (let pid = process.pid; pid < process.pid + PIDS; pid += 1) {
      for (const guess of [`.${name}.${pid}.part`, `${name}.${pid}.tmp`]) {
        symlinkSync(victim, join(folder, guess));
        planted.push(guess);
      }
    }
    for (const guess of [`${name}.new`, `${name}.tmp`, `.${name}.part`]) {
      symlinkSync(victim, join(folder, guess));
      planted.push(guess);
    }
    expect(await inHome(words(file))).toMatchObject({ code: 0 });
    expect(lstatSync(file).isFile()).toBe(true);
    expect(statSync(file)).toMatchObject({ uid: process.getuid?.(), mode: 0o100600 });
    expect(readFileSync(victim, 'utf8')).toBe(PRECIOUS);
    expect(readdirSync(folder).sort()).toEqual([...planted, name].sort());
  });
});

describe('a folder that is only for whoever types the command', () => {
  it.each(Object.keys(WRITING))('takes %s, named in full or from there', async (name) => {
    const folder = mkdtempSync(join(scratch, 'own-'));
    const other = `other-${name}`;
    expect(await inHome(WRITING[name]?.(join(folder, name)) ?? [])).toMatchObject({ code: 0 });
    expect(await latchkey([...(WRITING[name]?.(other) ?? []), '--dir', home.dir], { cwd: folder })).toMatchObject({
      code: 0,
    });
    for (const file of [name, other])
      expect(statSync(join(folder, file))).toMatchObject({ uid: process.getuid?.(), mode: 0o100600 });
  });
});

describe('a home in a folder of everybody', () => {
  it('is a folder of its owner, whatever it was', async () => {
    const { folder } = shared();
    const words = ['init', '--domain', 'home.localhost', '--lan', '127.0.1.0/24', '--https-port', '10443'];
    expect(await latchkey([...words, '--dir', folder])).toMatchObject({ code: 0 });
    expect(statSync(folder).mode & 0o077).toBe(0);
  });
});
