import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { deviceResult } from '../device-results.ts';
import { result } from '../terminal.ts';

/** `latchkey shut-out <device>`: its certificates open nothing any more when this returns. */
export function shutOutCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('shut-out <device>'))
    .description('shut a device out, at once; <device> is its name, its id or the beginning of its id')
    .addHelpText(
      'after',
      '\nExamples:\n  latchkey shut-out "MacBook Air" --dir /srv/latchkey\n  latchkey shut-out 3f2a9c01 --dir /srv/latchkey',
    )
    .action((reference: string, options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const { device } = await home.devices.shutOut(reference);
        result(
          context.terminal,
          options.json,
          { device: deviceResult(device, context.clock.now()) },
          () =>
            `${device.name} (${device.person}) is ${device.state === 'left' ? 'gone: it left before' : 'shut out'}.`,
        );
      }),
    );
}
