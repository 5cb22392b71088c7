import { type Command, Option } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { LANGUAGES } from '../../../shared/languages.ts';
import type { Belongings, NamedProfile } from '../../core/people/people.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { mayGoOn } from '../confirm.ts';
import { deviceResult } from '../device-results.ts';
import { lines, result, type Shown } from '../terminal.ts';

interface ShutOutOptions extends CommonOptions {
  readonly yes?: boolean;
}

function inWords({ devices, invitations, admin }: Belongings): string {
  const names = devices.map(({ name }) => name).join(', ');
  const what = [
    `${counted(devices.length, 'device')}${names ? ` (${names})` : ''}`,
    ...(invitations.length > 0 ? [counted(invitations.length, 'open code')] : []),
  ];
  return `${what.join(' and ')}${admin ? ', and an admin no longer' : ''}`;
}

interface SetOptions extends CommonOptions {
  readonly user?: string;
  readonly email?: string;
  readonly groups?: string;
  readonly language?: string;
}

const known = ({ user, email, groups }: NamedProfile) =>
  [user && `user ${user}`, email && `email ${email}`, groups.length > 0 && `groups ${groups.join(', ')}`].filter(
    Boolean,
  );

function profileText(profile: NamedProfile): Shown {
  const facts = known(profile);
  const { person, sharedWith, language } = profile;
  const reads = language === undefined ? [] : [`${person} reads ${language}.`];
  if (facts.length === 0)
    return lines([`Services with identity: in latchkey.yaml see nothing of ${person} but the name.`, ...reads]);
  const shared =
    sharedWith.length > 0
      ? [`A service may take ${person} for ${sharedWith.join(', ')}: they share a user or an e-mail address.`]
      : [];
  return lines([
    `Services with identity: in latchkey.yaml see ${person} as: ${facts.join('; ')}.`,
    ...shared,
    ...reads,
  ]);
}

/** `latchkey person set`: what services are told of a person. */
function setCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('set <person>'))
    .description(
      "set what services with identity: in latchkey.yaml learn about a person, and the person's language; without an option, show both. An empty text removes an entry",
    )
    .option('--user <name>', 'what the person is called where they log in')
    .option('--email <address>', "the person's e-mail address")
    .option('--groups <names>', 'groups, with commas between them')
    .addOption(
      new Option('--language <language>', 'language of mails to the person; no service sees it').choices([
        ...LANGUAGES,
        '',
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  latchkey person set Dave --user dave --email dave@example.com --dir /srv/latchkey
  latchkey person set Dave --groups family,photos --dir /srv/latchkey
  latchkey person set Dave --email "" --dir /srv/latchkey`,
    )
    .action((reference: string, options: SetOptions) =>
      withHome(options, context, async ({ people }) => {
        const { user, email, groups, language } = options;
        const change = { user, email, groups: groups?.split(',').flatMap((group) => group.trim() || []), language };
        const asks = [user, email, groups, language].every((each) => each === undefined);
        const profile = asks ? people.profile(reference) : people.setProfile(reference, change);
        result(context.terminal, options.json, profile, () => profileText(profile));
      }),
    );
}

/** `latchkey person`: what services are told of a person; none of their devices opens anything after `shut-out`. */
export function personCommand(program: Command, context: CommandContext): void {
  const { terminal, clock } = context;
  const example = '\nExample:\n  latchkey person shut-out "Dave" --dir /srv/latchkey';
  const group = program.command('person').addHelpText('after', example);
  setCommand(group, context);
  withCommonOptions(group.command('shut-out <person>'))
    .description(
      'shut every device of a person out, at once, and cancel the person’s open invitations; <person> is the name, or the id of a device or open invitation of theirs',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', example)
    .action((reference: string, options: ShutOutOptions) =>
      withHome(options, context, async (home) => {
        const before = home.people.belongings(reference);
        const question = `Shut ${before.person} out: ${inWords(before)}?`;
        if (!(await mayGoOn(question, options, terminal))) return;
        const taken = await home.people.shutOut(reference);
        const { person, devices, invitations, admin } = taken;
        const shown = devices.map(({ id }) => home.registry.device(id)).filter((device) => device !== undefined);
        result(
          terminal,
          options.json,
          {
            person,
            devices: shown.map((device) => deviceResult(device, clock.now())),
            cancelledInvitations: invitations.map(({ id }) => id),
            wasAdmin: admin,
          },
          () => `${person} is shut out: ${inWords(taken)}.`,
        );
      }),
    );
}
