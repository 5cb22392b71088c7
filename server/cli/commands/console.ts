import type { Command } from 'commander';
import { ENTER_PATH } from '../../../shared/console/requests.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { inviteOrigin } from '../../../shared/invite.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { localTime, plain, result } from '../terminal.ts';

interface ConsoleOptions extends CommonOptions {
  readonly end?: boolean;
}

/** `latchkey console`: a one-time link to the console, for somebody without the key of an admin's device. */
export function consoleCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  withCommonOptions(program.command('console'))
    .option('--end', 'end the sessions that such links began, and cancel the links that were not opened')
    .addHelpText(
      'after',
      `
Admins need no link: the console opens with the key of their devices (latchkey admin add <person>).

Examples:
  latchkey console --dir /srv/latchkey
  latchkey console --end --dir /srv/latchkey`,
    )
    .action((options: ConsoleOptions) =>
      withHome(options, context, async (home) => {
        const { config, layout, oneTimeLinks } = home;
        if (options.end) {
          const ended = oneTimeLinks.endAll();
          return result(terminal, options.json, { ended }, () =>
            ended === 0
              ? 'There are no sessions of one-time links. Links that were not opened are cancelled.'
              : `Sessions ended: ${ended}. Links that were not opened are cancelled.`,
          );
        }
        if (config.console === undefined)
          throw new LatchkeyError('USAGE', {
            detail: 'This home has no console: latchkey.yaml turns it off, or its name is taken.',
            hint: 'latchkey config check says which of the two. Correct it, then run latchkey reload.',
          });
        const { askHealth } = await import('../../home/asking/ask-health.ts');
        if ((await askHealth(layout)) === undefined) throw new LatchkeyError('HOME_NOT_RUNNING');
        const origin = inviteOrigin({ host: config.console.host, port: config.ports.https });
        const { token, expiresAt } = oneTimeLinks.make();
        const shown = { link: `${origin}${ENTER_PATH}#${token}`, expiresAt: new Date(expiresAt).toISOString() };
        result(
          terminal,
          options.json,
          shown,
          () => plain`Open this in a browser at home, before ${localTime(new Date(expiresAt))}:

  ${shown.link}

It works once. The first browser that opens it can use the console for eight hours; latchkey console --end ends the session.`,
        );
      }),
    );
}
