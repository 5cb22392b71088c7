import { execFile } from 'node:child_process';

/** What runs this process, as far as systemd tells it (sd_notify(3), sd_watchdog_enabled(3)). */
export interface ServiceManager {
  /** The home is up. */
  ready(status: string): void;
  /** Says from now on, again and again, that this process is not hung. */
  watched(): void;
  /** The home is on its way down: from here on, silence is no sign of a hung one. */
  stopping(): void;
}

/** Nobody is to be told. */
const NOBODY: ServiceManager = { ready: () => undefined, watched: () => undefined, stopping: () => undefined };

/**
 * The service manager that the environment names. Node has no datagram sockets of UNIX, so systemd-notify(1) speaks.
 * @param env of this process: NOTIFY_SOCKET, WATCHDOG_USEC
 */
export function serviceManager(env: Readonly<Record<string, string | undefined>>): ServiceManager {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdog } = env;
  if (socket === undefined) return NOBODY;
  const tell = (...words: readonly string[]) => {
    // One that fails is followed by another, or by a restart.
    execFile(
      'systemd-notify',
      words,
      { env: { PATH: env.PATH, NOTIFY_SOCKET: socket }, timeout: 10_000 },
      () => undefined,
    );
  };
  let watch: NodeJS.Timeout | undefined;
  return {
    ready: (status) => tell('--ready', `--status=${status}`),
    watched: () => {
      const every = Number(watchdog) / 1000 / 3;
      if (every > 0) watch ??= setInterval(() => tell('WATCHDOG=1'), every).unref();
    },
    stopping: () => {
      clearInterval(watch);
      tell('STOPPING=1');
    },
  };
}
