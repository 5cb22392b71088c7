/**
 * The admin's commands that make or change many files, killed (SIGKILL) before each of these changes: init, backup,
 * restore, rotating the CA. What is left is the old or the new, and the same command again ends well or says what to do.
 * `npm run attacks` kills before every step, the test by itself before a few.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { countOf, FULL } from '../../support/long-tail.ts';
import { type Finished, run } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { ENROLMENT_HOST, latchkey, latchkeyJson, makeThrowAwayHome } from '../../support/throw-away-home.ts';

const PRELOAD = fileURLToPath(new URL('../../support/crash/kill-at-step.ts', import.meta.url));
/** Of so many steps, spread over all of them. */
const SAMPLE = countOf('steps at which a command is killed', 2, 1000);

let scratch: string;
let base: string;
let identityFile: string;
let recipient: string;
let devices: unknown;
let made = 0;
/** With the modes that files and folders have. */
const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);
/** A path that was not used before. */
const fresh = (what: string) => {
  made += 1;
  return join(scratch, `${what}-${made}`);
};

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-killed-commands-'));
  giveHomeAway(scratch);
  base = join(scratch, 'base');
  const home = await makeThrowAwayHome();
  try {
    const { up } = await home.up();
    await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, (await home.invite('Dave')).code);
    await up.stop();
    copy(home.dir, base);
  } finally {
    await home.remove();
  }
  devices = await latchkeyJson(['devices', '--dir', base]);
  const keys = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  recipient = /age1[a-z0-9]+/.exec(keys)?.[0] ?? '';
  identityFile = join(scratch, 'identity.txt');
  writeFileSync(identityFile, keys, { mode: 0o600 });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function latchkeyUntil(step: number, words: readonly string[], report?: string): Promise<Finished> {
  const env = { ...process.env, LATCHKEY_TEST_KILL_AT: String(step), ...(report && { LATCHKEY_TEST_STEPS: report }) };
  return run({ file: process.execPath, args: ['--import', PRELOAD, LATCHKEY, ...words], env });
}

/** Has a command killed before each step of the sample; `prepare` makes its words and what is looked at afterwards. */
async function killed(prepare: () => { words: readonly string[]; look: () => Promise<void> }): Promise<void> {
  const report = fresh('steps');
  const whole = prepare();
  expect(await latchkeyUntil(0, whole.words, report)).toMatchObject({ code: 0 });
  await whole.look();
  const steps = Number(readFileSync(report, 'utf8'));
  expect(steps).toBeGreaterThan(3);
  const count = Math.min(SAMPLE, steps);
  for (let turn = 0; turn < count; turn += 1) {
    const fatal = Math.ceil(((turn + 0.5) * steps) / count);
    const { words, look } = prepare();
    const { code } = await latchkeyUntil(fatal, words);
    expect(code, `step ${fatal} of ${steps}`).toBe(128);
    await look().catch((error: unknown) => {
      throw new Error(`killed before step ${fatal} of ${steps}: ${words.join(' ')}`, { cause: error });
    });
  }
}

const again = async (words: readonly string[]) => {
  const { code, stderr } = await latchkey(words);
  expect(stderr).not.toMatch(/\n\s+at /);
  return { code, stderr };
};

/**
 * Nothing that others may read, whatever a command left behind: in a folder of its owner's, or each file is.
 * @param proxies what else a group may do, by name
 */
function expectPrivate(folder: string, proxies: Readonly<Record<string, number>> = {}): void {
  if ((statSync(folder).mode & 0o077) === 0) return;
  for (const name of readdirSync(folder))
    expect(statSync(join(folder, name)).mode & 0o077 & ~(proxies[name] ?? 0), name).toBe(0);
}

/** A home that root has run: its proxies' group passes folders and reads a key; certificates are public (docs/decisions/0016). */
function expectPrivateHome(dir: string): void {
  expectPrivate(dir, { ca: 0o010, rendered: 0o010, logs: 0o010, run: 0o010, caddy: 0o070 });
  const { ca } = homeLayout(dir);
  const certificates = { 'homelab-ca.crt': 0o044, 'homelab-ca.crt.new': 0o044, 'server-root.crt': 0o044 };
  expectPrivate(ca.dir, { ...certificates, 'server-root.key': 0o040 });
}

