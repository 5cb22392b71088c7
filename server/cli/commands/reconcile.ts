import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { lines, result } from '../terminal.ts';

/** `latchkey reconcile`: makes the active set what the registry says, now. */
export function reconcileCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('reconcile'))
    .description('make the active set what the registry says, now; latchkey up does the same every few seconds')
    .addHelpText('after', '\nExample:\n  latchkey reconcile --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async ({ reconciler }) => {
        const { created, removed, stuck } = await reconciler.reconcile();
        result(context.terminal, options.json, { created, removed, stuck }, () => {
          const done = `${created.length} added, ${removed.length} removed.`;
          return stuck.length > 0 ? lines([done, `Remove by hand: ${stuck.join(', ')}`]) : done;
        });
      }),
    );
}
