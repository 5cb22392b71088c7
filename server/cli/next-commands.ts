import { Commands, type RunsBy } from '../core/doctor/commands.ts';
import type { HomeLayout } from '../core/layout.ts';
import type { CommandContext } from './command.ts';

/** What is to start the home: the image's environment says so, and the package's names the folder of its unit. */
function runsBy(dir: string, { LATCHKEY_RUNS_BY: by, LATCHKEY_UNIT_DIR: unitDir }: CommandContext['env']): RunsBy {
  if (by === 'compose') return 'compose';
  return dir === unitDir ? 'systemd' : 'hand';
}

/** The commands that a command names as what to do next, for the home that it was about. */
export function nextCommands(layout: HomeLayout, { env }: Pick<CommandContext, 'env'>): Commands {
  return new Commands(layout, false, runsBy(layout.dir, env));
}
