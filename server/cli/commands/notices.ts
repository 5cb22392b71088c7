import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { queuedInJson } from '../../core/notifications/ports.ts';
import type { OpenHome } from '../../home/open.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { table } from '../table.ts';
import { localTime, result } from '../terminal.ts';

const SHOWN = 50;

async function outboxOf(home: OpenHome) {
  const { SqliteOutbox } = await import('../../store/outbox.ts');
  return new SqliteOutbox(home.registry);
}

function listCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('list'))
    .description(`list the last ${SHOWN} notices: sent, waiting, given up`)
    .addHelpText('after', '\nExample:\n  latchkey notices list --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const notices = (await outboxOf(home)).list(SHOWN).map(queuedInJson);
        result(context.terminal, options.json, { notices }, () =>
          notices.length === 0
            ? 'There are no notices.'
            : table(
                ['WHEN', 'BY', 'STATE', 'WHAT', 'TRIED', 'BECAUSE'],
                notices.map((each) => [
                  localTime(new Date(each.createdAt)),
                  each.channel,
                  each.state,
                  each.title,
                  String(each.attempts),
                  each.error ?? '',
                ]),
              ),
        );
      }),
    );
}

function retryCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('retry'))
    .description('send waiting and given-up notices now; the running home does it')
    .addHelpText('after', '\nExample:\n  latchkey notices retry --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const retried = (await outboxOf(home)).retry(context.clock.now());
        result(context.terminal, options.json, { retried }, () =>
          retried === 0 ? 'Nothing waits.' : `${retried} to be sent by the running home (latchkey up), within seconds.`,
        );
      }),
    );
}

function testCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('test'))
    .description('send a test notice by every channel in latchkey.yaml, now, and show the result')
    .addHelpText('after', '\nExample:\n  latchkey notices test --dir /srv/latchkey')
    .action((options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const { testNotices } = await import('../../home/test-notices.ts');
        const results = await testNotices(home, context);
        const failures = results.flatMap(({ channel, error }) => (error === null ? [] : [`${channel}: ${error}.`]));
        if (failures.length > 0) throw new LatchkeyError('NOTICE_NOT_SENT', { detail: failures.join('\n') });
        const channels = results.map(({ channel }) => channel);
        result(context.terminal, options.json, { sent: channels }, () => `Sent by ${channels.join(' and ')}.`);
      }),
    );
}

/** `latchkey notices`: what the admin is told, by webhook and e-mail. */
export function noticesCommand(program: Command, context: CommandContext): void {
  const group = program.command('notices');
  testCommand(group, context);
  listCommand(group, context);
  retryCommand(group, context);
}
