import { userInfo } from 'node:os';
import process from 'node:process';
import { runLatchkey } from './program.ts';

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

// Whoever reads has read enough (`latchkey audit | head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runLatchkey(process.argv.slice(2), {
  terminal: { out: process.stdout, err: process.stderr, input: process.stdin },
  cwd: process.cwd(),
  env: process.env,
  clock: { now: () => Date.now() },
  secretFiles: new Map(),
  program: [process.execPath, process.argv[1] ?? ''],
  actor: `admin:${userName()}`,
});
