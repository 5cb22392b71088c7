/** Before all files: whether this machine can, the base images, and one bundle of the server for all. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleServer } from '../../../scripts/pack/bundle-server.ts';
import { baseImages, cacheFolder } from './images.ts';

/** What every file is given. */
export interface Prepared {
  /** A folder of this run, on a disk. */
  readonly folder: string;
  /** The server as admins get it: the folder with `latchkey.mjs`. */
  readonly bundle: string;
  /** The root of a Debian machine, which nobody writes to. */
  readonly machine: string;
  /** A Debian image as a tar file, and the folder of the container store in which it is. */
  readonly containers: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly prepared: Prepared;
  }
}

/** Folders of runs that were cut off. */
function removeLeftOvers(runs: string): void {
  for (const name of readdirSync(runs)) {
    if (!existsSync(`/proc/${name.split('-')[0]}`)) rmSync(join(runs, name), { recursive: true, force: true });
  }
}

// biome-ignore lint/style/noDefaultExport: vitest wants one.
export default async function prepare(project: TestProject): Promise<() => void> {
  const runs = join(cacheFolder(), 'runs');
  mkdirSync(runs, { recursive: true });
  removeLeftOvers(runs);
  const folder = mkdtempSync(join(runs, `${process.pid}-`));
  const bundle = join(folder, 'out/server');
  const [images] = await Promise.all([baseImages(), bundleServer(join(import.meta.dirname, '../../..'), bundle)]);
  project.provide('prepared', { folder, bundle, ...images });
  return () => rmSync(folder, { recursive: true, force: true });
}
