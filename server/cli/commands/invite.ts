import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { LANGUAGES, type Language } from '../../../shared/languages.ts';
import type { OpenHome } from '../../home/open.ts';
import { whole } from '../../platform/breaking-off.ts';
import { writeNamed } from '../../platform/caller.ts';
import { copyByTool } from '../../platform/clipboard.ts';
import { type CommandContext, type CommonOptions, repeatable, withCommonOptions, withHome } from '../command.ts';
import { lifeOf } from '../invitation-life.ts';
import { type InvitationResult, invitationText } from '../invitation-text.ts';
import { sayLookAlikes } from '../look-alikes.ts';
import { copyByTerminal, result, say } from '../terminal.ts';

interface InviteOptions extends CommonOptions {
  readonly device?: string;
  readonly expires?: string;
  readonly service?: readonly string[];
  readonly file?: string;
  readonly copy?: true;
  readonly for?: 'computer' | 'phone';
  readonly language?: Language;
}

/**
 * Made before the invitation is, so that none is made that nobody gets to see. Whoever can read it can use the code, so
 * only its owner can.
 * @param home the home's folder; a file in it is the home's, any other is of whoever typed the command
 */
async function openInviteFile(
  file: string | undefined,
  { cwd }: CommandContext,
  home: string,
): Promise<FileHandle | undefined> {
  if (file === undefined) return undefined;
  if (!file.endsWith('.latchkey')) {
    throw new LatchkeyError('USAGE', { detail: `--file ${JSON.stringify(file)} does not end in .latchkey.` });
  }
  try {
    const path = resolve(cwd, file);
    return await writeNamed(path, home, () => open(path, 'wx', 0o600));
  } catch (cause) {
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', {
      detail: `${file} cannot be written, or is there already.`,
      cause,
    });
  }
}

/** What keeps the page of an invite from being opened under its own name. */
const LACKS = { address: 'address in DNS', certificate: 'server certificate' } as const;

/** Puts the message on the clipboard, and says where it went: a terminal that takes it by itself never tells. */
async function copy(message: string, { terminal, env }: CommandContext): Promise<void> {
  if (await copyByTool(message, env)) say(terminal, 'The message is on the clipboard.');
  else if (copyByTerminal(terminal, message))
    say(terminal, 'The message was given to your terminal. Where it is not on the clipboard, copy it from above.');
  else say(terminal, 'warning: there is no clipboard here; copy the message from above.');
}

/** Makes the code and shows it. Ctrl-C in between waits for this: otherwise there would be a code that nobody has seen. */
async function invite(home: OpenHome, person: string, options: InviteOptions, context: CommandContext): Promise<void> {
  const { makeInvitation } = await import('../../home/inviting/make-invitation.ts');
  const file = await openInviteFile(options.file, context, home.layout.dir);
  const { invitation, page, notForPhones, downloads, forms, message, services, adds } = await makeInvitation(home, {
    person,
    deviceName: options.device,
    services: options.service,
    life: lifeOf(options.expires),
    isFor: options.for,
    language: options.language,
  });
  const shown: InvitationResult = {
    id: invitation.id,
    person: invitation.person,
    ...(invitation.deviceName === undefined ? {} : { device: invitation.deviceName }),
    ...forms,
    message,
    expiresAt: new Date(invitation.expiresAt).toISOString(),
    looksLike: home.people.lookingLike(invitation.person),
    known: home.rules.ofPerson(invitation.person).length > 0,
    services,
    adds,
  };
  sayLookAlikes(home, shown.person, context.terminal);
  if (page.lacks !== undefined)
    say(
      context.terminal,
      `warning: ${home.config.pageHost} has no ${LACKS[page.lacks]}, so the link leads to ${page.place.host}, where phones may be asked for a certificate (latchkey doctor says more)`,
    );
  if (notForPhones)
    say(
      context.terminal,
      'warning: this home has certificates of its own (certificates: internal), which no phone trusts, so the message is for the app on a computer',
    );
  if (downloads === undefined)
    say(
      context.terminal,
      `note: the message does not say where to get the app, since latchkey.yaml has no downloads. It tells ${invitation.person} to ask ${home.config.contact === undefined ? 'you' : 'the contact in latchkey.yaml'}`,
    );
  await file?.writeFile(`${shown.invite}\n`).finally(() => file.close());
  result(context.terminal, options.json, shown, () => invitationText(shown, context.terminal));
  if (options.copy) await copy(shown.message, context);
}

/** `latchkey invite <person>`: makes a code and shows it, this once. */
export function inviteCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('invite <person>'))
    .option('--device <name>', 'what the device is called; otherwise it names itself')
    .option('--expires <duration>', 'how long the code works: 90m, 72h, 7d (default: as latchkey.yaml says)')
    .option(
      '--service <name>',
      'a service that they may open (default: everything for somebody new, nothing more for others); may be repeated',
      repeatable,
    )
    .option('--file <file>', 'also write it into a file that opens the app, such as dave.latchkey')
    .addOption(
      new Option('--for <kind>', 'what the message is for (default: phones and computers)').choices([
        'computer',
        'phone',
      ]),
    )
    .addOption(
      new Option(
        '--language <language>',
        'the language of the message (default: that of the person, then of latchkey.yaml)',
      ).choices(LANGUAGES),
    )
    .option('--copy', 'put the message for the person on the clipboard')
    .addHelpText(
      'after',
      `
Examples:
  latchkey invite "Dave" --device "MacBook Air" --dir /srv/latchkey
  latchkey invite "Grandma Rose" --expires 7d --service photos --dir /srv/latchkey --json`,
    )
    .action((person: string, options: InviteOptions) =>
      withHome(options, context, (home) => whole(() => invite(home, person, options, context)), { aboutAccess: true }),
    );
}
