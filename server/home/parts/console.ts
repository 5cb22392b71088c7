import { execa } from 'execa';
import type { Logger } from 'pino';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { Clock } from '../../core/ports/basics.ts';
import type { Controls } from '../../http/control.ts';
import { parseLogLine } from '../../stack/process/log-lines.ts';
import { ConsoleProgram } from '../console-program.ts';
import type { MakeBackup } from '../jobs/backups.ts';
import { backUpNow } from '../jobs/backups.ts';
import type { Part } from '../lifecycle.ts';
import type { OpenHome } from '../open.ts';
import { testNotices } from '../test-notices.ts';

/** The doctor's own patience is shorter. */
const EXAMINE_TIMEOUT = 3 * 60_000;

interface ConsoleDeps {
  readonly home: OpenHome;
  /** The command line that starts this same program; undefined where it cannot be started. */
  readonly program: readonly [file: string, ...args: string[]] | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly record: (pid: number) => Promise<void>;
  readonly log: Logger;
  readonly warn: (message: string) => void;
}

/** The admin's console, as a part of the home that follows latchkey.yaml. */
export interface ConsolePart extends Part {
  /** Applies the present configuration. */
  reconfigure(): Promise<void>;
}

/** Serves the console. Sessions of one-time links end when the home starts, at the latest. */
export async function startConsole({ home, program, env, record, log, warn }: ConsoleDeps): Promise<ConsolePart> {
  home.oneTimeLinks.endAll();
  let running: ConsoleProgram | undefined;
  const begin = async () => {
    if (home.config.console === undefined || program === undefined) return;
    running = new ConsoleProgram({
      ...{ layout: home.layout, program, env, record },
      onLine: (line) => {
        const { level, message, fields } = parseLogLine('console', line);
        log[level]({ child: 'console', ...fields }, message);
      },
      onEnd: (how) =>
        how !== 'exit code 0' && warn(`the console ended (${how}); it is started again when somebody comes`),
    });
    await running.start();
  };
  await begin();
  return {
    stop: () => running?.stop(),
    reconfigure: async () => {
      if (running !== undefined && home.config.console !== undefined) return running.restart();
      await running?.stop();
      running = undefined;
      // No session survives switching the console off and on again.
      if (home.config.console === undefined) home.oneTimeLinks.endAll();
      await begin();
    },
  };
}

interface WorkDeps extends Pick<ConsoleDeps, 'home' | 'program' | 'env'> {
  readonly clock: Clock;
  readonly makeBackup: MakeBackup;
}

/**
 * The home's work for the console. The doctor and backups run as processes of their own, so nothing waits for them.
 * @returns `examine` throws LatchkeyError UNAVAILABLE where this program cannot be started
 */
export function consoleWork({ home, program, env, clock, makeBackup }: WorkDeps): Controls {
  let examining: Promise<unknown> | undefined;
  const examine = async () => {
    if (program === undefined) throw new LatchkeyError('UNAVAILABLE');
    const [file, ...args] = program;
    const words = [...args, 'doctor', '--json', '--dir', home.layout.dir];
    const run = { env, extendEnv: false, reject: false, stdin: 'ignore', timeout: EXAMINE_TIMEOUT } as const;
    const { stdout } = await execa(file, words, run);
    return JSON.parse(stdout) as unknown;
  };
  return {
    // One at a time: a second request gets the result of the first.
    examine: () => {
      examining ??= examine().finally(() => {
        examining = undefined;
      });
      return examining;
    },
    'make-backup': async () => ({ file: await backUpNow({ home, clock, makeBackup }) }),
    'test-notices': async () => ({ results: await testNotices(home, { env, clock }) }),
  };
}
