import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { AccessOrder, PersonAccess } from '../../core/access/granting.ts';
import { accessInJson } from '../../core/access/in-json.ts';
import { readEnd } from '../../core/config/day.ts';
import type { OpenHome } from '../../home/open.ts';
import { accessTable, opensText } from '../access-results.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { listed, type PagingOptions, sayMore, withPaging } from '../paging.ts';
import { lines, result } from '../terminal.ts';

interface ChangeOptions extends CommonOptions {
  readonly all?: boolean;
  readonly device?: string;
  readonly until?: string;
}

interface AccessOptions extends CommonOptions, PagingOptions {
  readonly service?: string;
}

const DEFAULT_COLUMNS = 80;

/** `latchkey access`: who may open what. */
export function accessCommand(program: Command, context: CommandContext): void {
  const { terminal, clock } = context;
  withPaging(withCommonOptions(program.command('access [person]')), '<name>')
    .option('--service <service>', 'only those who may open this one')
    .addHelpText(
      'after',
      `
Examples:
  latchkey access --dir /srv/latchkey
  latchkey access Dave --dir /srv/latchkey
  latchkey access --service photos --all --json --dir /srv/latchkey`,
    )
    .action((person: string | undefined, options: AccessOptions) =>
      withHome(
        options,
        context,
        async (home) => {
          const wanted = options.service === undefined ? undefined : home.granting.known(options.service);
          const { items, next } =
            person === undefined
              ? listed((page) => home.granting.page(page), options, terminal, clock.now())
              : { items: [home.granting.of(person)], next: undefined };
          const all = items.flat().filter((each) => wanted === undefined || isOpen(each, wanted));
          result(terminal, options.json, { access: all.map(accessInJson), next: next ?? null }, () =>
            all.length === 0
              ? 'Nobody who has a device may open anything here.'
              : accessTable(
                  all,
                  terminal.out.columns ?? (terminal.out.isTTY ? DEFAULT_COLUMNS : Number.POSITIVE_INFINITY),
                ),
          );
          if (!options.json) sayMore(terminal, next);
        },
        { aboutAccess: true },
      ),
    );
}

const isOpen = ({ opens }: PersonAccess, wanted: string) => opens.some(({ name, open }) => open && name === wanted);

/** `latchkey allow <person> <service>…` */
export function allowCommand(program: Command, context: CommandContext): void {
  const command = withCommonOptions(program.command('allow <person> [services...]'))
    .option('--all', 'everything that is for everyone, also what comes later')
    .option('--until <date>', 'until the end of this day: 2026-12-31')
    .option('--device <device>', 'give one device back the services that it opens less than its person does')
    .addHelpText(
      'after',
      `
Examples:
  latchkey allow Dave photos music --dir /srv/latchkey
  latchkey allow "Grandma Rose" cloud --until 2026-12-31 --dir /srv/latchkey
  latchkey allow Dave --all --dir /srv/latchkey`,
    );
  changes(command, context, (home, order) => home.granting.allow(order));
}

/** `latchkey deny <person> <service>…` */
export function denyCommand(program: Command, context: CommandContext): void {
  const command = withCommonOptions(program.command('deny <person> [services...]'))
    .option('--all', 'everything')
    .option('--device <device>', 'only from this device of the person')
    .addHelpText(
      'after',
      `
Examples:
  latchkey deny Dave photos --dir /srv/latchkey
  latchkey deny Dave cloud --device "Work laptop" --dir /srv/latchkey`,
    );
  changes(command, context, (home, order) => home.granting.deny(order));
}

function changes(
  command: Command,
  context: CommandContext,
  change: (home: OpenHome, order: AccessOrder) => Promise<readonly PersonAccess[]>,
): void {
  command.action((person: string, services: readonly string[], options: ChangeOptions) =>
    withHome(
      options,
      context,
      async (home) => {
        if ((options.all === true) === services.length > 0)
          throw new LatchkeyError('USAGE', {
            detail: options.all ? 'Services and --all do not go together.' : 'Which services?',
            hint: 'Nothing was changed. Name them, or write --all. See latchkey access for what there is.',
          });
        const { until } = options;
        const all = await change(home, {
          person,
          services: options.all ? undefined : services,
          device: options.device,
          until: until === undefined ? undefined : readEnd('--until', until, context.clock.now()),
        });
        result(context.terminal, options.json, { access: all.map(accessInJson) }, () =>
          lines(
            all.map((access) => {
              const whose = access.device ? `${access.device.name} of ${access.person}` : access.person;
              return `${whose} may open: ${opensText(access)}.`;
            }),
          ),
        );
      },
      { aboutAccess: true },
    ),
  );
}
