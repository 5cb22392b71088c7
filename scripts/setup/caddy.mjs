// Caddy, new enough. Earlier ones fail open with a bad CA file or break certificate verifiers.
//
// The contract with everything that runs Caddy (server/ has its own lookup and shares no code with this script):
//   1. LATCHKEY_CADDY, when set, is the binary, and it has to be new enough;
//   2. else `caddy` on PATH, when new enough;
//   3. else the newest `.tools/caddy/<version>/caddy` of the checkout, when only root and this user may change it.
// A folder `.tools/caddy/<version>` appears by one rename and is therefore always complete.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { findOnPath, rootPrefix, run, systemFamily } from './machine.mjs';
import { aptInstall } from './packages.mjs';
import { progress, SetupError, tail } from './talk.mjs';

const OLDEST = [2, 11, 4];
const WANTED = `Caddy ${OLDEST.join('.')} or newer`;
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

export function findCaddy(root) {
  const named = process.env.LATCHKEY_CADDY;
  if (named) {
    const version = caddyVersion(named);
    if (isNewEnough(version)) return { path: named, version };
    throw new SetupError(
      `LATCHKEY_CADDY names ${named}, which is ${version ? `Caddy ${version}` : 'no Caddy'}; it takes ${WANTED}`,
      {
        type: 'unset LATCHKEY_CADDY',
      },
    );
  }
  // By name alone, because starting Caddy costs a tenth of a second and the folder is complete when it exists.
  for (const version of listFolder(join(root, '.tools/caddy'))) {
    const path = join(root, '.tools/caddy', version, 'caddy');
    if (isNewEnough(version) && existsSync(path)) return { path, version };
  }
  const path = findOnPath('caddy');
  const version = path && caddyVersion(path);
  return isNewEnough(version) ? { path, version } : undefined;
}

/** What `installCaddy` would install, and from where. */
export function planCaddy() {
  return [
    `missing: ${WANTED} (TLS, the client-certificate check, the way to the services)`,
    `to install: caddy into .tools/caddy, from ${process.env.LATCHKEY_DEBIAN_MIRROR ?? "this machine's Debian mirror"} (sid, signatures checked)`,
  ];
}

export async function installCaddy(root, { onCleanup }) {
  const { family } = systemFamily();
  if (family === 'macos') throw new SetupError(`this Mac lacks ${WANTED}`, { type: 'brew install caddy' });
  const architecture = ARCHITECTURES[process.arch];
  if (family !== 'debian' || !architecture)
    throw unaided('it can only be fetched here on Debian and its kin, amd64 and arm64');
  await ensureKeyring();
  const mirrors = await debianMirrors();
  if (mirrors.length === 0) {
    throw unaided('this machine knows no Debian mirror; LATCHKEY_DEBIAN_MIRROR=<address> can name one');
  }

  mkdirSync(join(root, '.tools'), { recursive: true });
  const work = mkdtempSync(join(root, '.tools', 'caddy-unpacking-'));
  const tidy = () => rmSync(work, { recursive: true, force: true });
  onCleanup(tidy);
  const step = progress(`fetching Debian sid's caddy (${architecture}) through apt, signatures checked`);
  try {
    const failures = [];
    for (const mirror of mirrors) {
      const failure = await fetchFrom(mirror, architecture, work);
      if (!failure) {
        const version = moveIntoPlace(root, work);
        step.done(`Caddy ${version}`);
        return;
      }
      failures.push(failure);
    }
    step.failed();
    throw unaided('Debian sid’s package could not be had', failures.join('\n'));
  } finally {
    tidy();
  }
}

/** apt with its own sources, lists and cache: the machine's package state is not touched, and root is not needed. */
async function fetchFrom(mirror, architecture, work) {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'sources.list'), `deb [arch=${architecture} signed-by=${KEYRING}] ${mirror} sid main\n`);
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
  const download = await run('apt-get', [...options, 'download', 'caddy'], { cwd: work });
  const archive = listFolder(work).find((name) => name.endsWith('.deb'));
  if (!download.ok || !archive) return tail(download.output);
  const unpack = await run('dpkg-deb', ['-x', archive, 'root'], { cwd: work });
  return unpack.ok ? undefined : tail(unpack.output);
}

function moveIntoPlace(root, work) {
  const unpacked = join(work, 'root/usr/bin/caddy');
  const version = caddyVersion(unpacked);
  if (!isNewEnough(version)) {
    throw unaided(version ? `Debian sid has only Caddy ${version}` : 'Debian sid’s Caddy does not run on this machine');
  }
  const complete = join(work, 'complete');
  mkdirSync(complete);
  renameSync(unpacked, join(complete, 'caddy'));
  chmodSync(join(complete, 'caddy'), 0o755);
  const licence = join(work, 'root/usr/share/doc/caddy/copyright');
  if (existsSync(licence)) renameSync(licence, join(complete, 'copyright'));
  mkdirSync(join(root, '.tools/caddy'), { recursive: true });
  const place = join(root, '.tools/caddy', version);
  rmSync(place, { recursive: true, force: true });
  renameSync(complete, place);
  return version;
}

/** The addresses that this machine's own apt uses for Debian's main archive. */
async function debianMirrors() {
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

async function ensureKeyring() {
  if (existsSync(KEYRING)) return;
  const root = rootPrefix();
  if (!root) {
    throw new SetupError('Debian’s archive keys are missing', {
      type: 'sudo apt-get install -y debian-archive-keyring',
    });
  }
  await aptInstall(root, ['debian-archive-keyring']);
}

function unaided(reason, details) {
  return new SetupError(
    `${WANTED} is needed, and ${reason}. Install it (https://caddyserver.com/docs/install) or set LATCHKEY_CADDY to its path`,
    { details },
  );
}

function caddyVersion(path) {
  const result = spawnSync(path, ['version'], { encoding: 'utf8' });
  return result.stdout?.match(/\d+\.\d+\.\d+/)?.[0];
}

function isNewEnough(version) {
  if (!version) return false;
  const parts = version.split('.').map(Number);
  const differs = OLDEST.findIndex((number, index) => parts[index] !== number);
  return differs === -1 || parts[differs] > OLDEST[differs];
}

function listFolder(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
