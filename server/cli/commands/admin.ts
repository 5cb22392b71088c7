import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { table } from '../table.ts';
import { localTime, plain, result } from '../terminal.ts';

const WHO = '<person> is the name, or the id of a device or open invitation of theirs';

function addCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('add <person>'))
    .description(`make a person an admin: every device of the person opens the console; ${WHO}`)
    .addHelpText('after', '\nExample:\n  latchkey admin add Ann --dir /srv/latchkey')
    .action((reference: string, options: CommonOptions) =>
      withHome(options, context, async ({ admins }) => {
        const added = admins.add(reference);
        result(context.terminal, options.json, added, () =>
          added.changed
            ? plain`${added.person} is an admin: every device of theirs opens the console.`
            : plain`${added.person} was an admin already.`,
        );
      }),
    );
}

interface RemoveOptions extends CommonOptions {
  readonly last?: boolean;
}

function removeCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('remove <person>'))
    .description(`remove an admin: from now on, no device of the person opens the console; ${WHO}`)
    .option('--last', 'remove the last admin too: after that, only latchkey console opens the console')
    .addHelpText('after', '\nExample:\n  latchkey admin remove Ann --dir /srv/latchkey')
    .action((reference: string, options: RemoveOptions) =>
      withHome(options, context, async ({ admins }) => {
        const person = await admins.remove(reference, options.last ?? false);
        result(context.terminal, options.json, { person }, () => plain`${person} is an admin no longer.`);
      }),
    );
}

function listCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('list'))
    .description('list the admins, whose devices open the console')
    .addHelpText('after', '\nExample:\n  latchkey admin list --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async ({ admins }) => {
        const all = admins.list();
        const shown = all.map(({ since, ...each }) => ({ ...each, since: new Date(since).toISOString() }));
        result(context.terminal, options.json, { admins: shown }, () =>
          all.length === 0
            ? 'Nobody is an admin. Make somebody one with: latchkey admin add <person>'
            : table(
                ['PERSON', 'DEVICES', 'SINCE'],
                all.map(({ person, devices, since }) => [person, String(devices), localTime(new Date(since))]),
              ),
        );
      }),
    );
}

/** `latchkey admin add|remove|list`: whose devices open the console. */
export function adminCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('admin')
    .addHelpText('after', '\nExample:\n  latchkey admin add Ann --dir /srv/latchkey');
  for (const add of [addCommand, removeCommand, listCommand]) add(group, context);
}
