import type { Command } from 'commander';
import { homeLayout } from '../../core/layout.ts';
import type { ReloadReport } from '../../home/reload.ts';
import { type CommandContext, type CommonOptions, homeFolder, withCommonOptions } from '../command.ts';
import { lines, result, say } from '../terminal.ts';

/** Said when latchkey.yaml itself is the same. */
const ELSEWHERE = 'Hand-written sites, or files that latchkey.yaml names, have changed.';

/** Said when all is the same, as far as latchkey can see. */
const SAME = 'The home runs with this latchkey.yaml already. Certificates, keys and tokens were read again.';

/** What a reload did, in lines. */
export function reloadLines({ effects, changed, attacksRefused }: ReloadReport): readonly string[] {
  if (effects.length + changed.length === 0) return [SAME];
  const changes = effects.length > 0 ? effects.map(({ text }) => text) : [ELSEWHERE];
  return [...changes, `The client-certificate check holds: ${attacksRefused} attacks, none got in.`];
}

/** `latchkey reload`: the running home goes over to the latchkey.yaml of now. */
export function reloadCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('reload'))
    .addHelpText(
      'after',
      `
Everything is checked before anything changes, and the client-certificate check is attacked afterwards: when it does not hold, the
change is taken back.
latchkey config diff says beforehand what will change.

Examples:
  latchkey reload --dir /srv/latchkey`,
    )
    .action(async (options: CommonOptions) => {
      const { askReload } = await import('../../home/asking/ask-running.ts');
      const report = await askReload(homeLayout(homeFolder(options, context)));
      for (const warning of report.warnings) say(context.terminal, `warning: ${warning}`);
      result(context.terminal, options.json, report, () => lines(reloadLines(report)));
    });
}
