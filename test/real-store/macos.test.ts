/** The store contract on a real keychain: a throw-away one, unlocked by a random password. Only on macOS. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { securityLine } from '../../electron/adapters/macos/command-line.ts';
import { KeychainStore } from '../../electron/adapters/macos/keychain-store.ts';
import { parseKeychains } from '../../electron/adapters/macos/output.ts';
import { type CommandResult, runCommand } from '../../electron/adapters/run-command.ts';
import { TempFolder } from '../../electron/adapters/temp-folder.ts';
import { certificateStoreContract } from '../contract/certificate-store.ts';
import { ClientCertificates } from '../support/client/client-certificates.ts';

const env = { HOME: homedir(), PATH: '/usr/bin:/bin' };
const security = (...words: string[]): Promise<CommandResult> =>
  runCommand({ tool: '/usr/bin/security', args: ['-i'], env, input: securityLine(words) });

async function must(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await security(...words);
  if (exitCode !== 0) throw new Error(`security ${words[0]}: ${stderr}`);
  return stdout;
}

/** A keychain of its own, on the search list for as long as it lives: identities and preferences are looked up there. */
async function throwAwayKeychain() {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-keychain-'));
  const keychain = join(folder, 'test.keychain-db');
  const password = randomBytes(18).toString('base64url');
  const searchList = parseKeychains(await must('list-keychains', '-d', 'user'));
  const clean = async () => {
    await security('list-keychains', '-d', 'user', '-s', ...searchList);
    await security('delete-keychain', keychain);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await must('create-keychain', '-p', password, keychain);
    await must('set-keychain-settings', keychain);
    await must('unlock-keychain', '-p', password, keychain);
    await must('list-keychains', '-d', 'user', '-s', keychain, ...searchList);
    const temp = new TempFolder(join(folder, 'tmp'));
    const store = new KeychainStore({ env, run: runCommand, temp, keychain });
    return { store, keychain, folder, clean };
  } catch (error) {
    await clean();
    throw error;
  }
}

// Not a skip: a job that was meant to try the real store and did not is a failure.
test('this is macOS', () => expect(process.platform).toBe('darwin'));

certificateStoreContract('a real keychain', throwAwayKeychain);

describe('a real keychain', () => {
  let real: Awaited<ReturnType<typeof throwAwayKeychain>>;
  beforeEach(async () => {
    real = await throwAwayKeychain();
  });
  afterEach(() => real.clean());
  const newBundle = async () => (await ClientCertificates.create()).bundle();

  test('the login keychain is found', async () => {
    const store = new KeychainStore({ env, run: runCommand, temp: new TempFolder(join(real.folder, 'tmp')) });
    expect(await store.precheck()).toEqual({ usable: true });
  });

  test('a key once imported cannot be exported', async () => {
    await real.store.import(await newBundle());
    const file = join(real.folder, 'stolen.p12');
    const exported = await security(
      'export',
      '-k',
      real.keychain,
      '-t',
      'identities',
      '-f',
      'pkcs12',
      '-P',
      'x',
      '-o',
      file,
    );
    expect(exported.exitCode).not.toBe(0);
    expect(await readdir(real.folder)).not.toContain('stolen.p12');
  });

  test('no file is left of an import, good or bad', async () => {
    const bundle = await newBundle();
    await real.store.import(bundle);
    await expect(real.store.import({ ...(await newBundle()), password: 'wrong' })).rejects.toMatchObject({
      name: 'LatchkeyError',
    });
    expect(await readdir(join(real.folder, 'tmp'))).toEqual([]);
  });

  test('no key is left of a certificate that was removed', async () => {
    const bundle = await newBundle();
    await real.store.import(bundle);
    await real.store.remove(bundle.fingerprint);
    expect(await must('dump-keychain', real.keychain)).not.toMatch(/^class: (0x00000010|0x80001000|"keys"|"cert")/m);
  });

  test('a domain is pointed at a certificate and back at nothing', async () => {
    const domain = `latchkey-${randomBytes(6).toString('hex')}.example`;
    const bundle = await newBundle();
    await real.store.import(bundle);
    try {
      await real.store.preferences.prefer(bundle.fingerprint, domain);
      const asked = await must('get-identity-preference', '-s', `*.${domain}`, '-Z');
      expect(asked.toLowerCase()).toContain(bundle.fingerprint);
      await real.store.preferences.forget(bundle.fingerprint, domain);
      expect((await security('get-identity-preference', '-s', `*.${domain}`, '-Z')).exitCode).not.toBe(0);
    } finally {
      await security('set-identity-preference', '-n', '-s', `*.${domain}`);
    }
  });
});
