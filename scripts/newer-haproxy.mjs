// The tests of what HAProxy does, on a newer HAProxy of Debian's: npm run test:newer-haproxy [-- sid|experimental]
//
// It comes with its own libc, since this machine's may be too old for it, and is gone afterwards.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { debianMirrors, ensureKeyring, fetchFromSuites } from './setup/debian-suite.mjs';

const SUITES = { sid: ['sid'], experimental: ['sid', 'experimental'] };
const TESTS = [
  ...['data-path', 'life', 'at-home', 'refused'].map((name) => `stack/${name}`),
  'revocation/open-streams',
  ...['proxy-protocol', 'connection-flood', 'client-hello', 'embedded-addresses', 'slow-loris'].map(
    (name) => `attacks/${name}`,
  ),
].map((name) => `test/integration/${name}.test.ts`);

const root = dirname(import.meta.dirname);
const suites = SUITES[process.argv[2] ?? 'sid'];
if (!suites) {
  process.stderr.write(
    `${process.argv[2]} is no suite that this knows; write one of: ${Object.keys(SUITES).join(', ')}\n`,
  );
  process.exit(2);
}

await ensureKeyring();
const tools = join(root, '.tools');
mkdirSync(tools, { recursive: true });
const work = mkdtempSync(join(tools, 'haproxy-'));
// The proxies' user has to get in.
chmodSync(work, 0o755);
try {
  process.exitCode = await tryWith(await fetched());
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** @returns the path of a program that runs it */
async function fetched() {
  const mirrors = await debianMirrors();
  const failure = await fetchFromSuites({ mirrors, suites, packages: ['haproxy'], dependencies: true, work });
  if (failure === undefined) return wrapper();
  throw new Error(`No Debian mirror had it.\n${failure}`);
}

/** Starts it by its own loader: the kernel would take this machine's. */
function wrapper() {
  const unpacked = join(work, 'root');
  const { stdout } = spawnSync('find', [unpacked, '-name', 'ld-linux-*'], { encoding: 'utf8' });
  const [loader = ''] = stdout.trim().split('\n');
  const path = join(work, 'haproxy');
  const libraries = [dirname(loader), join(unpacked, 'usr/lib')].join(':');
  writeFileSync(
    path,
    `#!/bin/sh\nexec '${loader}' --library-path '${libraries}' '${unpacked}/usr/sbin/haproxy' "$@"\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

function tryWith(haproxy) {
  const version = spawnSync(haproxy, ['-v'], { encoding: 'utf8' });
  process.stdout.write(`${version.stdout.split('\n')[0] || version.stderr}\n`);
  if (version.status !== 0) return 1;
  const words = ['scripts/within-reach.mjs', 'vitest', 'run', '--project', 'integration', ...TESTS];
  const env = { ...process.env, LATCHKEY_HAPROXY: haproxy };
  return spawnSync(process.execPath, words, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}
