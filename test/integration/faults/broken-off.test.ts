/**
 * The admin's commands, broken off (Ctrl-C, SIGTERM, a terminal or a reader that is gone) before each of their changes.
 * Nothing half made is left: the command is done, or what it had begun is gone, and the same command again ends well.
 * `npm run attacks` tries every step.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { HomeLock } from '../../../server/stack/process/process-lock.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { countOf, FULL } from '../../support/long-tail.ts';
import { type Finished, run, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

const PRELOAD = fileURLToPath(new URL('../../support/crash/kill-at-step.ts', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What shells give; 128 is said for the signal itself, where there was nothing yet to take back. */
const BROKEN_OFF = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const SAMPLE = countOf('steps at which a command is broken off', 3, 40);

let scratch: string;
let home: ThrowAwayHome;
let base: string;
let identityFile: string;
let recipient: string;
let passphraseFile: string;
let backup: string;
let made = 0;
const fresh = (what: string) => {
  made += 1;
  return join(scratch, `${what}-${made}`);
};

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-broken-off-'));
  giveHomeAway(scratch);
  home = await makeThrowAwayHome();
  base = join(scratch, 'base');
  execFileSync('cp', ['-a', home.dir, base]);
  const keys = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  recipient = /age1[a-z0-9]+/.exec(keys)?.[0] ?? '';
  identityFile = join(scratch, 'identity.txt');
  writeFileSync(identityFile, keys, { mode: 0o600 });
  passphraseFile = join(scratch, 'passphrase.txt');
  writeFileSync(passphraseFile, 'a passphrase of eight words is a good one\n', { mode: 0o600 });
  backup = join(scratch, 'for-restore.age');
  const backedUp = await latchkey(['backup', backup, '--to', recipient, '--with-ca-key', '--dir', base]);
  expect(backedUp, backedUp.stderr).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await home?.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const environment = (step: number, signal: string, report?: string) => ({
  ...process.env,
  LATCHKEY_TEST_KILL_AT: String(step),
  LATCHKEY_TEST_SIGNAL: signal,
  ...(report && { LATCHKEY_TEST_STEPS: report }),
});

const latchkeyUntil = (step: number, signal: string, words: readonly string[], report?: string): Promise<Finished> =>
  run({
    file: process.execPath,
    args: ['--import', PRELOAD, LATCHKEY, ...words],
    env: environment(step, signal, report),
  });

/** Every file and folder below one, by name. */
function below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** SQLite's own, of a home that was in use. */
const lasting = (names: readonly string[]) => names.filter((name) => !/\.db-(wal|shm)$|^run(\/|$)/.test(name));

interface Try {
  readonly words: readonly string[];
  /** What may change, all of it. */
  readonly folder: string;
  /** What is looked at once the command is done. */
  readonly done: () => Promise<void> | void;
}

/**
 * Breaks a command off before each step of the sample.
 * @param kind whether the command takes back what it has begun, or ends what it has begun
 */
async function brokenOff(kind: 'taken back' | 'ended', prepare: () => Try): Promise<void> {
  const report = fresh('steps');
  const first = prepare();
  const before = below(first.folder);
  const finished = await latchkeyUntil(0, 'SIGINT', first.words, report);
  expect(finished, finished.stderr).toMatchObject({ code: 0 });
  const after = lasting(below(first.folder));
  await first.done();
  const steps = Number(readFileSync(report, 'utf8'));
  const count = Math.min(SAMPLE, steps);
  const codes = new Set<number>();
  for (let turn = 0; turn < count; turn += 1) {
    const step = Math.ceil(((turn + 0.5) * steps) / count);
    const signal = SIGNALS[turn % SIGNALS.length] ?? 'SIGINT';
    const { words, folder, done } = prepare();
    const { code, stderr } = await latchkeyUntil(step, signal, words);
    const where = `${signal} before step ${step} of ${steps}: ${code} ${stderr}`;
    codes.add(code);
    expect(stderr, where).not.toMatch(/\n\s+at /);
    if (code !== 0) {
      expect([BROKEN_OFF[signal], 128], where).toContain(code);
      expect(lasting(below(folder)), where).toEqual(lasting(before));
      const again = await latchkey(words);
      expect(again, `again, after ${where}: ${again.stderr}`).toMatchObject({ code: 0 });
    }
    expect(lasting(below(folder)), where).toEqual(after);
    await done();
  }
  const meant = kind === 'ended' ? [0] : Object.values(BROKEN_OFF);
  expect(meant.filter((code) => codes.has(code))).not.toEqual([]);
}

