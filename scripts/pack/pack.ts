// Makes what is released for the system this runs on, into dist/, and checks it: npm run pack -- [electron-builder's options]
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { packApp } from './build-app.ts';
import { checkPackages } from './check-package.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
await rm(dist, { recursive: true, force: true });
await packApp(root, ['--publish', 'never', ...process.argv.slice(2)]);
const { read, surprises } = await checkPackages(root, dist);
for (const line of read) console.log(line);
for (const surprise of surprises) console.error(`error: ${surprise}`);
if (surprises.length > 0) process.exitCode = 1;
