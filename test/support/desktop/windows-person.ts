/**
 * A person on Windows. The certificate store and the Credential Manager belong to the account, so it is the account of a
 * machine that is thrown away: elsewhere this refuses. What tests put there is taken out again after each.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runCommand } from '../../../electron/adapters/run-command.ts';
import { KeytarVault, loadKeytar } from '../../../electron/adapters/vault-keytar.ts';
import { UserStore } from '../../../electron/adapters/windows/user-store.ts';
import type { DesktopPerson } from './desktop-person.ts';

export async function newWindowsPerson(): Promise<DesktopPerson> {
  if (process.env.CI !== 'true') {
    throw new Error(
      'On Windows these specs use the store of your account. They run where CI=true says it is nobody’s.',
    );
  }
  const home = await mkdtemp(join(tmpdir(), 'latchkey-person-'));
  const APPDATA = join(home, 'AppData', 'Roaming');
  const LOCALAPPDATA = join(home, 'AppData', 'Local');
  for (const folder of [APPDATA, LOCALAPPDATA]) await mkdir(folder, { recursive: true });
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(local)?appdata$/i.test(entry[0]),
  );
  const env = { ...Object.fromEntries(own), APPDATA, LOCALAPPDATA };
  const store = new UserStore({ env, run: runCommand });
  const vault = new KeytarVault(loadKeytar, false);
  const fingerprints = async () => (await store.list()).map(({ fingerprint }) => fingerprint);
  const [certificates, secrets] = [new Set(await fingerprints()), new Set(await vault.list(''))];
  const installed = async () => (await fingerprints()).filter((fingerprint) => !certificates.has(fingerprint));
  const cannot = () => Promise.reject(new Error('a Windows profile is locked and unlocked by its owner'));
  return {
    home,
    env,
    installed,
    lock: cannot,
    unlock: cannot,
    async leave() {
      for (const fingerprint of await installed()) await store.remove(fingerprint);
      for (const key of await vault.list('')) if (!secrets.has(key)) await vault.delete(key);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
