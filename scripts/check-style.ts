// Runs Biome on what has changed, and on whatever imports that: node scripts/check-style.ts
// Some of its rules judge by types, so that a function that becomes asynchronous is a fault where it is called.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { changedSince } from './changed.ts';

const { paths = ['.'], passed } = changedSince('style', { importers: true });
if (paths.length > 0) {
  const words = ['check', '--error-on-warnings', '--no-errors-on-unmatched', ...paths];
  const { status } = spawnSync('biome', words, { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status ?? 1;
} else {
  console.error('style: nothing has changed');
}
if (process.exitCode === undefined || process.exitCode === 0) passed();
