// Types and the unit tests of what changes, as it changes, until Ctrl-C: node scripts/watch.mjs
import { spawn } from 'node:child_process';
import process from 'node:process';

const children = [
  spawn('npx', ['tsc', '--watch', '--preserveWatchOutput'], { stdio: ['ignore', 'inherit', 'inherit'] }),
  spawn('npx', ['vitest', '--project', 'unit', '--changed'], { stdio: 'inherit' }),
];
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const child of children) child.on('exit', stop);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
