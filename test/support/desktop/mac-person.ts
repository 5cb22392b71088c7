/**
 * A person on macOS. The Security framework takes the home folder from HOME (DLDbListCFPref::getPwInfo), so that a home
 * folder of its own means a list of keychains of its own: nobody's real keychain is seen or touched.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { securityLine } from '../../../electron/adapters/macos/command-line.ts';
import { KeychainStore } from '../../../electron/adapters/macos/keychain-store.ts';
import { runCommand } from '../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../electron/adapters/temp-folder.ts';
import type { DesktopPerson } from './desktop-person.ts';

export async function newMacPerson(): Promise<DesktopPerson> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-person-')));
  const { USER = '', LOGNAME = USER, TMPDIR = '/tmp' } = process.env;
  const env = { HOME: home, USER, LOGNAME, TMPDIR, PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LANG: 'en_US.UTF-8' };
  const keychain = join(home, 'Library/Keychains/login.keychain-db');
  for (const folder of ['Keychains', 'Preferences', 'Application Support']) {
    await mkdir(join(home, 'Library', folder), { recursive: true, mode: 0o700 });
  }
  const password = randomBytes(18).toString('base64url');
  const security = async (...words: string[]) => {
    const said = await runCommand({ tool: '/usr/bin/security', args: ['-i'], env, input: securityLine(words) });
    if (said.exitCode !== 0) throw new Error(`security ${words[0]}: ${said.stderr}`);
  };
  const leave = async () => {
    await security('delete-keychain', keychain).catch(() => undefined);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await security('create-keychain', '-p', password, keychain);
    await security('list-keychains', '-d', 'user', '-s', keychain);
    await security('default-keychain', '-d', 'user', '-s', keychain);
    await security('login-keychain', '-d', 'user', '-s', keychain);
    // Without options: it does not lock itself.
    await security('set-keychain-settings', keychain);
    await security('unlock-keychain', '-p', password, keychain);
  } catch (error) {
    await leave();
    throw error;
  }
  const store = new KeychainStore({ env, run: runCommand, temp: new TempFolder(join(home, 'tmp')), keychain });
  const cannot = () => Promise.reject(new Error('a macOS keychain is locked and unlocked by its owner'));
  return {
    home,
    env,
    installed: async () => (await store.list()).map(({ fingerprint }) => fingerprint),
    lock: cannot,
    unlock: cannot,
    leave,
  };
}
