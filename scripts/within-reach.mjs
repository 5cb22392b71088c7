// Runs a program of this checkout where other users can read it: node scripts/within-reach.mjs vitest run
//
// Homes never run as root. As root, the demo and the tests run them as another user, who can enter neither /root nor a folder
// that mktemp made. There the checkout gets a second place, in a mount namespace that ends with the program.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';

const checkout = dirname(import.meta.dirname);

/** The first folder above or of the checkout that others may not pass through. */
function closedFolder() {
  const above = [];
  for (let folder = checkout; folder !== dirname(folder); folder = dirname(folder)) above.push(folder);
  return above.toReversed().find((folder) => (statSync(folder).mode & 0o001) === 0);
}

/** Runs a program until its end. @returns its exit code, as a shell has it */
function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
    child.on('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function runAtSecondPlace(program, args, closed) {
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) {
    process.stderr.write(
      `Homes run as another user than root, who cannot enter ${closed}, and this machine gives the checkout no second place.\nLet others pass (chmod o+x ${closed}), clone somewhere else, or run this as an ordinary user.\n`,
    );
    return Promise.resolve(1);
  }
  // The same each time, since what is built for the tests names its place. The empty folder stays until the machine starts
  // again: removing it would take the checkout from whoever runs at the same time (mount_namespaces(7)).
  const place = `/run/latchkey-checkout-${createHash('sha256').update(checkout).digest('hex').slice(0, 16)}`;
  mkdirSync(place, { recursive: true });
  chmodSync(place, 0o755);
  const path = [join(place, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const script = 'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"';
  const words = ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', checkout, place, program, ...args];
  return run('unshare', words, { env: { ...process.env, PATH: path } });
}

const [program, ...args] = process.argv.slice(2);
if (!program) throw new Error('usage: node scripts/within-reach.mjs PROGRAM [ARGUMENT...]');
const closed = process.getuid?.() === 0 ? closedFolder() : undefined;
process.exitCode = await (closed === undefined ? run(program, args) : runAtSecondPlace(program, args, closed));
