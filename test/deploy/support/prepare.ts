/** Before all files: whether this machine can, the base images, and one bundle of the server for all. */
import { execFileSync } from 'node:child_process';
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
    /** Why nothing can be run here; empty when it can. */
    readonly cannot: string;
    readonly prepared: Prepared;
  }
}

const PROGRAMS = ['mmdebstrap', 'systemd-nspawn', 'nsenter', 'unshare', 'setpriv', 'ip', 'podman', 'buildah', 'runc'];

const isThere = (program: string) =>
  [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, program)));

/** Why this machine cannot boot another one; undefined when it can. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'only root may boot a machine';
  const missing = PROGRAMS.filter((program) => !isThere(program));
  if (missing.length > 0) return `${missing.join(', ')} is missing; npm run setup -- deploy installs it`;
  try {
    const script =
      'mount -t tmpfs none /mnt && mkdir /mnt/l /mnt/u /mnt/w && mount -t overlay none -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w /mnt/l';
    execFileSync('unshare', ['--mount', '--net', '--pid', '--fork', 'sh', '-c', script], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `this machine does not let root mount and make namespaces (${String(error).split('\n')[1] ?? error})`;
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
  const reason = whyNot();
  project.provide('cannot', reason ?? '');
  if (reason !== undefined) {
    console.log(`  not run here: ${reason}`);
    return () => undefined;
  }
  const runs = join(cacheFolder(), 'runs');
  mkdirSync(runs, { recursive: true });
  removeLeftOvers(runs);
  const folder = mkdtempSync(join(runs, `${process.pid}-`));
  const bundle = join(folder, 'out/server');
  const [images] = await Promise.all([baseImages(), bundleServer(join(import.meta.dirname, '../../..'), bundle)]);
  project.provide('prepared', { folder, bundle, ...images });
  return () => rmSync(folder, { recursive: true, force: true });
}
