import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { LatchkeyError } from '../../shared/errors.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type CommandContext, EndsWith } from './command.ts';
import { answerShell } from './completion/answer.ts';
import { COMPLETE } from './completion/scripts.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { complain, programOutput } from './terminal.ts';

const EXIT_CODES = `
Exit codes:
  0 done   1 unexpected   2 usage   3 configuration not valid   4 no such home, person, device, service or invitation
  5 the machine: a port, a program, a folder, a child   6 the client-certificate check does not hold, or the CA key is exposed
  7 refused, for a reason that is said   20 doctor found warnings   21 doctor found errors

Results go to standard output, everything else to standard error. Every command takes --json.`;

type AddCommand = (program: Command, context: CommandContext) => void;

/** Each command by its name, in the order in which help lists them. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  render: async () => (await import('./commands/render.ts')).renderCommand,
  up: async () => (await import('./commands/up.ts')).upCommand,
  invite: async () => (await import('./commands/invite.ts')).inviteCommand,
  invites: async () => (await import('./commands/invites.ts')).invitesCommand,
  devices: async () => (await import('./commands/devices.ts')).devicesCommand,
  device: async () => (await import('./commands/device.ts')).deviceCommand,
  'shut-out': async () => (await import('./commands/shut-out.ts')).shutOutCommand,
  'let-in': async () => (await import('./commands/let-in.ts')).letInCommand,
  access: async () => (await import('./commands/access.ts')).accessCommand,
  allow: async () => (await import('./commands/access.ts')).allowCommand,
  deny: async () => (await import('./commands/access.ts')).denyCommand,
  people: async () => (await import('./commands/people.ts')).peopleCommand,
  person: async () => (await import('./commands/person.ts')).personCommand,
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  notices: async () => (await import('./commands/notices.ts')).noticesCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  reload: async () => (await import('./commands/reload.ts')).reloadCommand,
  'import-caddyfile': async () => (await import('./commands/import-caddyfile.ts')).importCaddyfileCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
  lan: async () => (await import('./commands/lan.ts')).lanCommand,
  reconcile: async () => (await import('./commands/reconcile.ts')).reconcileCommand,
  ca: async () => (await import('./commands/ca.ts')).caCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
};

/**
 * The whole command, ready to parse. Each command is in a file of its own.
 * @param only the one command that is needed: the others are not loaded, which is most of the time that a short command
 * takes. All of them when there is none of that name
 */
export async function buildProgram(context: CommandContext, only?: string): Promise<Command> {
  const program = new Command('latchkey')
    .description('Gives the people you love a safe key to the things you host at home.')
    .version(packageJson.version)
    .showHelpAfterError('(add --help for examples)')
    .exitOverride()
    .configureOutput(programOutput(context.terminal))
    .addHelpText('after', EXIT_CODES)
    .hook('preAction', (_program, action) => actAsOwner(action, context));
  const needed = only !== undefined && Object.hasOwn(COMMANDS, only) ? [COMMANDS[only]] : Object.values(COMMANDS);
  for (const add of await Promise.all(needed.map((load) => load?.()))) add?.(program, context);
  return program;
}

/** Commands that make a home, write beside it, or leave root in a way of their own. */
const OF_ROOT = new Set(['init', 'restore', 'render', 'up', 'completion']);

/** Commands that write a file which root may have named where root alone can write. */
const WRITES_OUTSIDE = new Set(['backup', 'export', 'invite']);

/** Root works in somebody's home as that somebody: what it writes there is theirs, whatever the command. */
async function actAsOwner(action: Command, context: CommandContext): Promise<void> {
  const { dir = context.env.LATCHKEY_DIR, ...options } = action.opts<Record<string, string | undefined>>();
  if (OF_ROOT.has(action.name()) || !dir || process.getuid?.() !== 0) return;
  const home = resolve(context.cwd, dir);
  // A home of root's, or none: nobody to become.
  if ((lstatSync(home, { throwIfNoEntry: false })?.uid ?? 0) === 0) return;
  const [{ becomeOwner }, { readAhead }] = await Promise.all([
    import('../home/leave-root.ts'),
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

/**
 * Runs one command line.
 * @param args the words after `latchkey`
 * @returns the exit code
 */
export async function runLatchkey(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    // A shell that completes the first word asks for all of them.
    const [first, ...rest] = args[0] === COMPLETE ? args.slice(1) : args;
    const program = await buildProgram(context, args[0] === COMPLETE && rest.length === 0 ? undefined : first);
    if (args[0] === COMPLETE) await answerShell(program, args.slice(1), context);
    else await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (thrown) {
    if (thrown instanceof EndsWith) return thrown.exitCode;
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    complain(context.terminal, args.includes('--json'), thrown);
    return LatchkeyError.is(thrown) ? exitCodeOf(thrown.code) : EXIT.unexpected;
  }
}
