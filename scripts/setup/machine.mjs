// What this machine is and how to run something on it.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Children at work, each with its process group and whether it may be cut off. */
const running = new Map();
let stopping = false;

/** Administration tools live in sbin, which a normal Debian user does not have on PATH. */
const EXTRA_FOLDERS = process.platform === 'win32' ? [] : ['/usr/local/sbin', '/usr/sbin', '/sbin'];

export function findOnPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...EXTRA_FOLDERS];
  for (const folder of folders) {
    if (!folder) continue;
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // not here
    }
  }
  return undefined;
}

/** `debian` (and what descends from it), `macos` or `other`. */
export function systemFamily() {
  if (process.platform === 'darwin') return { family: 'macos', id: 'macos', codename: '' };
  const release = osRelease();
  const ids = [release.ID, ...(release.ID_LIKE ?? '').split(' ')];
  const family = ids.includes('debian') && findOnPath('apt-get') ? 'debian' : 'other';
  return { family, id: release.ID ?? process.platform, codename: release.VERSION_CODENAME ?? '' };
}

function osRelease() {
  try {
    const pairs = readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm);
    return Object.fromEntries(Array.from(pairs, ([, key, value]) => [key, value]));
  } catch {
    return {};
  }
}

/** How to become root without asking: nothing to add as root, `sudo -n` where it needs no password, else undefined. */
export function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!findOnPath('sudo')) return undefined;
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

/** Why no other machine can be booted on this one; undefined when one can, once its programs are there. */
export function whyNoMachines() {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'only root may boot a machine';
  const script =
    'mount -t tmpfs none /mnt && mkdir /mnt/l /mnt/u /mnt/w && mount -t overlay none -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w /mnt/l';
  const { status, stderr, error } = spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', 'sh', '-c', script], {
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  return `root may not mount and make namespaces here (${error?.message ?? stderr.trim()})`;
}

/**
 * Runs a tool to its end and collects what it said. `onStatus` gets the lines of file descriptor 3 (apt's progress).
 * Never throws for a failing tool: the caller knows what its failure means. A tool gets a process group of its own, so
 * that Ctrl-C reaches this script only, which then ends the whole group, or lets a `patient` one (dpkg at work) finish.
 */
export function run(command, args, { cwd, env, onStatus, patient = false } = {}) {
  if (stopping) return Promise.resolve({ ok: false, stdout: '', output: 'stopped' });
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe', ...(onStatus ? ['pipe'] : [])];
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio, detached: true });
    running.set(child, { patient, ended: new Promise((ended) => child.once('close', ended)) });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    if (onStatus) {
      let rest = '';
      child.stdio[3].on('data', (chunk) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onStatus(line);
      });
    }
    child.on('error', (error) => {
      running.delete(child);
      resolve({ ok: false, stdout, output: `${output}\n${error.message}` });
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ ok: code === 0, stdout, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}

/** Ends what is at work and waits until it has ended: whoever comes next must find nobody in node_modules. */
export async function stopEverything(signal) {
  stopping = true;
  const work = [...running];
  const impatient = work.filter(([, { patient }]) => !patient).map(([child]) => child);
  for (const child of impatient) killGroup(child, signal);
  const force = setTimeout(() => {
    for (const child of impatient) killGroup(child, 'SIGKILL');
  }, 5_000);
  await Promise.all(work.map(([, { ended }]) => ended));
  clearTimeout(force);
}

export function isPatientWorkRunning() {
  return [...running.values()].some(({ patient }) => patient);
}

function killGroup(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // it ended by itself
  }
}
