import type { Command } from 'commander';
import type { Belongings } from '../../core/people/people.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { mayGoOn } from '../confirm.ts';
import { deviceResult } from '../device-results.ts';
import { result } from '../terminal.ts';

interface ShutOutOptions extends CommonOptions {
  readonly yes?: boolean;
}

function inWords({ devices, invitations }: Belongings): string {
  const names = devices.map(({ name }) => name).join(', ');
  const what = [
    devices.length === 1 ? `1 device (${names})` : `${devices.length} devices${names ? ` (${names})` : ''}`,
    ...(invitations.length > 0 ? [`${invitations.length} open ${invitations.length === 1 ? 'code' : 'codes'}`] : []),
  ];
  return what.join(' and ');
}

/** `latchkey person shut-out`: none of a person's devices opens anything any more when this returns. */
export function personCommand(program: Command, context: CommandContext): void {
  const { terminal, clock } = context;
  const example = '\nExample:\n  latchkey person shut-out "Dave" --dir /srv/latchkey';
  const group = program
    .command('person')
    .description('shut a person out, with every device of theirs')
    .addHelpText('after', example);
  withCommonOptions(group.command('shut-out <person>'))
    .description(
      'shut every device of a person out, at once, and take their open codes back; <person> is the name, or the id of a device or open invitation of theirs',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', example)
    .action((reference: string, options: ShutOutOptions) =>
      withHome(options, context, async (home) => {
        const before = home.people.belongings(reference);
        const question = `Shut ${before.person} out: ${inWords(before)}?`;
        if (!(await mayGoOn(question, options, terminal))) return;
        const { person, devices, invitations } = await home.people.shutOut(reference);
        const shown = devices.map(({ id }) => home.registry.device(id)).filter((device) => device !== undefined);
        result(
          terminal,
          options.json,
          {
            person,
            devices: shown.map((device) => deviceResult(device, clock.now())),
            cancelledInvitations: invitations.map(({ id }) => id),
          },
          () => `${person} is shut out: ${inWords({ person, devices, invitations })}.`,
        );
      }),
    );
}
