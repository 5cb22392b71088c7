import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { listedDeviceResult } from '../device-results.ts';
import { result, say } from '../terminal.ts';

interface LetInOptions extends CommonOptions {
  readonly really?: boolean;
}

/** `latchkey let-in <device>`: undoes a shut-out that was a mistake. */
export function letInCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('let-in <device>'))
    .option('--really', 'let the device in although somebody may have a copy of its keys')
    .addHelpText('after', '\nExample:\n  latchkey let-in "MacBook Air" --dir /srv/latchkey')
    .action((reference: string, options: LetInOptions) =>
      withHome(options, context, async (home) => {
        const { device, changed } = await home.devices.letIn(reference, options.really === true);
        if (changed && device.secretReusedAt !== undefined) {
          say(
            context.terminal,
            `warning: somebody used an old renewal secret of ${device.name}, so another computer may have a copy of its keys. That computer is let in too.`,
          );
        }
        const shown = { device: listedDeviceResult(device, home, context.clock.now()), changed };
        result(context.terminal, options.json, shown, () =>
          changed ? `${device.name} (${device.person}) is let in again.` : `${device.name} was not shut out.`,
        );
      }),
    );
}
