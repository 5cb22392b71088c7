// Makes what is released for the system this runs on, into dist/, and checks it: npm run pack -- [electron-builder's options]
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { FEED_VARIABLE, readBuildFacts } from '../build-facts.ts';
import { packApp } from './build-app.ts';
import { checkPackages, report } from './check-package.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
// Makes electron-builder write latest*.yml beside what it packs, and app-update.yml into it.
const { updates } = readBuildFacts(root, process.env);
const feed = updates ? ['-c.publish.provider=generic', `-c.publish.url=${updates.feed}`] : [];
if (!updates) console.log(`${FEED_VARIABLE} is not set: this app will not update itself.`);
await rm(dist, { recursive: true, force: true });
await packApp(root, ['--publish', 'never', ...feed, ...process.argv.slice(2)]);
report(await checkPackages(root, dist));
