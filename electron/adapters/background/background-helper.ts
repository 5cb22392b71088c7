/** The one place that knows which system starts the app by which means. */
import type { BackgroundHelper, DeviceFacts } from '../../core/ports.ts';
import type { RunCommand } from '../run-command.ts';
import type { TempFolder } from '../temp-folder.ts';
import type { Launch } from './launch.ts';
import { LaunchAgent } from './launchd.ts';
import { ScheduledTask } from './scheduled-task.ts';
import { SystemdTimer } from './systemd.ts';

export interface BackgroundDeps {
  readonly system: DeviceFacts['platform'];
  readonly launch: Launch;
  /** The person's home folder. */
  readonly home: string;
  readonly hostname: string;
  readonly uid: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
  readonly temp: TempFolder;
}

export function backgroundHelper(deps: BackgroundDeps): BackgroundHelper {
  const { system, home, hostname, uid = 0 } = deps;
  const seed = `${home}\n${hostname}`;
  switch (system) {
    case 'macos':
      return new LaunchAgent({ ...deps, uid, seed });
    case 'windows':
      return new ScheduledTask({ ...deps, seed });
    case 'linux':
      return new SystemdTimer({ ...deps, seed });
    default:
      return NONE;
  }
}

const NONE: BackgroundHelper = {
  state: () => Promise.resolve('not-available'),
  install: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};