describe('killed before each step', { timeout: FULL ? 600_000 : 60_000 }, () => {
  it('init: made anew in the same folder, or whole', async () => {
    await killed(() => {
      const dir = fresh('home');
      const words = [
        ...['init', '--dir', dir, '--domain', 'home.localhost', '--lan', '127.0.1.0/24', '--https-port', '10443'],
        ...['--service', 'cloud=http://127.0.0.1:18080'],
      ];
      const look = async () => {
        if (existsSync(dir)) expectPrivate(dir);
        const { code: invited } = await again(['invite', 'Dave', '--dir', dir]);
        const { code, stderr } = await again(words);
        if (invited === 0) expect(stderr).toContain('has a latchkey.yaml');
        else if (code !== 0) expect(stderr).toContain('was cut off here. Empty the folder');
      };
      return { words, look };
    });
  });

  it('backup: none or a whole one, and the next one is made', async () => {
    await killed(() => {
      const folder = fresh('backups');
      execFileSync('mkdir', [folder]);
      const file = join(folder, 'home.backup');
      const words = ['backup', file, '--to', recipient, '--dir', base];
      const look = async () => {
        expectPrivate(folder);
        if (!existsSync(file)) expect(await again(words)).toMatchObject({ code: 0 });
        const tar = execFileSync('age', ['--decrypt', '--identity', identityFile, file]);
        const names = execFileSync('tar', ['--list'], { input: tar, encoding: 'utf8' });
        expect(names).toContain('registry.db');
        expect(readdirSync(folder).filter((name) => !/^\.home\.backup\.[0-9a-f-]+\.part$/.test(name))).toEqual([
          'home.backup',
        ]);
        expect(readdirSync(homeLayout(base).run.dir).filter((name) => name.startsWith('backup-'))).toEqual([]);
        expect(await again(['audit', 'verify', '--dir', base])).toMatchObject({ code: 0 });
      };
      return { words, look };
    });
  });

  it('restore: nothing, or everybody whom it was told to let in', async () => {
    const backup = join(scratch, 'for-restore.backup');
    expect(await again(['backup', backup, '--to', recipient, '--with-ca-key', '--dir', base])).toEqual({
      code: 0,
      stderr: expect.any(String),
    });
    await killed(() => {
      const dir = fresh('restored');
      const words = ['restore', backup, '--identity-file', identityFile, '--let-in', 'all', '--dir', dir];
      const look = async () => {
        if (existsSync(dir)) expectPrivate(dir);
        const repeated = await again(words);
        if (repeated.stderr.includes('was cut off here. Empty the folder')) {
          rmSync(dir, { recursive: true });
          expect(await again(words)).toMatchObject({ code: 0 });
        } else if (repeated.code !== 0) expect(repeated.stderr).toContain('has a latchkey.yaml');
        const listed = await latchkey(['devices', '--json', '--dir', dir]);
        expect(listed, listed.stderr).toMatchObject({ code: 0 });
        expect(JSON.parse(listed.stdout)).toMatchObject(JSON.parse(JSON.stringify(devices)));
      };
      return { words, look };
    });
  });

  it('rotating the CA: who has a key is trusted all along, and one CA signs', async () => {
    const before = readFileSync(homeLayout(base).ca.certificate, 'utf8').trim();
    await killed(() => {
      const dir = fresh('rotated');
      copy(base, dir);
      const words = ['ca', 'rotate', '--dir', dir];
      const look = async () => {
        expectPrivateHome(dir);
        const trusted = readFileSync(homeLayout(dir).ca.certificate, 'utf8');
        expect(trusted).toContain(before);
        expect(await again(['ca', 'show', '--dir', dir])).toMatchObject({ code: 0 });
        const repeated = await again(words);
        if (repeated.code !== 0) expect(repeated.stderr).toMatch(/rotat/i);
        expect(readFileSync(homeLayout(dir).ca.certificate, 'utf8').match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
        expect(await again(['audit', 'verify', '--dir', dir])).toMatchObject({ code: 0 });
        expect(await latchkeyJson(['devices', '--dir', dir])).toEqual(devices);
      };
      return { words, look };
    });
  });
});
