// Types and the unit tests of what changes, as it changes, until Ctrl-C: node scripts/watch.mjs
import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ofPackage = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
// Without npx between: what ends npx leaves its program behind.
const tsc = spawn(process.execPath, [ofPackage('typescript/bin/tsc'), '--watch', '--preserveWatchOutput'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const vitest = spawn(process.execPath, [ofPackage('vitest/vitest.mjs'), '--watch', '--project', 'unit', '--changed'], {
  stdio: 'inherit',
});
const stop = () => {
  // It takes its time at SIGTERM, and has nothing to put away.
  tsc.kill('SIGKILL');
  vitest.kill('SIGTERM');
};
for (const child of [tsc, vitest]) child.on('exit', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
