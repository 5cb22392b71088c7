import { type Command, Option } from 'commander';
import { type Invitation, type InvitationState, invitationState } from '../../core/records.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { personNamed } from '../look-alikes.ts';
import { listed, type PagingOptions, sayMore, withPaging } from '../paging.ts';
import { table } from '../table.ts';
import { localTime, result } from '../terminal.ts';

const STATES = ['open', 'redeemed', 'expired', 'cancelled'] as const satisfies readonly InvitationState[];

interface InvitesOptions extends CommonOptions, PagingOptions {
  readonly person?: string;
  readonly state?: InvitationState;
}

function invitationResult(invitation: Invitation, now: number) {
  return {
    id: invitation.id,
    person: invitation.person,
    device: invitation.deviceName ?? null,
    state: invitationState(invitation, now),
    createdAt: new Date(invitation.createdAt).toISOString(),
    expiresAt: new Date(invitation.expiresAt).toISOString(),
    deviceId: invitation.deviceId ?? null,
  };
}

function cancelCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('cancel <id>'))
    .description('cancel an open invitation; <id> is its id or the beginning of it')
    .addHelpText('after', '\nExample:\n  latchkey invites cancel 3f2a9c01 --dir /srv/latchkey')
    .action((id: string, _options: CommonOptions, command: Command) => {
      // Options before the word "cancel" belong to the list, and are meant all the same.
      const options = command.optsWithGlobals<CommonOptions>();
      return withHome(options, context, async (home) => {
        const cancelled = invitationResult(home.invitations.cancel(id), context.clock.now());
        result(
          context.terminal,
          options.json,
          { invitation: cancelled },
          () => `The invitation of ${cancelled.person} is taken back; its code opens nothing.`,
        );
      });
    });
}

/** `latchkey invites`: who was invited, and what has become of it. The codes themselves are stored nowhere. */
export function invitesCommand(program: Command, context: CommandContext): void {
  const command = withPaging(withCommonOptions(program.command('invites')))
    .option('--person <name>', 'only the invitations of this person')
    .addOption(new Option('--state <state>', 'only invitations in this state').choices(STATES))
    .addHelpText(
      'after',
      `
Examples:
  latchkey invites --state open --dir /srv/latchkey
  latchkey invites cancel 3f2a9c01 --dir /srv/latchkey`,
    )
    .action((options: InvitesOptions) =>
      withHome(options, context, async (home) => {
        const now = context.clock.now();
        const filter = { person: personNamed(home, options.person, context.terminal), state: options.state };
        const { items, next } = listed(
          (page) => home.directory.invitations(filter, page),
          options,
          context.terminal,
          now,
        );
        const invitations = items.map((each) => invitationResult(each, now));
        const narrowed = options.person ?? options.state ?? options.after;
        result(context.terminal, options.json, { invitations, next: next ?? null }, () =>
          invitations.length === 0
            ? narrowed === undefined
              ? 'No invitations yet. Invite somebody: latchkey invite <person>'
              : 'No matching invitations.'
            : table(
                ['ID', 'PERSON', 'DEVICE', 'STATE', 'EXPIRES'],
                invitations.map((each) => [
                  each.id.slice(0, 8),
                  each.person,
                  each.device ?? '',
                  each.state,
                  localTime(new Date(each.expiresAt)),
                ]),
              ),
        );
        if (!options.json) sayMore(context.terminal, next);
      }),
    );
  cancelCommand(command, context);
}
