/**
 * Programs whose clock goes on when a test says so, days in a moment. libfaketime answers what a program asks the C library;
 * a program in Go asks the kernel, so that it runs in QEMU's user mode, which passes its questions on to the C library.
 * Timers go by that clock too: what is to happen after ten minutes happens when they are over by it.
 */
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';

const QEMU = arch() === 'arm64' ? 'qemu-aarch64' : 'qemu-x86_64';

function faketime(): string {
  const found = readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'faketime/libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('libfaketime is not installed (apt-get install faketime)');
  return found;
}

/**
 * libfaketime keeps two things in memory that are called after its process, and a process that is killed leaves them: with
 * them, the next one of that number and another user ends at once.
 */
function forgetTheDead(): void {
  for (const name of readdirSync('/dev/shm')) {
    const [, pid] = /^(?:sem\.faketime_sem|faketime_shm)_(\d+)$/.exec(name) ?? [];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    // Somebody else's is theirs to remove.
    try {
      rmSync(join('/dev/shm', name), { force: true });
    } catch {}
  }
}

export interface MovedTime {
  /** For programs that use the C library, such as Node. */
  readonly env: Readonly<Record<string, string>>;
  /** A program of the same name and arguments that goes by this clock, for one in Go; what Caddy only looks at is quicker without. */
  wrap(name: string, program: string): string;
  /** Goes on by so many milliseconds. */
  pass(milliseconds: number): void;
  /** Milliseconds since 1970, by this clock. */
  now(): number;
  remove(): void;
}

export function makeMovedTime(): MovedTime {
  // Whoever runs by it may read it: HAProxy's and Caddy's user too.
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-time-'));
  chmodSync(dir, 0o755);
  const file = join(dir, 'offset');
  let offset = 0;
  forgetTheDead();
  const write = () => {
    writeFileSync(`${file}.new`, `+${Math.round(offset / 1000)}\n`, { mode: 0o644 });
    renameSync(`${file}.new`, file);
  };
  write();
  const env = { LD_PRELOAD: faketime(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' };
  return {
    env,
    wrap(name, program) {
      const path = join(dir, name);
      const set = Object.entries(env).map(([key, value]) => `${key}='${value}'`);
      writeFileSync(
        path,
        `#!/bin/sh\ncase $1 in version | adapt | validate | list-modules) exec '${program}' "$@" ;; esac\nexec env ${set.join(' ')} ${QEMU} '${program}' "$@"\n`,
      );
      chmodSync(path, 0o755);
      return path;
    },
    pass(milliseconds) {
      forgetTheDead();
      offset += milliseconds;
      write();
    },
    now: () => Date.now() + offset,
    remove: () => {
      forgetTheDead();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
