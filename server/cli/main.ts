import { userInfo } from 'node:os';
import process from 'node:process';
import { runLatchkey } from './program.ts';

/** A container may run under a number that no user has. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

process.exitCode = await runLatchkey(process.argv.slice(2), {
  terminal: { out: process.stdout, err: process.stderr, input: process.stdin },
  cwd: process.cwd(),
  env: process.env,
  clock: { now: () => Date.now() },
  secretFiles: new Map(),
  program: [process.execPath, process.argv[1] ?? ''],
  actor: `admin:${userName()}`,
});
