import type { Command } from 'commander';
import type { Device } from '../../core/records.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { localTime, result, table } from '../terminal.ts';

/** A device as `--json` shows it. */
export function deviceResult(device: Device, now: number) {
  const state = device.state === 'active' && device.notAfter <= now ? 'expired' : device.state;
  return {
    id: device.id,
    person: device.person,
    name: device.name,
    platform: device.platform ?? null,
    state,
    enrolledAt: new Date(device.enrolledAt).toISOString(),
    notAfter: new Date(device.notAfter).toISOString(),
    endedAt: device.endedAt === undefined ? null : new Date(device.endedAt).toISOString(),
  };
}

/** `latchkey devices`: who has a key. */
export function devicesCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('devices'))
    .description('list devices, the newest first')
    .addHelpText('after', '\nExample:\n  latchkey devices --dir /srv/latchkey --json')
    .action((options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const now = context.clock.now();
        const devices = home.devices.list().map((device) => deviceResult(device, now));
        result(context.terminal, options.json, { devices }, () =>
          devices.length === 0
            ? 'No device has a key yet. Invite somebody with: latchkey invite <person>'
            : table(
                ['ID', 'PERSON', 'DEVICE', 'STATE', 'SINCE', 'UNTIL'],
                devices.map((each) => [
                  each.id.slice(0, 8),
                  each.person,
                  each.name,
                  each.state,
                  localTime(new Date(each.enrolledAt)),
                  localTime(new Date(each.notAfter)),
                ]),
              ),
        );
      }),
    );
}
