import { type Command, Option } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { parseDuration } from '../../core/config/duration.ts';
import { DEVICE_STATES, type DeviceFilter, type ListedState } from '../../core/names/directory.ts';
import { renewsByHand } from '../../core/records.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { listedDeviceResult, sightingText } from '../device-results.ts';
import { personNamed } from '../look-alikes.ts';
import { listed, type PagingOptions, sayMore, withPaging } from '../paging.ts';
import { table } from '../table.ts';
import { localTime, result } from '../terminal.ts';

interface DevicesOptions extends CommonOptions, PagingOptions {
  readonly person?: string;
  readonly state?: ListedState;
  readonly expiring?: string;
}

function filterOf({ state, expiring }: DevicesOptions, person: string | undefined, now: number): DeviceFilter {
  const narrowed = { person, state };
  if (expiring === undefined) return narrowed;
  const seconds = parseDuration(expiring);
  if (seconds === undefined) {
    throw new LatchkeyError('USAGE', {
      detail: `--expiring ${JSON.stringify(expiring)} is not a duration.`,
      hint: 'Write a whole number and a unit: 12h, 30d.',
    });
  }
  return { ...narrowed, endsUntil: now + seconds * 1000 };
}

/** `latchkey devices`: who has a key. */
export function devicesCommand(program: Command, context: CommandContext): void {
  withPaging(withCommonOptions(program.command('devices')))
    .option('--person <name>', 'only the devices of this person')
    .addOption(new Option('--state <state>', 'only devices in this state').choices(DEVICE_STATES))
    .addOption(
      new Option(
        '--expiring <duration>',
        'only keys that expire within this time, such as 12h or 30d; the next to expire first',
      ).conflicts('state'),
    )
    .addHelpText(
      'after',
      `
Examples:
  latchkey devices --dir /srv/latchkey
  latchkey devices --person "Grandma Rose" --state active --dir /srv/latchkey
  latchkey devices --expiring 30d --all --json --dir /srv/latchkey`,
    )
    .action((options: DevicesOptions) =>
      withHome(options, context, async (home) => {
        const now = context.clock.now();
        const filter = filterOf(options, personNamed(home, options.person, context.terminal), now);
        const { items, next } = listed((page) => home.directory.devices(filter, page), options, context.terminal, now);
        const devices = items.map((device) => listedDeviceResult(device, home, now));
        const soon = options.expiring !== undefined;
        const narrowed = options.person ?? options.state ?? options.expiring ?? options.after;
        result(context.terminal, options.json, { devices, next: next ?? null }, () =>
          devices.length === 0
            ? narrowed === undefined
              ? 'No device has a key yet. Invite somebody with: latchkey invite <person>'
              : 'No matching devices.'
            : table(
                ['ID', 'PERSON', 'DEVICE', 'STATE', 'UNTIL', 'LAST SEEN', ...(soon ? ['RENEWS'] : [])],
                devices.map((each, index) => [
                  each.id.slice(0, 8),
                  each.person,
                  each.name,
                  each.state,
                  localTime(new Date(items[index]?.notAfter ?? 0)),
                  sightingText(each.lastSeen),
                  ...(soon ? [renewsByHand(each.origin) ? 'by hand (phone or tablet)' : 'by itself'] : []),
                ]),
              ),
        );
        if (!options.json) sayMore(context.terminal, next);
      }),
    );
}
