import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { sightingResult, sightingText } from '../device-results.ts';
import { listed, type PagingOptions, sayMore, withPaging } from '../paging.ts';
import { table } from '../table.ts';
import { result } from '../terminal.ts';

/** `latchkey people`: who has, or had, a device. */
export function peopleCommand(program: Command, context: CommandContext): void {
  withPaging(withCommonOptions(program.command('people')), '<name>')
    .addHelpText('after', '\nExample:\n  latchkey people --dir /srv/latchkey')
    .action((options: CommonOptions & PagingOptions) =>
      withHome(options, context, async (home) => {
        const now = context.clock.now();
        const { items, next } = listed((page) => home.directory.people(page), options, context.terminal, now);
        const people = items.map(({ lastSeen, ...each }) => ({ ...each, lastSeen: sightingResult(lastSeen, home) }));
        result(context.terminal, options.json, { people, next: next ?? null }, () =>
          people.length === 0
            ? 'Nobody has a device. Invite somebody with: latchkey invite <person>'
            : table(
                ['PERSON', 'LET IN', 'DEVICES', 'INVITED', 'LAST SEEN'],
                people.map(({ name, active, devices, openInvitations, lastSeen }) => [
                  ...[name, String(active), String(devices), openInvitations > 0 ? String(openInvitations) : ''],
                  sightingText(lastSeen),
                ]),
              ),
        );
        if (!options.json) sayMore(context.terminal, next);
      }),
    );
}
