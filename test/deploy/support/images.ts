/** Base images, made once from this machine's own Debian mirror and kept outside of every checkout. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTools } from '../../../server/stack/tools.ts';

const start = promisify(execFile);
const TEN_MINUTES = 600_000;

/** What docs/admin.md takes for granted on a Debian machine, beside Node and Caddy, which every run brings. */
const MACHINE = {
  suite: 'bookworm',
  format: 'directory',
  packages: 'systemd,systemd-sysv,dbus,haproxy,iproute2,openssl,curl,sudo,procps,ca-certificates',
};
const CONTAINER = { suite: 'trixie', packages: 'ca-certificates', format: 'tar' };

/** A folder of this user's alone. @throws Error when somebody else could have put something there */
export function cacheFolder(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'latchkey-deploy');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid, mode } = lstatSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) throw new Error(`${folder} is open to others`);
  return folder;
}

/** Makes something once: it appears under its name when it is whole. */
async function once(name: string, make: (place: string) => Promise<unknown>): Promise<string> {
  const place = join(cacheFolder(), name);
  if (existsSync(place)) return place;
  const work = mkdtempSync(join(cacheFolder(), 'making-'));
  try {
    console.log(`  making ${name}, once`);
    await make(join(work, 'it'));
    renameSync(join(work, 'it'), place);
    return place;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const named = (kind: string, recipe: object) =>
  `${kind}-${createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12)}`;

const debian = ({ suite, packages, format }: typeof MACHINE, place: string) =>
  start('mmdebstrap', ['--quiet', '--variant=minbase', `--format=${format}`, `--include=${packages}`, suite, place], {
    timeout: TEN_MINUTES,
    maxBuffer: 1 << 24,
  });

/** What has buildah work in the store: layers that were made once are found again. */
export const inStore = (store: string) => ['--root', join(store, 'root'), '--runroot', RUN_ROOT];

/** Root's alone, and gone with the next start; podman takes no path of more than fifty letters. */
const RUN_ROOT = '/run/latchkey-deploy';

/** A store with the two images that the rendered Dockerfile begins with, under their names. */
async function makeStore(store: string, tar: string): Promise<void> {
  const { caddy } = await findTools(process.env);
  const context = join(store, 'context');
  mkdirSync(context);
  linkSync(tar, join(context, 'debian.tar'));
  copyFileSync(caddy.path, join(context, 'caddy'));
  const debianName = 'docker.io/library/debian:trixie-slim';
  const images = [
    [debianName, 'FROM scratch\nADD debian.tar /\nCMD ["bash"]\n'],
    [`docker.io/library/caddy:${caddy.version}`, `FROM ${debianName}\nCOPY caddy /usr/bin/caddy\n`],
  ] as const;
  for (const [name, recipe] of images) {
    writeFileSync(join(context, 'Dockerfile'), recipe);
    const words = ['bud', '--quiet', '--isolation', 'chroot', '--pull-never', '--tag', name, context];
    await start('buildah', [...inStore(store), ...words], { timeout: TEN_MINUTES, maxBuffer: 1 << 24 });
  }
  rmSync(context, { recursive: true });
}

/** @returns the root of a Debian machine, and the store of containers; both for reading, and for layers that are added */
export async function baseImages(): Promise<{ readonly machine: string; readonly containers: string }> {
  const { caddy } = await findTools(process.env);
  const [machine, tar] = await Promise.all([
    once(named('machine', MACHINE), (place) => debian(MACHINE, place)),
    once(`${named('container', CONTAINER)}.tar`, (place) => debian(CONTAINER, place)),
  ]);
  const containers = join(cacheFolder(), named('store', { ...CONTAINER, caddy: caddy.version }));
  // A store does not move: it knows its own path.
  if (!existsSync(join(containers, 'whole'))) {
    rmSync(containers, { recursive: true, force: true });
    mkdirSync(containers);
    await makeStore(containers, tar);
    writeFileSync(join(containers, 'whole'), '');
  }
  return { machine, containers };
}
