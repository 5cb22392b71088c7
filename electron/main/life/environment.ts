import { homedir, hostname, release } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { systemOf } from '../../adapters/device-facts.ts';
import type { DeviceFacts } from '../../core/ports.ts';

/** Where and on what the app runs. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly system: DeviceFacts['platform'];
  /** The kernel's. */
  readonly release: string;
  readonly hostname: string;
  /** The person's home folder. */
  readonly home: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Not packaged: run from a checkout. */
  readonly development: boolean;
  /** The folder of what ships beside the program. */
  readonly resources: string;
  /** Where the page comes from while it is being worked on. */
  readonly devServer: string | undefined;
  readonly app: { readonly version: string /** `linux 6.1.0 x64`. */; readonly system: string };
}

/** Reads it once; nothing else in the main process looks around. */
export function readEnvironment(
  app: Pick<App, 'isPackaged' | 'getAppPath' | 'getVersion'>,
  process: Pick<NodeJS.Process, 'env' | 'platform' | 'arch' | 'versions'> & { readonly resourcesPath: string },
): Environment {
  const { env, platform, arch, versions } = process;
  const development = !app.isPackaged;
  return {
    env,
    platform,
    system: systemOf(platform),
    release: release(),
    hostname: hostname(),
    home: homedir(),
    versions,
    development,
    resources: development ? join(app.getAppPath(), 'resources') : process.resourcesPath,
    devServer: development ? env.ELECTRON_RENDERER_URL : undefined,
    app: { version: app.getVersion(), system: `${platform} ${release()} ${arch}` },
  };
}
