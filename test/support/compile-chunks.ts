/**
 * Has Node compile the chunks in a folder, into its cache (NODE_COMPILE_CACHE): node compile-chunks.ts <folder>
 *
 * Root's commands leave root before they load most of what they are. Then they can write nothing into root's cache, and
 * read only what others may read.
 */
import { chmodSync, readdirSync } from 'node:fs';
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const inside = (folder: string) => readdirSync(folder).map((name) => join(folder, name));

for (const chunk of inside(process.argv[2] ?? '')) await import(pathToFileURL(chunk).href);
flushCompileCache();
for (const file of inside(getCompileCacheDir() ?? '')) chmodSync(file, 0o644);
process.exit(0);
