// Completes package-lock.json with the platform packages (optionalDependencies of Biome and the like) that npm left out.
//
// Behind a registry mirror that holds only some platforms, npm writes a lock file without the others, and `npm ci` then
// refuses it everywhere. Their versions are exact in the parent's entry, so they can be named without asking anybody;
// their hashes cannot, and are added by npm when it first installs them on such a platform.
// Run it after changing dependencies: npm install --package-lock-only --ignore-scripts && node scripts/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

const added = {};
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(place, name)) continue;
    const platform = platformOf(name);
    if (!/^\d+\.\d+\.\d+$/.test(version) || !platform) {
      process.stderr.write(`left out: ${name}@${version} of ${place} (no exact version, or no platform in its name)\n`);
      process.exitCode = 1;
      continue;
    }
    added[`node_modules/${name}`] = { version, ...platform, dev: entry.dev, license: entry.license, optional: true };
  }
}

const sorted = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
process.stderr.write(`${Object.keys(added).length} platform packages added\n`);

function isLocked(place, name) {
  return lock.packages[`node_modules/${name}`] || lock.packages[`${place}/node_modules/${name}`];
}

function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return { cpu: cpu && [cpu], os: [os], libc: os === 'linux' && libc ? [libc] : undefined };
}
