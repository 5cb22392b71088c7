// The programs of the operating system that Latchkey works with: which, why, and how they get here.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { findOnPath, rootPrefix, run, systemFamily } from './machine.mjs';
import { progress, SetupError, tail } from './talk.mjs';

const has = (...names) => names.every((name) => findOnPath(name));
const hasAny = (...names) => names.some((name) => findOnPath(name));

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_BROWSERS = ['/Applications/Chromium.app', '/Applications/Google Chrome.app'];

/** Where certmonger has its client of SCEP; and without the other, strongSwan fetches nothing. */
const SCEP_SUBMIT = ['/usr/lib/certmonger/scep-submit', '/usr/libexec/certmonger/scep-submit'];
const STRONGSWAN_CURL = '/usr/lib/ipsec/plugins/libstrongswan-curl.so';

/** Without it strongSwan on Debian and its kin knows no elliptic curves. */
const STRONGSWAN_OPENSSL = '/usr/lib/ipsec/plugins/libstrongswan-openssl.so';

/**
 * `parts`: which commands need it (`modules`: everyone; `relative`: enrol, access, leave; `home`: demo and tests; `deploy`: test:deploy;
 * `bench`: bench and bench:*).
 * `build`: only while node_modules is being built.
 */
const NEEDS = [
  {
    name: 'C++ compiler and make',
    why: 'builds keytar',
    parts: ['modules'],
    build: true,
    present: () => has('make') && hasAny('g++', 'clang++', 'c++'),
    debian: ['g++', 'make'],
  },
  {
    name: 'Python 3',
    why: 'builds keytar',
    parts: ['modules'],
    build: true,
    present: () => has('python3'),
    debian: ['python3'],
  },
  {
    name: 'pkg-config',
    why: 'builds keytar',
    parts: ['modules'],
    build: true,
    linuxOnly: true,
    present: () => has('pkg-config'),
    debian: ['pkg-config'],
  },
  {
    name: 'libsecret headers',
    why: 'builds keytar, which keeps secrets in the OS secret store',
    parts: ['modules'],
    build: true,
    linuxOnly: true,
    present: () => existsSync('/usr/include/libsecret-1/libsecret/secret.h'),
    debian: ['libsecret-1-dev'],
  },
  {
    name: 'certutil and pk12util',
    why: "put certificates into the browsers' store",
    parts: ['relative', 'home'],
    present: () => has('certutil', 'pk12util'),
    debian: ['libnss3-tools'],
    brew: ['nss'],
  },
  {
    name: 'HAProxy',
    why: 'the one port: tells LAN from WAN',
    parts: ['home'],
    present: () => has('haproxy'),
    debian: ['haproxy'],
    brew: ['haproxy'],
  },
  {
    name: 'Chromium',
    why: 'gets in with the certificate, as a relative would',
    parts: ['home'],
    present: () => hasAny(...BROWSERS) || MAC_BROWSERS.some((place) => existsSync(place)),
    debian: ['chromium'],
    ubuntu: ['chromium-browser'],
    brew: ['chromium'],
  },
  {
    name: 'Inter',
    why: 'the font that the pictures of the screens are drawn in',
    parts: ['home'],
    linuxOnly: true,
    present: () => existsSync('/usr/share/fonts/opentype/inter'),
    debian: ['fonts-inter'],
  },
  {
    name: 'gnome-keyring',
    why: 'a throw-away secret store for demo and tests',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('gnome-keyring-daemon'),
    debian: ['gnome-keyring'],
  },
  {
    name: 'D-Bus',
    why: 'carries the throw-away secret store',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('dbus-run-session', 'dbus-daemon'),
    debian: ['dbus', 'dbus-daemon'],
    ubuntu: ['dbus'],
  },
  {
    name: 'OpenSSL',
    why: "plays the stranger in the tests' attacks",
    parts: ['home'],
    present: () => has('openssl'),
    debian: ['openssl'],
    brew: ['openssl'],
  },
  {
    name: "strongSwan's pki",
    why: 'a client of EST that others wrote, for tests',
    parts: ['home'],
    present: () => has('pki') && (process.platform === 'darwin' || existsSync(STRONGSWAN_OPENSSL)),
    debian: ['strongswan-pki', 'libstrongswan-standard-plugins'],
    brew: ['strongswan'],
  },
  {
    name: "certmonger, and strongSwan's way to fetch",
    why: 'other clients of SCEP than phones',
    parts: ['home'],
    linuxOnly: true,
    present: () => SCEP_SUBMIT.some((path) => existsSync(path)) && existsSync(STRONGSWAN_CURL),
    debian: ['certmonger', 'libstrongswan-extra-plugins'],
  },
  {
    name: 'Radicale',
    why: 'a calendar server that is told who it is by a header',
    parts: ['home'],
    linuxOnly: true,
    // The library alone: the package of the program would start a service of the system's own.
    present: () => existsSync('/usr/lib/python3/dist-packages/radicale'),
    debian: ['python3-radicale'],
  },
  {
    name: 'Pebble',
    why: 'an ACME CA on this machine, in tests',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('pebble', 'pebble-challtestsrv'),
    debian: ['pebble'],
  },
  {
    name: 'BIND',
    why: 'is a DNS server that a key may change, in tests',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('named'),
    debian: ['bind9'],
  },
  {
    name: 'lego',
    why: 'gets certificates by DNS-01',
    parts: ['home'],
    present: () => has('lego'),
    debian: ['lego'],
    brew: ['lego'],
  },
  {
    name: 'certbot',
    why: "runs the guides' deploy hook, in tests",
    parts: ['home'],
    linuxOnly: true,
    present: () => has('certbot'),
    debian: ['certbot'],
  },
  {
    name: 'libfaketime and QEMU user mode',
    why: 'let 400 days pass for Node, Caddy and a CA, in tests',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('faketime') && hasAny('qemu-x86_64', 'qemu-aarch64'),
    debian: ['faketime', 'qemu-user'],
  },
  {
    name: 'nginx',
    why: 'another proxy that reads the CRL, in tests',
    parts: ['home'],
    present: () => has('nginx'),
    debian: ['nginx'],
    brew: ['nginx'],
  },
  {
    name: 'systemd',
    why: 'judges the unit that latchkey renders, in tests',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('systemd-analyze', 'systemd-sysusers', 'systemd-tmpfiles'),
    debian: ['systemd'],
  },
  {
    name: 'setpriv, unshare, nsenter and ip',
    why: 'leave a home as few rights as its container would, in tests',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('setpriv', 'unshare', 'nsenter', 'ip'),
    debian: ['util-linux', 'iproute2'],
  },
  {
    name: 'strace',
    why: 'makes a disk slow, in tests',
    parts: ['home'],
    linuxOnly: true,
    present: () => has('strace'),
    debian: ['strace'],
  },
  {
    name: 'age',
    why: 'opens backups without Latchkey, in tests',
    parts: ['home'],
    present: () => has('age', 'age-keygen'),
    debian: ['age'],
    brew: ['age'],
  },
  {
    name: 'OpenSC and SoftHSM',
    why: 'keep the key of a CA in a token, in tests',
    parts: ['home'],
    present: () => has('pkcs11-tool', 'softhsm2-util'),
    debian: ['opensc', 'softhsm2'],
    brew: ['opensc', 'softhsm'],
  },
  {
    name: 'ApacheBench',
    why: 'asks as much as it can, in benchmarks',
    parts: ['bench'],
    present: () => has('ab'),
    debian: ['apache2-utils'],
  },
  {
    name: 'curl',
    why: 'moves large files, in benchmarks',
    parts: ['bench'],
    present: () => has('curl'),
    debian: ['curl'],
    brew: ['curl'],
  },
  {
    name: 'cfssl',
    why: 'signs beside the home, in benchmarks',
    parts: ['bench'],
    present: () => has('cfssl'),
    debian: ['golang-cfssl'],
    brew: ['cfssl'],
  },
  {
    name: 'mmdebstrap and systemd-nspawn',
    why: 'make and boot a Debian machine, in tests',
    parts: ['deploy'],
    linuxOnly: true,
    present: () => has('mmdebstrap', 'systemd-nspawn'),
    debian: ['mmdebstrap', 'systemd-container'],
  },
  {
    name: 'Podman, Buildah and runc',
    why: 'build the image and run the container, in tests',
    parts: ['deploy'],
    linuxOnly: true,
    present: () => has('podman', 'buildah', 'runc'),
    debian: ['podman', 'buildah', 'runc'],
  },
];

