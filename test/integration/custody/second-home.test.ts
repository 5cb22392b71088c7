/**
 * The server dies: a backup that was made while people enrolled becomes a home in another folder, which runs. Then the
 * new home's CA is rotated, protected and replaced. One story, one step after the other.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveHomeAway } from '../../support/home-owner.ts';
import { countOf, further } from '../../support/long-tail.ts';
import { type ProbeResult, probe } from '../../support/probe.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import {
  enrolSoftDevice,
  makeSoftKey,
  mintBehindTheRegistry,
  openStolenCa,
  redeem,
  type SoftDevice,
} from '../../support/soft-device.ts';
import { openStream } from '../../support/streams.ts';
import {
  ENROLMENT_HOST,
  HOME_NAME,
  hostOf,
  type Invited,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const PASSPHRASE = 'six words that nobody would guess';
const ENROLLING = countOf('people who enrol while a backup is made', 3, 6);

let old: ThrowAwayHome;
let folder: string;
let second: string;
let backup: string;
let identity: string;
let recipient: string;
let up: Running | undefined;
let oldUp: Running | undefined;
let dave: SoftDevice;
let nina: SoftDevice;
let meanwhile: SoftDevice[];
let zoe: SoftDevice;
let newcomer: SoftDevice;
let openCode: string;

const place = () => ({ host: ENROLMENT_HOST, port: old.httpsPort });
const knockAs = (device: SoftDevice): Promise<ProbeResult> =>
  probe({ port: old.httpsPort, host: hostOf('cloud'), identity: device.identity });
const statusFor = async (device: SoftDevice) => {
  const result = await knockAs(device);
  return result.kind === 'answer' ? result.status : 'refused';
};
async function until(happened: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await happened()) return true;
    await sleep(100);
  }
  return false;
}
const inSecond = (...words: string[]) => latchkey([...words, '--dir', second]);
const restore = async (dir: string, ...words: string[]) => {
  const finished = await latchkey(['restore', backup, '--identity-file', identity, '--dir', dir, ...words]);
  if (finished.code === 0) giveHomeAway(dir);
  return finished;
};
const secretFile = async (name: string, content: string) => {
  const path = join(folder, name);
  await writeFile(path, content, { mode: 0o600 });
  return path;
};
async function startSecond(): Promise<void> {
  up = startProgram({ file: process.execPath, args: [LATCHKEY, 'up', '--dir', second, '--json'] });
  await up.nextLine();
}
async function enrol(dir: string, person: string): Promise<SoftDevice> {
  const { code } = await latchkeyJson<Invited>(['invite', person, '--dir', dir]);
  return enrolSoftDevice(place(), code);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-custody-'));
  second = join(folder, 'second');
  backup = join(folder, 'home.tar.age');
  const keys = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  recipient = /age1[a-z0-9]+/.exec(keys)?.[0] ?? '';
  identity = await secretFile('identity.txt', keys);
  old = await makeThrowAwayHome();
  ({ up: oldUp } = await old.up());
  [dave, nina] = [await enrol(old.dir, 'Dave'), await enrol(old.dir, 'Nina')];
  openCode = (await old.invite('Olga')).code;
}, 120_000);
afterAll(async () => {
  await up?.stop();
  await old?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('a backup of a running home', () => {
  it('is made while people enrol, whole, for its owner only', async () => {
    const codes = await Promise.all(Array.from({ length: ENROLLING }, (_, at) => old.invite(`Guest ${at}`)));
    const enrolling = codes.map(({ code }) => enrolSoftDevice(place(), code));
    const [made, ...enrolled] = await Promise.all([
      latchkey(['backup', backup, '--to', recipient, '--dir', old.dir]),
      ...enrolling,
    ]);
    meanwhile = enrolled;
    expect(made).toMatchObject({ code: 0 });
    expect(made.stdout).toContain('without the key of the Homelab CA, read back and whole');
    expect(((await stat(backup)).mode & 0o777).toString(8)).toBe('600');
    // Nobody is asked for a passphrase first: there is none to ask.
    const again = await latchkey(['backup', backup, '--dir', old.dir]);
    expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining('is there already') });
    expect((await readdir(join(old.dir, 'run'))).filter((name) => name.startsWith('backup-'))).toEqual([]);
  });

  it('holds the CA key only when it is asked for', async () => {
    const list = async (...words: string[]) => {
      const path = join(folder, `list${words.length}.age`);
      await latchkeyJson(['backup', path, '--to', recipient, '--dir', old.dir, ...words]);
      const tar = execFileSync('age', ['-d', '-i', identity, path]);
      return execFileSync('tar', ['-t'], { input: tar, encoding: 'utf8' }).trim().split('\n');
    };
    const without = await list();
    expect(without).not.toContain('ca/homelab-ca.key');
    expect(without).toEqual(
      expect.arrayContaining(['registry.db', 'secret.key', 'latchkey.yaml', 'sites/notes.caddy']),
    );
    expect(await list('--with-ca-key')).toEqual(expect.arrayContaining([...without, 'ca/homelab-ca.key']));
  });

  it('takes a passphrase from no file that others can read, and none that is short', async () => {
    const exposed = await secretFile('exposed', PASSPHRASE);
    await chmod(exposed, 0o640);
    const path = join(folder, 'never.age');
    const attempt = (file: string) => latchkey(['backup', path, '--passphrase-file', file, '--dir', old.dir]);
    expect(await attempt(exposed)).toMatchObject({ code: 6 });
    expect(await attempt(await secretFile('short', 'short'))).toMatchObject({ code: 2 });
    expect(await attempt(join(folder, 'none'))).toMatchObject({ code: 2 });
    expect(await readdir(folder)).not.toContain('never.age');
  });
});

describe('a restored home', () => {
  it('lets nobody in before it was said who may, and shows who that would be', async () => {
    zoe = await enrol(old.dir, 'Zoe');
    expect(await latchkey(['shut-out', dave.reply.device.id, '--dir', old.dir])).toMatchObject({ code: 0 });
    expect(await latchkey(['deny', 'Nina', 'photos', '--dir', old.dir])).toMatchObject({ code: 0 });
    const undecided = await restore(second);
    expect(undecided).toMatchObject({ code: 2, stdout: '' });
    expect(undecided.stderr).toContain(dave.reply.device.id.slice(0, 8));
    expect(undecided.stderr).toContain('Dave');
    expect(await readdir(second).catch(() => [])).toEqual([]);
  });

  it.each([
    ['without the key', () => ['restore', backup, '--dir', second, '--let-in', 'none'], 2, 'secret key'],
    [
      'that is cut off',
      () => ['restore', join(folder, 'cut.age'), '--identity-file', identity, '--dir', second],
      5,
      '',
    ],
    ['into a home', () => ['restore', backup, '--identity-file', identity, '--dir', old.dir, '--let-in', 'all'], 5, ''],
  ])('is not made of a backup %s', async (_how, words, code, hint) => {
    const whole = await readFile(backup);
    await writeFile(join(folder, 'cut.age'), whole.subarray(0, whole.length - 1000));
    const refused = await latchkey(words());
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toContain(hint);
    expect(await readdir(second).catch(() => [])).toEqual([]);
  });

  it('keeps out who was shut out at the old home after the backup was made, whatever was said', async () => {
    const named = await restore(second, '--old-home', old.dir, '--let-in', dave.reply.device.id);
    expect(named).toMatchObject({ code: 7 });
    expect(named.stderr).toContain('was shut out');

    const { code, stdout } = await restore(second, '--old-home', old.dir, '--let-in', 'all', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as {
      letIn: { id: string }[];
      keptOut: { id: string }[];
      lost: number;
      invitations: number;
      narrowed: string[];
    };
    expect(report.narrowed).toEqual(['Nina']);
    const { access } = await latchkeyJson<{ access: { services: { name: string; open: boolean }[] }[] }>([
      ...['access', 'Nina', '--dir', second],
    ]);
    const opens = access[0]?.services.flatMap(({ name, open }) => (open ? [name] : []));
    expect(opens).toContain('cloud');
    expect(opens).not.toContain('photos');
    expect(report.keptOut.map(({ id }) => id)).toEqual([dave.reply.device.id]);
    expect(report.letIn.map(({ id }) => id)).toContain(nina.reply.device.id);
    expect(report.lost).toBeGreaterThanOrEqual(1);
    expect(report.invitations).toBeGreaterThanOrEqual(1);
    expect((await readdir(second)).filter((name) => name.startsWith('.'))).toEqual([]);
    const mode = async (name: string) => ((await stat(join(second, name))).mode & 0o777).toString(8);
    for (const name of ['secret.key', 'registry.db', 'ca/server-root.key']) expect(await mode(name)).toBe('600');
  });

  it('says what to do for want of a CA key, makes itself one, and runs', async () => {
    const without = await inSecond('up', '--json');
    expect(without.code).toBe(5);
    expect(without.stderr).toContain('latchkey ca rotate');
    const rotated = await inSecond('ca', 'rotate');
    expect(rotated).toMatchObject({ code: 0 });
    // Run as it is printed, it is about this home.
    expect(rotated.stdout).toContain(`latchkey ca rotate --finish --dir ${second}`);
    // The old server is dead.
    await oldUp?.stop();
    await startSecond();
  });

  it('lets in whom it was told to, with the keys they have, and nobody else', async () => {
    expect(await statusFor(nina)).toBe(200);
    expect(await statusFor(dave)).toBe(403);
    // Enrolled after the backup was made: unknown here.
    expect(await statusFor(zoe)).toBe(403);
    const known = new Set(await activeIds());
    for (const device of meanwhile) expect(await statusFor(device)).toBe(known.has(device.reply.device.id) ? 200 : 403);
  });

  it('takes no code that was open when the backup was made: it may have been used since', async () => {
    const attempt = await redeem(place(), openCode, await makeSoftKey(), 'Late');
    expect(attempt).toMatchObject({ ok: false, status: 403 });
  });

  it('has an audit log that is whole, and says where it comes from', async () => {
    expect(await inSecond('audit', 'verify')).toMatchObject({ code: 0 });
    expect((await inSecond('audit', '--json')).stdout).toContain('home-restored');
  });
});

describe('a rotation', () => {
  it('goes on while the home runs: the new CA signs, the old one is trusted, and progress is shown', async () => {
    newcomer = await enrol(second, 'Newcomer');
    expect(await statusFor(newcomer)).toBe(200);
    expect(newcomer.reply.ca).not.toBe(nina.reply.ca);
    expect((await inSecond('ca', 'show')).stdout).toMatch(/rotation +1 of \d devices? ha(s|ve) renewed/);
    expect(await inSecond('ca', 'rotate')).toMatchObject({ code: 1 });
  });

  it('is not finished over the heads of those who have not renewed, unless it must be', async () => {
    const refused = await inSecond('ca', 'rotate', '--finish');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('(Nina)');
    expect(await statusFor(nina)).toBe(200);

    const finished = await inSecond('ca', 'rotate', '--finish', '--really');
    expect(finished).toMatchObject({ code: 0 });
    expect(finished.stdout).toContain('(Nina)');
    expect(await until(async () => (await statusFor(nina)) === 'refused')).toBe(true);
    expect(await statusFor(newcomer)).toBe(200);
  });
});

describe('the key of the CA', () => {
  it('is exported into a file that only its owner can read, under a passphrase', async () => {
    const path = join(folder, 'exported.pem');
    const words = ['ca', 'export', path, '--with-key', '--passphrase-file', await secretFile('export', PASSPHRASE)];
    expect(await inSecond(...words)).toMatchObject({ code: 0 });
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
    expect(await readFile(path, 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    expect(await inSecond(...words)).toMatchObject({ code: 5 });
  });

  further(it)(
    'under a passphrase, opens for latchkey up by a file and by a systemd credential, and for nobody without',
    async () => {
      expect(await inSecond('ca', 'protect', '--passphrase-file', await secretFile('ca', PASSPHRASE))).toMatchObject({
        code: 0,
      });
      await up?.stop();
      const none = await inSecond('up', '--json');
      expect(none.code).toBe(2);
      expect(none.stderr).toContain('PASSPHRASE_MISSING');

      const credentials = await mkdtemp(join(folder, 'credentials-'));
      await writeFile(join(credentials, 'latchkey-ca-passphrase'), 'another one than it is', { mode: 0o440 });
      const env = { ...process.env, CREDENTIALS_DIRECTORY: credentials };
      const wrong = await latchkey(['up', '--dir', second, '--json'], { env });
      expect(wrong.stderr).toContain('PASSPHRASE_WRONG');
      await writeFile(join(credentials, 'latchkey-ca-passphrase'), `${PASSPHRASE}\n`);
      up = startProgram({ file: process.execPath, args: [LATCHKEY, 'up', '--dir', second, '--json'], env });
      await up.nextLine();
      expect(await statusFor(newcomer)).toBe(200);
      await up.stop();

      const config = join(second, 'latchkey.yaml');
      await writeFile(config, `${await readFile(config, 'utf8')}\nca:\n  passphrase-file: ${join(folder, 'ca')}\n`);
      await startSecond();
      expect(await statusFor(newcomer)).toBe(200);
      const { stdout } = await inSecond('ca', 'unprotect');
      expect(stdout).toContain('no longer protected');
    },
  );
});

describe('the CA whose key leaked', () => {
  it('shuts everybody out at once, ends what is open, and the new CA lets new people in', async () => {
    const stream = await openStream('websocket', {
      port: old.httpsPort,
      host: hostOf('cloud'),
      identity: newcomer.identity,
    });
    const stolen = await stolenKey();
    for (const word of ['replace', 'burn']) expect(await inSecond('ca', word), word).toMatchObject({ code: 2 });
    expect(await statusFor(newcomer)).toBe(200);

    const replaced = await inSecond('ca', 'replace', '--compromised');
    expect(replaced).toMatchObject({ code: 0 });
    expect(replaced.stdout).toContain('latchkey invite Newcomer');
    await stream.ended;
    expect(await statusFor(newcomer)).not.toBe(200);
    expect(await readdir(join(second, 'active'))).toEqual([]);

    const again = await enrol(second, 'Newcomer');
    expect(await statusFor(again)).toBe(200);
    // What the thief mints with the key that leaked is not even of a CA that is trusted.
    const minted = await probe({ port: old.httpsPort, host: hostOf('cloud'), identity: stolen });
    expect(minted).toMatchObject({ kind: 'refused' });
    expect((await inSecond('audit', '--json')).stdout).toContain('ca-burned');

    // As it was called at first, which old notices still say.
    expect(await inSecond('ca', 'burn', '--really')).toMatchObject({ code: 0 });
    expect(await statusFor(again)).not.toBe(200);
  });
});

async function activeIds(): Promise<string[]> {
  const { devices } = await latchkeyJson<{ devices: { id: string; state: string }[] }>(['devices', '--dir', second]);
  return devices.filter(({ state }) => state === 'active').map(({ id }) => id);
}

/** A certificate that somebody minted with the key of now. */
async function stolenKey() {
  return mintBehindTheRegistry(await openStolenCa(second), HOME_NAME);
}
