// npm run man: writes docs/latchkey.1 from the program. A unit test says when it is stale.
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { manPage } from '../server/cli/man-page.ts';
import { buildProgram } from '../server/cli/program.ts';

const program = await buildProgram({
  terminal: { out: process.stdout, err: process.stderr, input: process.stdin },
  cwd: '/',
  env: {},
  clock: { now: () => 0 },
  program: [process.execPath],
  actor: 'latchkey',
});
await writeFile(fileURLToPath(new URL('../docs/latchkey.1', import.meta.url)), manPage(program));
