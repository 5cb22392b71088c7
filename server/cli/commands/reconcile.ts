import { join } from 'node:path';
import type { Command } from 'commander';
import { shellWord } from '../../core/doctor/commands.ts';
import { type CommandContext, type CommonOptions, ExitWithCode, withCommonOptions, withHome } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { lines, result } from '../terminal.ts';

/** `latchkey reconcile`: makes the active set what the registry says, now. */
export function reconcileCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('reconcile'))
    .addHelpText('after', '\nExample:\n  latchkey reconcile --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async ({ reconciler, layout }) => {
        const { created, removed, stuck } = await reconciler.reconcile();
        result(context.terminal, options.json, { created, removed, stuck }, () => {
          const done = `${created.length} added, ${removed.length} removed.`;
          const byHand = stuck.map((name) => `  rm -r ${shellWord(join(layout.active, name))}`);
          return stuck.length > 0 ? lines([done, 'These cannot be removed. Remove them by hand:', ...byHand]) : done;
        });
        if (stuck.length > 0) throw new ExitWithCode(EXIT.environment);
      }),
    );
}
