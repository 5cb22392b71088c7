/** The one place that knows which certificate store belongs to which system. */
import { LatchkeyError } from '../../shared/errors.ts';
import type { CertificateStore, CertificateStores, DeviceFacts } from '../core/ports.ts';
import { findLocations, type Places } from './nss/locations.ts';
import { NssStore } from './nss/nss-store.ts';
import { findTool, type RunCommand } from './run-command.ts';
import type { TempFolder } from './temp-folder.ts';

export interface StoreSurroundings {
  readonly platform: DeviceFacts['platform'];
  readonly places: Places;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
  readonly temp: TempFolder;
}

export function certificateStores(surroundings: StoreSurroundings): CertificateStores {
  return surroundings.platform === 'linux' ? nssStores(surroundings) : unsupportedStores(surroundings.platform);
}

function nssStores({ places, env, run, temp }: StoreSurroundings): CertificateStores {
  return {
    async find() {
      const certutil = await findTool('certutil', env.PATH);
      const pk12util = await findTool('pk12util', env.PATH);
      const locations = await findLocations(places);
      return locations.map((location) => new NssStore(location, { certutil, pk12util, env, run, temp }));
    },
  };
}

/** Says why instead of failing later: every operation but the precheck refuses. */
function unsupportedStores(platform: DeviceFacts['platform']): CertificateStores {
  const names = { macos: 'the macOS keychain', windows: 'the Windows certificate store' } as const;
  const name =
    platform === 'macos' || platform === 'windows' ? names[platform] : `the certificate store of this system`;
  const detail = `Latchkey cannot write to ${name} yet.`;
  const refuse = () => Promise.reject(new LatchkeyError('STORE_NOT_SUPPORTED', { detail }));
  const store: CertificateStore = {
    id: `unsupported:${platform}`,
    name,
    precheck: () => Promise.resolve({ usable: false, code: 'STORE_NOT_SUPPORTED', detail }),
    find: refuse,
    import: refuse,
    remove: refuse,
    list: refuse,
  };
  return { find: () => Promise.resolve([store]) };
}