export function missingPrograms(parts, { building }) {
  return NEEDS.filter(
    (need) =>
      need.parts.some((part) => parts.has(part)) &&
      (building || !need.build) &&
      !(need.linuxOnly && process.platform === 'darwin') &&
      !need.present(),
  );
}

/** What would be installed, and from where: a line each, for people to read before it happens. */
export function planPrograms(missing) {
  const lines = missing.map((need) => `missing: ${need.name} (${need.why})`);
  const { family, id } = systemFamily();
  if (missing.length === 0 || family !== 'debian') return lines;
  const packages = debianPackages(missing, id);
  lines.push(`to install: ${packages.join(' ')}, by apt-get from this machine's own package sources`);
  const services = Object.keys(SERVICES).filter((name) => packages.includes(name));
  if (services.length > 0 && existsSync('/run/systemd/system')) {
    // Masking or stopping a unit is the owner's to do: it may be one that they want.
    const units = services.flatMap((name) => SERVICES[name]);
    lines.push(
      `note: Debian starts ${services.join(' and ')} as soon as it is installed; Latchkey does not need that. To stop it: sudo systemctl disable --now ${units.join(' ')}`,
    );
  }
  return lines;
}

/** Debian packages that are services as well, and their units. */
const SERVICES = {
  haproxy: ['haproxy'],
  nginx: ['nginx'],
  podman: ['podman.socket', 'podman.service', 'podman-auto-update.timer', 'podman-restart.service'],
};

