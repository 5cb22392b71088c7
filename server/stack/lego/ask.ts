/** What a lego is and can do, as it says itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runTool } from '../../platform/run-tool.ts';
import type { Launcher } from '../process/launch.ts';

/** Asks the program at a path, and hears what it prints. Never rejects for what the program does. */
export type AskLego = (path: string, args: readonly string[]) => Promise<string>;

/** Longer than a help takes on a slow machine; milliseconds. */
const TIMEOUT = 20_000;

/**
 * Its own environment: none of ours. lego makes its folder before it prints its help, and prints nothing where it may not
 * (a read-only `/`): it is named one that exists, and writes nothing there.
 */
const bare = (env: NodeJS.ProcessEnv) => ({ PATH: env.PATH ?? '/usr/bin:/bin', LEGO_PATH: '/' });

/** As this process's own user. */
export const askAsSelf =
  (env: NodeJS.ProcessEnv): AskLego =>
  async (path, args) =>
    (await runTool(path, args, { env: bare(env) })).stdout;

/** What it prints may arrive after it has ended: this line comes behind all of it. */
const END = 'latchkey: all was said';
/** Ends with what it runs. Some shells say "Killed" of that, which is none of lego's words. */
const SCRIPT = `exec 2>/dev/null; trap 'kill -s KILL $!' TERM; "$@" & wait $!; echo '${END}'`;

/** By a launcher: as the user that places the order. */
export function askBy(
  launch: Launcher,
  { folder, env, signal }: { readonly folder: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): AskLego {
  return async (path, args) => {
    const lines: string[] = [];
    const { promise: said, resolve } = Promise.withResolvers<void>();
    const program = { path: '/bin/sh', args: ['-c', SCRIPT, 'sh', path, ...args], env: bare(env), folder };
    const child = await launch(program, (line) => {
      if (line === END) resolve();
      else lines.push(line);
    });
    const over = new AbortController();
    const tooLong = sleep(TIMEOUT, undefined, { signal: AbortSignal.any([signal, over.signal]), ref: false });
    const late = await Promise.race([said.then(() => false), tooLong.catch(() => true)]);
    over.abort();
    if (late !== false) child.kill('SIGTERM');
    await child.ended;
    return lines.join('\n');
  };
}
