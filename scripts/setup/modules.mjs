// node_modules: there, whole, and made from this very lock file.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { run } from './machine.mjs';
import { progress, SetupError, tail } from './talk.mjs';

const stampFile = (root) => join(root, 'node_modules', '.latchkey-setup');

/** What node_modules depends on. The pinned Node's version is part of the lock file; keytar is N-API, so the
 *  machine's own Node version does not matter, and this script runs under either. */
function stamp(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${pinnedNodeVersion(root, lock)} ${process.platform}-${process.arch}\n`;
}

export function modulesAreCurrent(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === stamp(root) && existsSync(pinnedNode(root));
  } catch {
    return false;
  }
}

/** Somebody ran `npm ci` or `npm install` by hand: what npm noted down about its work is as good as ours. */
export async function adoptModules(root) {
  if (!npmInstalledThisLock(root)) return false;
  try {
    await proveThatItWorks(root);
  } catch {
    return false;
  }
  writeFileSync(stampFile(root), stamp(root));
  return true;
}

function npmInstalledThisLock(root) {
  try {
    const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
    const wanted = read('package-lock.json');
    const installed = read('node_modules/.package-lock.json');
    // npm notes packages down that it did not unpack when it is asked for the lock file only.
    const same = (place) =>
      installed[place]?.version === wanted[place]?.version && existsSync(join(root, place, 'package.json'));
    return (
      Object.keys(installed).every(same) &&
      Object.keys(wanted).every((place) => !place.startsWith('node_modules/') || wanted[place].optional || same(place))
    );
  } catch {
    return false;
  }
}

/** What `installModules` would install, and from where. */
export function planModules() {
  const registry = process.env.npm_config_registry ?? 'https://registry.npmjs.org/';
  return [`to install: the npm packages of package-lock.json into node_modules, by npm ci from ${registry}`];
}

export async function installModules(root) {
  rmSync(stampFile(root), { force: true });
  const step = progress('installing the npm packages of package-lock.json (npm ci; builds keytar)');
  const result = await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, env: machineEnvironment(root) });
  if (!result.ok) {
    step.failed();
    throw new SetupError('npm ci failed', { type: 'npm ci', details: tail(result.output, 20) });
  }
  await proveThatItWorks(root);
  writeFileSync(stampFile(root), stamp(root));
  step.done();
}

async function proveThatItWorks(root) {
  const wanted = `v${pinnedNodeVersion(root)}`;
  const version = await run(pinnedNode(root), ['--version']);
  if (version.stdout.trim() !== wanted) {
    throw new SetupError(`the pinned Node does not run here: wanted ${wanted}, got "${tail(version.output)}"`, {
      type: 'npm rebuild node --foreground-scripts',
    });
  }
  const keytar = await run(pinnedNode(root), ['-e', "require('keytar')"], { cwd: root });
  if (!keytar.ok) {
    throw new SetupError('keytar was installed but does not load', {
      type: 'npm rebuild keytar --foreground-scripts',
      details: tail(keytar.output),
    });
  }
}

/**
 * npm has to run under the machine's Node: this script may itself run under the pinned one, which `npm ci` is about to
 * delete. Headers that came with the machine's Node spare node-gyp a download.
 */
function machineEnvironment(root) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|node_execpath|execpath|command|config_json)/.test(name)) delete env[name];
  }
  delete env.NODE;
  // keytar's prebuilt binaries come from an archived repository.
  env.npm_config_build_from_source = 'keytar';
  env.PATH = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')) && !folder.endsWith('node-gyp-bin'))
    .join(delimiter);
  const machineNode = env.PATH.split(delimiter).find((folder) => existsSync(join(folder, 'node')));
  const prefix = machineNode && dirname(machineNode);
  if (prefix && existsSync(join(prefix, 'include/node/node_api.h'))) env.npm_config_nodedir ??= prefix;
  return env;
}

export function pinnedNode(root) {
  return join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function pinnedNodeVersion(root, lock = readFileSync(join(root, 'package-lock.json'))) {
  return JSON.parse(lock).packages['node_modules/node'].version;
}
