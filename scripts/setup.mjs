// Makes a fresh checkout ready: the system's programs, the npm packages, Caddy. Plain Node ≥ 20 without dependencies,
// because it runs before they exist. When nothing is missing it says nothing and takes a few milliseconds. It says what it
// installs and from where, and asks first when somebody sits at a terminal; --yes and CI answer yes.
//
//   node scripts/setup.mjs            everything (demo, one suite of tests)
//   node scripts/setup.mjs tests      everything, and with it what test:deploy needs, where a machine can be booted (npm test)
//   node scripts/setup.mjs modules    the npm packages only (checks)
//   node scripts/setup.mjs deploy     everything, and what boots a machine and runs containers (test:deploy)
//   node scripts/setup.mjs bench      everything, and what makes the load (bench)
//   node scripts/setup.mjs relative   what a relative's machine needs (enrol, access, leave)
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findCaddy, installCaddy, planCaddy } from './setup/caddy.mjs';
import { takeLock } from './setup/lock.mjs';
import { isPatientWorkRunning, stopEverything, systemFamily, whyNoMachines } from './setup/machine.mjs';
import { adoptModules, installModules, modulesAreCurrent, planModules } from './setup/modules.mjs';
import { installPrograms, missingPrograms, planPrograms } from './setup/packages.mjs';
import { buildPages } from './setup/pages.mjs';
import { mayInstall, SetupError, say, sayError } from './setup/talk.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PARTS = {
  all: ['modules', 'relative', 'home'],
  modules: ['modules'],
  relative: ['modules', 'relative'],
  deploy: ['modules', 'home', 'deploy'],
  bench: ['modules', 'relative', 'home', 'bench'],
  tests: ['modules', 'relative', 'home'],
};

const cleanups = [];
const onCleanup = (task) => cleanups.push(task);

async function main() {
  const words = process.argv.slice(2);
  const wanted = words.find((word) => word !== '--yes') ?? 'all';
  if (!Object.hasOwn(PARTS, wanted)) {
    throw new SetupError(`"${wanted}" is no part of set-up; there are: ${Object.keys(PARTS).join(', ')}`);
  }
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new SetupError(`Node 20 or newer is needed to start with; this is ${process.version}`);
  }
  await makeReady(new Set(PARTS[wanted]), words);
  if (PARTS[wanted].includes('home')) await buildPages(root);
  if (wanted !== 'tests' || systemFamily().family !== 'debian' || whyNoMachines() !== undefined) return;
  try {
    await makeReady(new Set(PARTS.deploy), words);
  } catch (error) {
    // The other tests do not need it; test:deploy prints what is missing.
    sayError(error);
  }
}

async function makeReady(parts, words) {
  if (isReady(parts)) return;

  const started = Date.now();
  const unlock = await takeLock(join(root, '.tools', 'setup.lock'));
  onCleanup(unlock);
  const building = !(modulesAreCurrent(root) || (await adoptModules(root)));
  if (isReady(parts)) return;

  const missing = missingPrograms(parts, { building });
  const withoutCaddy = parts.has('home') && !findCaddy(root);
  const plan = [...planPrograms(missing), ...(building ? planModules() : []), ...(withoutCaddy ? planCaddy() : [])];
  for (const line of plan) say(line);
  if (!(await mayInstall({ yes: words.includes('--yes') }))) {
    throw new SetupError('nothing was installed', { type: 'npm run setup -- --yes' });
  }
  if (missing.length > 0) await installPrograms(missing);
  if (building) await installModules(root);
  if (withoutCaddy) await installCaddy(root, { onCleanup });
  say(`ready after ${((Date.now() - started) / 1000).toFixed(0)} s`);
  await cleanUp();
}

function isReady(parts) {
  return (
    modulesAreCurrent(root) &&
    missingPrograms(parts, { building: false }).length === 0 &&
    (!parts.has('home') || findCaddy(root) !== undefined)
  );
}

async function cleanUp() {
  for (const task of cleanups.splice(0).reverse()) await task();
}

let interrupted = false;
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, async () => {
    if (interrupted) return;
    interrupted = true;
    if (isPatientWorkRunning()) process.stderr.write('\nset-up: stopping as soon as apt-get has finished its work\n');
    await stopEverything(signal);
    await cleanUp();
    process.stderr.write('\nset-up: stopped; run it again to go on\n');
    process.exit(code);
  });
}

try {
  await main();
} catch (error) {
  if (!interrupted) sayError(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
