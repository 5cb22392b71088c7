import { certificateStores } from '../../../electron/adapters/certificate-stores.ts';
import { runCommand } from '../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../electron/adapters/temp-folder.ts';
import type { Person } from './with-keyring.ts';

/** The fingerprints of the certificates that Chromium would find as this person. */
export async function installedFingerprints({ home, dataHome, env }: Person): Promise<string[]> {
  const places = { home, dataHome, configHome: env.XDG_CONFIG_HOME };
  const temp = new TempFolder(`${home}/tmp`);
  const stores = await certificateStores({ platform: 'linux', places, env, run: runCommand, temp }).find();
  const lists = await Promise.all(stores.map((store) => store.list()));
  return lists.flat().map(({ fingerprint }) => fingerprint);
}
