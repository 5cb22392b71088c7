// Packages of a Debian suite that this machine is not of, signatures checked, without touching its package state.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { rootPrefix, run, systemFamily } from './machine.mjs';
import { aptInstall } from './packages.mjs';
import { SetupError, tail } from './talk.mjs';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

/** This machine's architecture as Debian calls it; undefined where this is not Debian or its kin, or Debian's is not known. */
export function debianArchitecture() {
  return systemFamily().family === 'debian' ? ARCHITECTURES[process.arch] : undefined;
}

/**
 * Fetches packages of suites that this machine need not be of, and unpacks them into `root` below the folder. apt has its
 * own sources, lists and cache: the machine's package state is not touched, and root is not needed.
 * @param options.packages by name; of several suites the last is preferred
 * @param options.dependencies whether all that they need comes too, libc included
 * @param options.mirrors are tried one after the other, until one has them
 * @param options.work an empty folder
 * @returns what failed, in apt's words, empty without a mirror; undefined when one had them
 */
export async function fetchFromSuites({ mirrors, ...wanted }) {
  const failures = [];
  for (const mirror of mirrors) {
    const failure = await fetchFrom(mirror, wanted);
    if (failure === undefined) return undefined;
    failures.push(failure);
  }
  return failures.join('\n');
}

async function fetchFrom(mirror, { suites, packages, dependencies = false, work }) {
  const architecture = debianArchitecture();
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(work, folder), { recursive: true });
  const sources = suites.map((suite) => `deb [arch=${architecture} signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
  writeFileSync(join(work, 'sources.list'), sources.join(''));
  writeFileSync(join(work, 'status'), '');
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State::lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::State::extended_states': join(work, 'extended'),
    'Dir::Cache': join(work, 'cache'),
    'Dir::Cache::archives': join(work, 'cache/archives'),
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    'APT::Sandbox::User': process.getuid?.() === 0 ? 'root' : '',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled': 'false',
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const lists = await run('apt-get', [...options, 'update', '--error-on=any'], { cwd: work });
  if (!lists.ok) return tail(lists.output);
  const how = dependencies ? ['install', '--yes', '--download-only', '--no-install-recommends'] : ['download'];
  const download = await run('apt-get', [...options, '-t', suites.at(-1), ...how, ...packages], { cwd: work });
  if (!download.ok) return tail(download.output);
  const folder = dependencies ? join(work, 'cache/archives') : work;
  for (const archive of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    const unpack = await run('dpkg-deb', ['-x', join(folder, archive), 'root'], { cwd: work });
    if (!unpack.ok) return tail(unpack.output);
  }
  return undefined;
}

/** The addresses that this machine's own apt uses for Debian's main archive. */
export async function debianMirrors() {
  if (process.env.LATCHKEY_DEBIAN_MIRROR) return [process.env.LATCHKEY_DEBIAN_MIRROR];
  const { id, codename } = systemFamily();
  const format = '$(REPO_URI)|$(ORIGIN)|$(RELEASE)|$(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const found = stdout
    .split('\n')
    .map((line) => line.split('|'))
    // Before the first `apt-get update` the origin is unknown; Debian's own release name will do, since apt checks the
    // signature against Debian's keys whatever this address turns out to be.
    .filter(
      ([, origin, release, component]) =>
        component === 'main' &&
        !release.includes('security') &&
        (origin === 'Debian' || (!origin && id === 'debian' && release === codename)),
    );
  return [...new Set(found.map(([address]) => address))];
}

/** Installs Debian's archive keys where they are missing. @throws SetupError */
export async function ensureKeyring() {
  if (existsSync(KEYRING)) return;
  const root = rootPrefix();
  if (!root) {
    throw new SetupError('Debian’s archive keys are missing', {
      type: 'sudo apt-get install -y debian-archive-keyring',
    });
  }
  await aptInstall(root, ['debian-archive-keyring']);
}