describe('broken off before each step', { timeout: FULL ? 600_000 : 120_000 }, () => {
  const options = ['--domain', 'home.localhost', '--lan', '127.0.1.0/24', '--https-port', '10443'];

  it('init: a whole home, or not even its folder', () =>
    brokenOff('taken back', () => {
      const folder = fresh('home');
      return {
        words: ['init', '--dir', join(folder, 'deep/home'), ...options],
        folder,
        done: () => expect(existsSync(homeLayout(join(folder, 'deep/home')).config)).toBe(true),
      };
    }));

  it('restore: a whole home, or not even its folder', () =>
    brokenOff('taken back', () => {
      const folder = fresh('restored');
      return {
        words: ['restore', backup, '--identity-file', identityFile, '--let-in', 'all', '--dir', folder],
        folder,
        done: () => expect(existsSync(homeLayout(folder).ca.key)).toBe(true),
      };
    }));

  it('backup: a whole one or none, and no copy of the registry', () =>
    brokenOff('taken back', () => {
      const folder = fresh('backups');
      mkdirSync(folder);
      const file = join(folder, 'home.age');
      return {
        words: ['backup', file, '--to', recipient, '--dir', base],
        folder,
        done: () => {
          expect(readdirSync(folder)).toEqual(['home.age']);
          expect(readdirSync(homeLayout(base).run.dir).filter((name) => name.startsWith('backup-'))).toEqual([]);
          execFileSync('age', ['--decrypt', '--identity', identityFile, '--output', '/dev/null', file]);
        },
      };
    }));

  const ofACopy = (words: (dir: string) => readonly string[], look: (dir: string) => void) => () => {
    const folder = fresh('copy');
    execFileSync('cp', ['-a', base, folder]);
    const done = async () => {
      look(folder);
      expect(await latchkey(['audit', 'verify', '--dir', folder])).toMatchObject({ code: 0 });
    };
    return { words: [...words(folder), '--dir', folder], folder, done };
  };

  it('rotating the CA: it is rotated', () =>
    brokenOff(
      'ended',
      ofACopy(
        () => ['ca', 'rotate'],
        (dir) =>
          expect(readFileSync(homeLayout(dir).ca.certificate, 'utf8').match(/BEGIN CERTIFICATE/g)).toHaveLength(2),
      ),
    ));

  it('protecting the key of the CA: it is protected', () =>
    brokenOff(
      'ended',
      ofACopy(
        () => ['ca', 'protect', '--passphrase-file', passphraseFile],
        (dir) => expect(readFileSync(homeLayout(dir).ca.key, 'utf8')).toContain('ENCRYPTED'),
      ),
    ));

  it('importing a Caddyfile: all of its files or none', () =>
    brokenOff('taken back', () => {
      const mine = join(scratch, 'mine');
      mkdirSync(join(mine, 'parts'), { recursive: true });
      writeFileSync(join(mine, 'Caddyfile'), 'wiki.home.localhost {\n\timport parts/answer\n}\n');
      writeFileSync(join(mine, 'parts/answer'), 'respond "hello"\n');
      return ofACopy(
        () => ['import-caddyfile', join(mine, 'Caddyfile'), '--apply'],
        (dir) => expect(below(homeLayout(dir).sites)).toContain('caddyfile/parts/answer'),
      )();
    }));
});

describe('up, broken off while it starts', { timeout: FULL ? 600_000 : 120_000 }, () => {
  /** Whatever runs with the home's folder among its words. */
  const running = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(home.dir);
        } catch {
          return false;
        }
      });

  it('leaves nothing running, and starts again', async () => {
    const report = fresh('steps');
    const words = ['up', '--dir', home.dir, '--json'];
    const whole = startProgram({
      file: process.execPath,
      args: ['--import', PRELOAD, LATCHKEY, ...words],
      env: environment(0, 'SIGINT', report),
    });
    await whole.nextLine();
    expect(await whole.stop()).toBe(0);
    const steps = Number(readFileSync(report, 'utf8'));
    const count = Math.min(SAMPLE, steps);
    for (let turn = 0; turn < count; turn += 1) {
      const step = Math.ceil(((turn + 0.5) * steps) / count);
      const signal = SIGNALS[turn % SIGNALS.length] ?? 'SIGINT';
      const { code, stderr } = await latchkeyUntil(step, signal, words);
      const where = `${signal} before step ${step} of ${steps}: ${stderr}`;
      expect(code, where).toBe(0);
      expect(stderr, where).toContain(`${signal}: stopping`);
      expect(running(), where).toEqual([]);
      HomeLock.take(homeLayout(home.dir).run.lock).release();
    }
    const { up } = await home.up();
    expect(await up.stop()).toBe(0);
  });

  it('goes on when nobody reads any more what it says, and stops in order', async () => {
    const args = [LATCHKEY, 'up', '--dir', home.dir, '--json'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'close');
    try {
      child.stdout.destroy();
      await once(child.stderr, 'data');
      child.stderr.destroy();
      const status = () => latchkey(['status', '--running', '--dir', home.dir]);
      await expect.poll(async () => (await status()).code, { timeout: 30_000, interval: 300 }).toBe(0);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
    expect(running()).toEqual([]);
  });
});

describe('standard output that takes no more', () => {
  it('is said, and is no success of a backup', async () => {
    const sh = (script: string) =>
      run({ file: 'bash', args: ['-c', script, 'bash', process.execPath, LATCHKEY, base, recipient] });
    const full = await sh('exec "$1" "$2" devices --dir "$3" > /dev/full');
    expect(full).toMatchObject({ code: 5, stderr: expect.stringContaining('Standard output could not be written') });
    const invited = await sh('exec "$1" "$2" invite Dave --dir "$3" > /dev/full');
    expect(invited).toMatchObject({ code: 5, stderr: expect.stringContaining('latchkey audit') });
    for (const where of ['> /dev/full', '| true']) {
      const lost = await sh(`"$1" "$2" backup - --to "$4" --dir "$3" ${where}; exit "\${PIPESTATUS[0]}"`);
      expect(lost, where).toMatchObject({ code: 5, stderr: expect.stringContaining('is not whole') });
      expect(lost.stderr).not.toMatch(/\n\s+at /);
    }
    expect(await sh('set -o pipefail; "$1" "$2" audit --dir "$3" | true')).toMatchObject({ code: 0 });
  });
});