const debianPackages = (missing, id) => [
  ...new Set(missing.flatMap((need) => (id === 'ubuntu' && need.ubuntu) || need.debian)),
];

/** Installs packages and nothing else: no unit of the system is masked, stopped or disabled. */
export async function installPrograms(missing) {
  const { family, id } = systemFamily();
  if (family === 'macos') {
    const compiler = missing.some((need) => need.build);
    const formulas = missing.flatMap((need) => need.brew ?? []);
    throw new SetupError(`this Mac lacks ${names(missing)}`, {
      type: compiler ? 'xcode-select --install' : `brew install ${formulas.join(' ')}`,
    });
  }
  if (family !== 'debian') {
    throw new SetupError(
      `this system lacks ${names(missing)}; install them with its package manager, then run this again`,
    );
  }
  const packages = debianPackages(missing, id);
  const root = rootPrefix();
  if (!root) {
    throw new SetupError('these Debian packages are missing, and only root may install them', {
      type: `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`,
    });
  }
  await aptInstall(root, packages);
  const still = missing.filter((need) => !need.present());
  if (still.length > 0) throw new SetupError(`apt-get succeeded, but ${names(still)} cannot be found`);
}

export async function aptInstall(root, packages) {
  const apt = (args, onStatus) =>
    run(...asRoot(root, ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]), {
      // Cutting dpkg off in the middle leaves a machine that needs repair.
      patient: true,
      ...(onStatus && { onStatus }),
    });
  const install = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages];
  const byHand = `${root.length > 0 ? 'sudo ' : ''}apt-get install -y ${packages.join(' ')}`;

  let updated = false;
  const update = async () => {
    const step = progress('reading the package lists (apt-get update)');
    const result = await apt(['update']);
    if (!result.ok) {
      step.failed();
      throw new SetupError('apt-get update failed', { type: 'apt-get update', details: tail(result.output) });
    }
    step.done();
    updated = true;
  };

  if (!(await run('apt-get', ['-s', 'install', ...packages])).ok) await update();
  for (;;) {
    const step = progress(`installing ${packages.join(' ')}`);
    // sudo closes every descriptor above 2, so progress by descriptor 3 is for root only.
    const watch = root.length === 0;
    const status = (line) => {
      const [kind, , percent, text] = line.split(':');
      if (kind === 'dlstatus' || kind === 'pmstatus') {
        step.note(`${kind === 'dlstatus' ? 'fetching' : 'installing'} ${Math.round(Number(percent))} %, ${text ?? ''}`);
      }
    };
    const result = await apt(watch ? ['-o', 'APT::Status-Fd=3', ...install] : install, watch ? status : undefined);
    if (result.ok) {
      step.done();
      return;
    }
    step.failed();
    if (/dpkg was interrupted/.test(result.output)) {
      throw new SetupError('an earlier installation was cut off', { type: 'dpkg --configure -a' });
    }
    // Lists that are older than the mirror name files that are gone: one fresh look is worth it, two are not.
    if (updated)
      throw new SetupError('apt-get could not install what is missing', { type: byHand, details: tail(result.output) });
    await update();
  }
}

function asRoot(root, command) {
  const [first, ...rest] = [...root, ...command];
  return [first, rest];
}

function names(needs) {
  return needs.map((need) => need.name).join(', ');
}
