import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { localTime, result, table } from '../terminal.ts';

/** `latchkey invites`: who was invited, and what has become of it. The codes themselves are stored nowhere. */
export function invitesCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('invites'))
    .description('list invitations, the newest first')
    .addHelpText('after', '\nExample:\n  latchkey invites --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const invitations = home.invitations.list().map((each) => ({
          id: each.id,
          person: each.person,
          device: each.deviceName ?? null,
          state: each.state,
          createdAt: new Date(each.createdAt).toISOString(),
          expiresAt: new Date(each.expiresAt).toISOString(),
          deviceId: each.deviceId ?? null,
        }));
        result(context.terminal, options.json, { invitations }, () =>
          invitations.length === 0
            ? 'Nobody was invited yet. Invite somebody with: latchkey invite <person>'
            : table(
                ['ID', 'PERSON', 'DEVICE', 'STATE', 'ENDS'],
                invitations.map((each) => [
                  each.id.slice(0, 8),
                  each.person,
                  each.device ?? '',
                  each.state,
                  localTime(new Date(each.expiresAt)),
                ]),
              ),
        );
      }),
    );
}
