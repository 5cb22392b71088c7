// Makes what is released for the system this runs on, into dist/, and checks it: npm run pack -- [electron-builder's options]
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { packApp } from './build-app.ts';
import { checkPackages, report } from './check-package.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
await rm(dist, { recursive: true, force: true });
await packApp(root, ['--publish', 'never', ...process.argv.slice(2)]);
report(await checkPackages(root, dist));
