import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { deviceResult } from '../device-results.ts';
import { result } from '../terminal.ts';

interface ShutOutOptions extends CommonOptions {
  readonly app?: string;
}

/** `latchkey shut-out <device>`: its certificates open nothing any more when this returns. */
export function shutOutCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('shut-out <device>'))
    .option('--app <app>', 'only its keys for this app; the device itself stays in')
    .addHelpText(
      'after',
      '\nExamples:\n  latchkey shut-out "MacBook Air" --dir /srv/latchkey\n  latchkey shut-out 3f2a9c01 --dir /srv/latchkey\n  latchkey shut-out "Dave\'s Pixel" --app Immich --dir /srv/latchkey',
    )
    .action((reference: string, options: ShutOutOptions) =>
      withHome(options, context, async (home) => {
        if (options.app !== undefined) {
          const { app } = options;
          const device = await home.devices.shutOutApp(reference, app);
          const shown = { device: deviceResult(device, context.clock.now()), app };
          result(
            context.terminal,
            options.json,
            shown,
            () => `${app} on ${device.name} (${device.person}) is shut out.`,
          );
          return;
        }
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
