// Caddy, new enough. Earlier ones fail open with a bad CA file or break certificate verifiers.
//
// The contract with everything that runs Caddy (server/ has its own lookup and shares no code with this script):
//   1. LATCHKEY_CADDY, when set, is the binary, and it has to be new enough;
//   2. else `caddy` on PATH, when new enough;
//   3. else the newest `.tools/caddy/<version>/caddy` of the checkout, when only root and this user may change it.
// A folder `.tools/caddy/<version>` appears by one rename and is therefore always complete.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { debianArchitecture, debianMirrors, ensureKeyring, fetchFromSuites } from './debian-suite.mjs';
import { findOnPath, systemFamily } from './machine.mjs';
import { progress, SetupError } from './talk.mjs';

const OLDEST = [2, 11, 4];
const WANTED = `Caddy ${OLDEST.join('.')} or newer`;

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
  if (!debianArchitecture()) throw unaided('it can only be fetched here on Debian and its kin, amd64 and arm64');
  await ensureKeyring();
  const mirrors = await debianMirrors();
  if (mirrors.length === 0) {
    throw unaided('this machine knows no Debian mirror; LATCHKEY_DEBIAN_MIRROR=<address> can name one');
  }

  mkdirSync(join(root, '.tools'), { recursive: true });
  const work = mkdtempSync(join(root, '.tools', 'caddy-unpacking-'));
  const tidy = () => rmSync(work, { recursive: true, force: true });
  onCleanup(tidy);
  const step = progress(`fetching Debian sid's caddy (${debianArchitecture()}) through apt, signatures checked`);
  try {
    const failure = await fetchFromSuites({ mirrors, suites: ['sid'], packages: ['caddy'], work });
    if (failure !== undefined) {
      step.failed();
      throw unaided('Debian sid’s package could not be had', failure);
    }
    step.done(`Caddy ${moveIntoPlace(root, work)}`);
  } finally {
    tidy();
  }
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
