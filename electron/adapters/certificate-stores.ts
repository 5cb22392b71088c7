/** The one place that knows which certificate store belongs to which system. */
import { LatchkeyError } from '../../shared/errors.ts';
import type { CertificateStore, CertificateStores, DeviceFacts } from '../core/ports.ts';
import { KeychainStore } from './macos/keychain-store.ts';
import { findLocations, type Places } from './nss/find-databases.ts';
import { NssStore } from './nss/firefox-and-chromium-store.ts';
import { findTool, type RunCommand } from './run-command.ts';
import type { TempFolder } from './temp-folder.ts';
import { UserStore } from './windows/user-store.ts';

export interface StoreDeps {
  readonly platform: DeviceFacts['platform'];
  readonly places: Places;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
  readonly temp: TempFolder;
}

export function certificateStores(deps: StoreDeps): CertificateStores {
  switch (deps.platform) {
    case 'linux':
      return nssStores(deps);
    case 'macos':
      return oneStore(new KeychainStore(deps));
    case 'windows':
      return oneStore(new UserStore(deps));
    default:
      return oneStore(UNSUPPORTED);
  }
}

const oneStore = (store: CertificateStore): CertificateStores => ({ find: () => Promise.resolve([store]) });

function nssStores({ places, env, run, temp }: StoreDeps): CertificateStores {
  return {
    async find() {
      const certutil = await findTool('certutil', env.PATH);
      const pk12util = await findTool('pk12util', env.PATH);
      const locations = await findLocations(places);
      return locations.map((location) => new NssStore(location, { certutil, pk12util, env, run, temp }));
    },
  };
}

const detail = 'Latchkey cannot write to the certificate store of this system.';
const refuse = () => Promise.reject(new LatchkeyError('STORE_NOT_SUPPORTED', { detail }));

/** Says why instead of failing later: every operation but the precheck refuses. */
const UNSUPPORTED: CertificateStore = {
  id: 'unsupported',
  name: 'the certificate store of this system',
  precheck: () => Promise.resolve({ usable: false, code: 'STORE_NOT_SUPPORTED', detail }),
  find: refuse,
  import: refuse,
  remove: refuse,
  list: refuse,
};
