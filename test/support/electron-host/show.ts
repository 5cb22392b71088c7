/** `npm run dev` and `npm start`: electron-vite on real Electron when its binary is there, else on the stand-in. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { electronExecutable } from './launch.ts';

const COMMANDS: Readonly<Record<string, string>> = { dev: 'dev', start: 'preview' };

const [wanted = 'start', ...args] = process.argv.slice(2);
const command = COMMANDS[wanted];
if (command === undefined) {
  process.stderr.write(`"${wanted}" is neither dev nor start\n`);
  process.exit(2);
}
const root = join(import.meta.dirname, '../../..');
const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
const child = spawn(process.execPath, [electronVite, command, ...(args.length > 0 ? ['--', ...args] : [])], {
  cwd: root,
  env: { ...process.env, ELECTRON_EXEC_PATH: electronExecutable().path },
  stdio: 'inherit',
});
// The terminal tells the child too; this one only waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
