import { statSync } from 'node:fs';
import { Commands, giveToUser, type RunsBy } from '../core/doctor/commands.ts';
import type { HomeLayout } from '../core/layout.ts';
import { isOfRoot } from '../platform/caller.ts';
import type { CommandContext } from './command.ts';
import { plain, programWords, type Shown } from './terminal.ts';

/** What is to start the home: the image's environment says so, and the package's names the folder of its unit. */
function runsBy(dir: string, { LATCHKEY_RUNS_BY: by, LATCHKEY_UNIT_DIR: unitDir }: CommandContext['env']): RunsBy {
  if (by === 'compose') return 'compose';
  return dir === unitDir ? 'systemd' : 'hand';
}

/** The commands that a command names as what to do next, for the home that it was about. */
export function nextCommands(layout: HomeLayout, { env }: Pick<CommandContext, 'env'>): Commands {
  return new Commands(layout, false, runsBy(layout.dir, env));
}

/** What comes first where root made a home in a folder of its own: as root it would not run. */
export function ownerSteps({ dir }: HomeLayout): readonly Shown[] {
  if (!isOfRoot(statSync(dir))) return [];
  return [
    plain`It belongs to root, and a home never runs as root. As root, give it to a user first:`,
    programWords(`  ${giveToUser(dir)}`),
  ];
}
