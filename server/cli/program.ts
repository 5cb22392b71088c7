import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { LatchkeyError } from '../../shared/errors.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type CommandContext, EndsWith } from './command.ts';
import { auditCommand } from './commands/audit.ts';
import { backupCommand } from './commands/backup.ts';
import { caCommand } from './commands/ca.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { deviceCommand } from './commands/device.ts';
import { devicesCommand } from './commands/devices.ts';
import { doctorCommand } from './commands/doctor.ts';
import { importCaddyfileCommand } from './commands/import-caddyfile.ts';
import { initCommand } from './commands/init.ts';
import { inviteCommand } from './commands/invite.ts';
import { invitesCommand } from './commands/invites.ts';
import { lanCommand } from './commands/lan.ts';
import { letInCommand } from './commands/let-in.ts';
import { noticesCommand } from './commands/notices.ts';
import { peopleCommand } from './commands/people.ts';
import { personCommand } from './commands/person.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { reloadCommand } from './commands/reload.ts';
import { renderCommand } from './commands/render.ts';
import { restoreCommand } from './commands/restore.ts';
import { shutOutCommand } from './commands/shut-out.ts';
import { statusCommand } from './commands/status.ts';
import { upCommand } from './commands/up.ts';
import { answerShell } from './completion/answer.ts';
import { COMPLETE } from './completion/scripts.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { complain, programOutput } from './terminal.ts';

const EXIT_CODES = `
Exit codes:
  0 done   1 unexpected   2 usage   3 configuration not valid   4 no such home, person, device or invitation
  5 the machine: a port, a program, a folder, a child   6 the lock: it does not hold, or the CA key is exposed
  7 refused, for a reason that is said   20 doctor found warnings   21 doctor found errors

Results go to standard output, everything else to standard error. Every command takes --json.`;

/** The whole command, ready to parse. Each command is in a file of its own. */
export function buildProgram(context: CommandContext): Command {
  const program = new Command('latchkey')
    .description('Gives the people you love a safe key to the things you host at home.')
    .version(packageJson.version)
    .showHelpAfterError('(add --help for examples)')
    .exitOverride()
    .configureOutput(programOutput(context.terminal))
    .addHelpText('after', EXIT_CODES)
    .hook('preAction', (_program, action) => actAsOwner(action, context));
  for (const add of [
    initCommand,
    renderCommand,
    upCommand,
    inviteCommand,
    invitesCommand,
    devicesCommand,
    deviceCommand,
    shutOutCommand,
    letInCommand,
    peopleCommand,
    personCommand,
    auditCommand,
    noticesCommand,
    statusCommand,
    configCommand,
    reloadCommand,
    importCaddyfileCommand,
    doctorCommand,
    completionCommand,
    lanCommand,
    reconcileCommand,
    caCommand,
    backupCommand,
    restoreCommand,
  ]) {
    add(program, context);
  }
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
    const program = buildProgram(context);
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
