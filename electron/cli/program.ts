/** The command line of the relative's half: the same enrolment as in the window, for boxes without one. */
import { Command, CommanderError } from 'commander';
import { LatchkeyError } from '../../shared/errors.ts';
import { type AccessFlags, access } from './commands/access.ts';
import { type EnrolFlags, enrol } from './commands/enrol.ts';
import { homes } from './commands/homes.ts';
import { type LeaveFlags, leave } from './commands/leave.ts';
import { type RenewFlags, renew } from './commands/renew.ts';
import type { Client } from './compose.ts';
import { EXIT, EXIT_HELP, type ExitCode } from './exit-code.ts';
import { errorJson } from './json.ts';
import type { Terminal } from './terminal.ts';
import { errorLines } from './words.ts';

const JSON_FLAG = ['--json', 'one line of JSON on stdout, nothing else there'] as const;
const YES_FLAG = ['--yes', 'do not ask; without a terminal nothing is asked anyway'] as const;
const HOME_FLAG = ['--home <domain>', 'only this home'] as const;

/**
 * Runs one command.
 * @param args without the program's name
 * @param client made only when a command runs
 */
export async function runProgram(args: readonly string[], client: () => Client, terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const run = async (work: (client: Client) => Promise<ExitCode>) => {
    exitCode = await work(client());
  };
  const program = makeProgram(run, terminal);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (!(error instanceof LatchkeyError)) throw error;
    for (const line of errorLines(error)) terminal.say(line);
    if (args.includes('--json')) terminal.json({ ok: false, error: errorJson(error) });
    return error.code === 'USAGE' ? EXIT.usage : EXIT.failed;
  }
}

function makeProgram(run: (work: (client: Client) => Promise<ExitCode>) => Promise<void>, terminal: Terminal): Command {
  const program = new Command('latchkey-client')
    .description("Gives this computer its own key to somebody's home server.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.help(text, 'stdout'),
      writeErr: (text) => terminal.help(text, 'stderr'),
    })
    .addHelpText('after', EXIT_HELP);

  program
    .command('enrol')
    .description('use an invite; without one, go on with what is unfinished')
    .argument('[invite]', 'CODE@host, or a link with it; "-" reads it from standard input')
    .option(
      '--device <name>',
      "what this computer is called there (else what the invitation suggests, else the computer's name)",
    )
    .option('--keep-old', 'keep an earlier key of the same person to the same home beside the new one')
    .option(...YES_FLAG)
    .option(...JSON_FLAG)
    .addHelpText(
      'after',
      `
An invite is a secret until it is used. Other people who are logged in to this computer can see arguments of commands
while they run; "-" keeps it from them.

Examples:
  npm run enrol -- 'K7QF-2M9X-4TDW@enroll.example.com'
  npm run enrol -- - --device "MacBook Air" < invite.txt
  npm run enrol
${EXIT_HELP}`,
    )
    .action((invite: string | undefined, flags: EnrolFlags) => run((client) => enrol(client, terminal, invite, flags)));

  program
    .command('access')
    .description('visit every service the way the browser would, and see that a stranger stays out')
    .option(...HOME_FLAG)
    .option(...JSON_FLAG)
    .addHelpText('after', `\nExamples:\n  npm run access\n  npm run access -- --home example.com --json\n${EXIT_HELP}`)
    .action((flags: AccessFlags) => run((client) => access(client, terminal, flags)));

  program
    .command('renew')
    .description('get the next certificate, prove that it works, and delete the old one')
    .option(...HOME_FLAG)
    .option('--if-due', 'only from two thirds of the life on, or when an earlier run was cut off; for timers')
    .option(...JSON_FLAG)
    .addHelpText(
      'after',
      `
Exit code 0 also when nothing was due. Homes that do not know yet that a device has left are asked again.

Examples:
  npm run renew
  npm run renew -- --if-due --json
${EXIT_HELP}`,
    )
    .action((flags: RenewFlags) => run((client) => renew(client, terminal, flags)));

  program
    .command('leave')
    .description('give the key back: tell the home, and remove it from this computer')
    .option(...HOME_FLAG)
    .option('--forget', 'instead: give up on unfinished enrolments, and on homes that could not be reached')
    .option(...YES_FLAG)
    .option(...JSON_FLAG)
    .addHelpText('after', `\nExamples:\n  npm run leave\n  npm run leave -- --home example.com --yes\n${EXIT_HELP}`)
    .action((flags: LeaveFlags) => run((client) => leave(client, terminal, flags)));

  program
    .command('homes')
    .description('list the homes that this computer has a key to')
    .option(...JSON_FLAG)
    .action((flags: { json?: boolean }) => run((client) => homes(client, terminal, flags)));

  return program;
}
