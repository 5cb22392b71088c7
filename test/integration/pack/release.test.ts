/** A release is signed and checked with the scripts of the workflow, and by the two lines that people are told. */
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CHECKSUMS, expectedArtefacts, SIGNATURE, SIGNER } from '../../../scripts/release/artefacts.ts';
import { signRelease } from '../../../scripts/release/sign.ts';
import { checkRelease } from '../../../scripts/release/verify.ts';
import { codeBlocks } from '../../support/markdown.ts';
import { run } from '../../support/processes.ts';

const VERSION = '1.2.3';
const SERVER = `latchkey-server-${VERSION}-linux-amd64.tar.gz`;
const NAMES = expectedArtefacts(VERSION);

let folder: string;
let release: string;
let signers: string;
let key: string;

async function makeKey(name: string): Promise<{ secret: string; line: string }> {
  const file = join(folder, name);
  const made = await run({ file: 'ssh-keygen', args: ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file] });
  expect(made).toMatchObject({ code: 0 });
  const line = `${SIGNER} namespaces="latchkey-release" ${(await readFile(`${file}.pub`, 'utf8')).trim()}\n`;
  return { secret: await readFile(file, 'utf8'), line };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-release-'));
  signers = join(folder, 'release-signers');
  const made = await makeKey('key');
  key = made.secret;
  await writeFile(signers, made.line);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  release = await mkdtemp(join(folder, 'release-'));
  for (const name of NAMES) await writeFile(join(release, name), `what is in ${name}`);
});

const signed = () => signRelease(release, VERSION, key, signers);
const checked = () => checkRelease(release, VERSION, signers);

/** The two lines of the guide, run as they stand there, with only what somebody downloaded. */
async function byHand(...names: readonly string[]): Promise<boolean> {
  const home = await mkdtemp(join(folder, 'home-'));
  await mkdir(join(home, 'docs'));
  await copyFile(signers, join(home, 'release-signers'));
  for (const name of [...names, CHECKSUMS, SIGNATURE]) await copyFile(join(release, name), join(home, name));
  const [block] = codeBlocks(await readFile('docs/releasing.md', 'utf8'), 'Checking a release');
  const lines = block?.text.trim().split('\n') ?? [];
  expect(lines).toHaveLength(2);
  const done = await run({ file: '/bin/sh', args: ['-c', lines.join(' && ')], cwd: home });
  return done.code === 0;
}

describe('a signed release', () => {
  test('is believed, whole and file by file', async () => {
    await signed();
    await checked();
    expect(await byHand(SERVER)).toBe(true);
    expect(await byHand(...NAMES)).toBe(true);
    expect((await readFile(join(release, CHECKSUMS), 'utf8')).trim().split('\n')).toHaveLength(NAMES.length);
  });

  test.each(NAMES)('is refused when %s was changed', async (name) => {
    await signed();
    await appendFile(join(release, name), '!');
    await expect(checked()).rejects.toThrow('not about these files');
    expect(await byHand(name)).toBe(false);
  });

  test('is refused when its checksums were changed with the file', async () => {
    await signed();
    await appendFile(join(release, SERVER), '!');
    const other = await makeKey('thief');
    await signRelease(release, VERSION, other.secret, signers).catch(() => undefined);
    await expect(checked()).rejects.toThrow('ssh-keygen');
    expect(await byHand(SERVER)).toBe(false);
  });

  test('is refused when a file is missing, renamed, or one too many', async () => {
    await signed();
    await rename(join(release, SERVER), join(release, 'other.tar.gz'));
    await expect(checked()).rejects.toThrow(`${SERVER} is missing; nobody expected other.tar.gz`);
  });

  test('is refused without its signature, and with one for something else', async () => {
    await signed();
    await rm(join(release, SIGNATURE));
    await expect(checked()).rejects.toThrow('ssh-keygen');
    const args = ['-q', '-Y', 'sign', '-f', join(folder, 'key'), '-n', 'git', join(release, CHECKSUMS)];
    expect(await run({ file: 'ssh-keygen', args })).toMatchObject({ code: 0 });
    await expect(checked()).rejects.toThrow('ssh-keygen');
    expect(await byHand(SERVER)).toBe(false);
  });
});

describe('nothing is signed', () => {
  test.each(NAMES)('without %s', async (name) => {
    await rm(join(release, name));
    await expect(signed()).rejects.toThrow(`${name} is missing`);
    await expect(readFile(join(release, CHECKSUMS))).rejects.toThrow('ENOENT');
  });

  test('with a file that nobody expected, or a folder', async () => {
    await writeFile(join(release, 'Latchkey-1.2.3-win-x64.exe.blockmap'), '');
    await expect(signed()).rejects.toThrow('nobody expected');
    await rm(join(release, 'Latchkey-1.2.3-win-x64.exe.blockmap'));
    await mkdir(join(release, 'more'));
    await expect(signed()).rejects.toThrow('more is no plain file');
  });

  test('with a key that nobody could check: another one, and none in the repository yet', async () => {
    const other = await makeKey(`other-${Math.random()}`);
    await expect(signRelease(release, VERSION, other.secret, signers)).rejects.toThrow('ssh-keygen');
    await expect(signRelease(release, VERSION, key, 'docs/release-signers')).rejects.toThrow('ssh-keygen');
    await expect(signRelease(release, VERSION, 'no key', signers)).rejects.toThrow('ssh-keygen');
  });

  test('and afterwards the private key lies nowhere', async () => {
    const before = process.env.TMPDIR;
    const temporary = await mkdtemp(join(folder, 'tmp-'));
    process.env.TMPDIR = temporary;
    try {
      await signed();
      await expect(signRelease(release, VERSION, 'no key', signers)).rejects.toThrow();
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
});
