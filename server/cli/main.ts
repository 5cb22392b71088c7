import { userInfo } from 'node:os';
import process from 'node:process';
import { CONSOLE_WORD } from '../core/console/console-word.ts';
import { breakOff, whenBrokenOff } from '../platform/breaking-off.ts';
import { EXIT } from './exit-codes.ts';
import { runLatchkey } from './program.ts';
import { complain, outputLost } from './terminal.ts';

/** A container may run under a number that no user has. */
function userName(): string {
  try {
    // Root is called by somebody; anybody else could claim that.
    const caller = process.getuid?.() === 0 ? process.env.SUDO_USER : undefined;
    return caller ?? userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

const clock = { now: () => Date.now() };
const terminal = { out: process.stdout, err: process.stderr, input: process.stdin };

/** Why standard output takes no more. */
let lost: string | undefined;

/** @returns the exit code of a command that did its work, and whose result nobody got */
function codeOfLost(): number {
  // Whoever reads has read enough (`latchkey audit | head`): that is no failure.
  if (lost === 'EPIPE' || lost === 'EIO') return EXIT.ok;
  complain(terminal, process.argv.includes('--json'), outputLost(lost));
  return EXIT.environment;
}

process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  lost ??= code ?? 'unknown';
  if (!breakOff('output closed')) process.exit(codeOfLost());
});
// Nothing can be said about it, and what the command does counts.
process.stderr.on('error', () => undefined);

/** For the running home alone, which starts the console with it. */
async function runAsConsole(dir: string): Promise<number> {
  const { runConsole } = await import('../console/process.ts');
  const told = new AbortController();
  whenBrokenOff(() => told.abort());
  await runConsole(dir, clock, told.signal);
  return EXIT.ok;
}

const [first, ...rest] = process.argv.slice(2);
const context = {
  terminal,
  cwd: process.cwd(),
  env: process.env,
  clock,
  secretFiles: new Map(),
  program: [process.execPath, process.argv[1] ?? ''],
  actor: `admin:${userName()}`,
} as const;
const running = first === CONSOLE_WORD ? runAsConsole(rest[0] ?? '') : runLatchkey(process.argv.slice(2), context);
// Should nothing be left to wait for before it has ended, that is a fault.
process.exitCode = EXIT.unexpected;
void running.then((exitCode) => {
  process.exitCode = exitCode === EXIT.ok && lost !== undefined ? codeOfLost() : exitCode;
});
