import { lstatSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { LatchkeyError } from '../../shared/errors.ts';
import packageJson from '../package.json' with { type: 'json' };
import { BrokenOff } from '../platform/breaking-off.ts';
import { type CommandContext, ExitWithCode, folderNamed } from './command.ts';
import { GROUPS, type ListedCommand } from './command-list.ts';
import { answerShell } from './completion/answer.ts';
import { COMPLETE } from './completion/scripts.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { complain, programOutput, result, say } from './terminal.ts';

const EXIT_CODES = `
Exit codes:
  0  done
  1  unexpected
  2  usage
  3  configuration not valid
  4  no such home, person, device, service or invitation
  5  the machine: a port, a program, a folder, a child
  6  the client-certificate check does not hold, or the CA key is exposed
  7  refused; the error says why
  20  doctor found warnings
  21  doctor found errors
  130  interrupted by Ctrl-C before anything was made or changed; 143 by SIGTERM, 129 by a closed terminal

Results go to standard output, everything else to standard error.
Every command takes --json: then everything that it writes is JSON, errors too.`;

/** A command in the list of all: its options are in its own help. */
const termOf = (command: Command) =>
  [
    command.name(),
    ...command.registeredArguments.map((each) => (each.required ? `<${each.name()}>` : `[${each.name()}]`)),
  ].join(' ');

/** Names that people try, from other programs. */
const ALIASES: Readonly<Record<string, string>> = { start: 'up', list: 'devices', revoke: 'shut-out', logs: 'audit' };

/**
 * The whole command, ready to parse. Each command is in a file of its own.
 * @param only the one command that is needed: the others are not loaded, which is most of the time that a short command
 * takes. All of them when there is none of that name
 * @param help receives the parts of the help text, with `--json`
 */
export async function buildProgram(context: CommandContext, only?: string, help: string[] = []): Promise<Command> {
  const program = withoutCommands(context, help).hook('preAction', (_program, action) => actAsOwner(action, context));
  const named = ALIASES[only ?? ''] ?? only;
  const isKnown = Object.values(GROUPS).some((group) => named !== undefined && Object.hasOwn(group, named));
  for (const [heading, commands] of Object.entries(GROUPS)) {
    for (const [name, { about, load }] of Object.entries(commands)) {
      if (isKnown && name !== named) continue;
      (await load())(program, context);
      const command = program.commands
        .find((each) => each.name() === name)
        ?.description(about)
        .helpGroup(heading);
      for (const [alias, of] of Object.entries(ALIASES)) if (of === name) command?.alias(alias);
      // A name where the word for what to do with it belongs, as in `latchkey device "MacBook Air"`.
      const words = command?.commands.map(termOf) ?? [];
      if (words.length > 0)
        command?.showHelpAfterError(`(${name} takes: ${words.join(', ')}; add --help for examples)`);
    }
  }
  // After the others, which would inherit it with its group.
  return program.commandsGroup('For machines:').helpCommand('help [command]', 'display help for a command');
}

/** What the program says of itself. */
const withoutCommands = ({ terminal }: CommandContext, help: string[]): Command =>
  new Command('latchkey')
    .description('Gives the people you love a safe key to the things you host at home.')
    .version(packageJson.version)
    .showHelpAfterError('(add --help for examples)')
    .exitOverride()
    .configureOutput(programOutput(terminal, help))
    .configureHelp({ subcommandTerm: termOf })
    .addHelpText('after', EXIT_CODES);

/** The commands by name and what they do, none of them loaded, with the options that the program itself has. */
function namesAlone(context: CommandContext, help: string[]): Command {
  const program = withoutCommands(context, help);
  for (const [name, { about }] of Object.values(GROUPS).flatMap(Object.entries<ListedCommand>))
    program.command(name).description(about);
  return program;
}

/** Commands that make a home, write beside it, or leave root in a way of their own. */
const OF_ROOT = new Set(['init', 'restore', 'render', 'up', 'completion']);

/** Commands that write a file which root may have named where root alone can write. */
const WRITES_OUTSIDE = new Set(['backup', 'export', 'invite']);

/** Root works in somebody's home as that somebody: what it writes there is theirs, whatever the command. */
async function actAsOwner(action: Command, context: CommandContext): Promise<void> {
  const { dir, ...options } = action.opts<Record<string, string | undefined>>();
  const home = folderNamed(dir, context);
  // They start another program as somebody else, and then leave root.
  const leavesByItself = action.parent?.name() === 'certificates' && action.name() !== 'status';
  if (OF_ROOT.has(action.name()) || leavesByItself || home === undefined || process.getuid?.() !== 0) return;
  // A home of root's, or none: nobody to become.
  if ((lstatSync(home, { throwIfNoEntry: false })?.uid ?? 0) === 0) return;
  const [{ becomeOwner }, { readAhead }] = await Promise.all([
    import('../home/owner/become-owner.ts'),
    import('./secret-sources.ts'),
  ]);
  const named = Object.entries(options).flatMap(([name, file]) => (name.endsWith('File') && file ? [file] : []));
  await readAhead(named, context);
  if (action.parent?.name() === 'ca') {
    const { readUnlockAhead } = await import('./ca-unlock.ts');
    await readUnlockAhead(home, context);
  }
  becomeOwner(home, { keepCaller: WRITES_OUTSIDE.has(action.name()) });
}

/** What Commander found wrong, as an error of ours. */
function misunderstood({ message }: CommanderError): LatchkeyError {
  const detail = message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new LatchkeyError('USAGE', { detail, hint: 'See the same command with --help.' });
}

/** Reports what a command line threw. @param help the help that Commander prints. @returns the exit code */
function ended(thrown: unknown, { terminal }: CommandContext, help: readonly string[]): number {
  const { json = false } = terminal;
  if (thrown instanceof ExitWithCode) return thrown.exitCode;
  if (thrown instanceof BrokenOff) {
    say(terminal, 'Interrupted. Nothing was made or changed; you can run the same command again.');
    return thrown.exitCode;
  }
  if (!(thrown instanceof CommanderError)) {
    complain(terminal, json, thrown);
    return LatchkeyError.is(thrown) ? exitCodeOf(thrown.code) : EXIT.unexpected;
  }
  // Commander has printed the error already.
  if (thrown.exitCode !== 0) {
    if (json) complain(terminal, json, misunderstood(thrown));
    return EXIT.usage;
  }
  const { version } = packageJson;
  const said = thrown.code === 'commander.version' ? { version } : { help: help.join('') };
  if (json) result(terminal, json, said, () => '');
  return EXIT.ok;
}

/**
 * Runs one command line.
 * @param args the words after `latchkey`
 * @returns the exit code
 */
export async function runLatchkey(args: readonly string[], caller: CommandContext): Promise<number> {
  const json = args.includes('--json');
  const context = { ...caller, terminal: { ...caller.terminal, json } };
  const help: string[] = [];
  try {
    const [asked, ...typed] = args;
    if (asked === COMPLETE) {
      // A shell that completes the first word asks for the names of all.
      const program = typed.length < 2 ? namesAlone(context, help) : await buildProgram(context, typed[0], help);
      await answerShell(program, typed, context);
      return EXIT.ok;
    }
    const isVersion = asked === '--version' || asked === '-V';
    const program = isVersion ? namesAlone(context, help) : await buildProgram(context, asked, help);
    await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (thrown) {
    return ended(thrown, context, help);
  }
}
