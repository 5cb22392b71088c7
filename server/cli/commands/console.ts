import type { Command } from 'commander';
import { ENTER_PATH } from '../../../shared/console/routes.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { inviteOrigin } from '../../../shared/invite.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { localTime, plain, result } from '../terminal.ts';

interface ConsoleOptions extends CommonOptions {
  readonly end?: boolean;
}

/** `latchkey console`: a one-time link to the console, for who has no key of an admin's device at hand. */
export function consoleCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  withCommonOptions(program.command('console'))
    .description(
      "print a link that opens the admin's console: once, within five minutes, in one browser at home, for eight hours",
    )
    .option('--end', 'end what such links have opened, and links that were not opened yet')
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
              ? 'No link has opened the console.'
              : `Ended: ${ended}. Links that were not opened work no more.`,
          );
        }
        if (config.console === undefined)
          throw new LatchkeyError('USAGE', {
            detail: 'This home has no console: latchkey.yaml turns it off, or its name is taken.',
            hint: 'latchkey config check says which. Then: latchkey reload.',
          });
        const { askHealth } = await import('../../home/client.ts');
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

It works once. Whoever opens it first is in the console for eight hours; latchkey console --end ends that.`,
        );
      }),
    );
}
