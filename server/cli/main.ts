import process from 'node:process';
import { runLatchkey } from './program.ts';

process.exitCode = await runLatchkey(process.argv.slice(2), {
  terminal: { out: process.stdout, err: process.stderr, input: process.stdin },
  cwd: process.cwd(),
  env: process.env,
  clock: { now: () => Date.now() },
});
