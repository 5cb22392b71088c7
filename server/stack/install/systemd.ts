import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import type { Rendered } from '../rendered/types.ts';
import { needsLowPort, outsideNeeds } from './secret-places.ts';

const UNIT = 'latchkey.service';
/** Where systemd puts the credentials of the unit: what latchkey.yaml names there comes from /etc/latchkey. */
const CREDENTIALS = `/run/credentials/${UNIT}/`;

/** The command line that runs latchkey, without its own words. */
export interface Program {
  /** Absolute paths: the interpreter and the bundle. */
  readonly node: string;
  readonly bundle: string;
  /** Whether the key of the Homelab CA is under a passphrase. */
  readonly keyIsProtected?: boolean;
}

/** A word of an Exec line: `%` and `$` mean something to systemd (systemd.service(5), "COMMAND LINES"). */
function word(text: string): string {
  const plain = text.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s'"\\;]/.test(plain) ? `"${plain.replaceAll(/["\\]/g, '\\$&')}"` : plain;
}

/** A path of a setting that takes several. */
const path = (text: string) => word(text).replaceAll('$$', '$');

/** What root needs until nothing is root any more (capabilities(7)). */
const ROOTS_PART = ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_SETGID', 'CAP_SETUID'];

/** Where `latchkey up` looks for the passphrase of the CA's key when latchkey.yaml names no file. */
const PASSPHRASE = 'latchkey-ca-passphrase';

function credentialLines(secretFiles: readonly string[], passphrase: 'needed' | 'perhaps' | 'named'): string {
  const names = secretFiles
    .filter((file) => file.startsWith(CREDENTIALS))
    .map((file) => file.slice(CREDENTIALS.length));
  const load = (name: string) => `LoadCredential=${name}:/etc/latchkey/${name}`;
  const lines = names.map(load);
  if (passphrase === 'needed') lines.push(load(PASSPHRASE));
  if (passphrase === 'perhaps')
    lines.push('# After latchkey ca protect; render it again then:', `#${load(PASSPHRASE)}`);
  return lines.join('\n');
}

/** What the unit depends on. */
interface UnitNeeds {
  readonly dir: string;
  readonly node: string;
  readonly bundle: string;
  /** The first lines, each a comment: where the unit comes from. */
  readonly head: string;
  /** Whether it does nothing until there is a home. */
  readonly waitsForHome?: boolean;
  readonly lowPorts: boolean;
  /** Folders outside the home that it writes to; absolute paths. */
  readonly writes: readonly string[];
  readonly variables: readonly string[];
  /** LoadCredential lines. */
  readonly credentials: string;
}

function unit({ dir, node, bundle, head, waitsForHome, lowPorts, writes, variables, credentials }: UnitNeeds): string {
  const latchkey = (...words: readonly string[]) => [node, bundle, ...words, '--dir', dir].map(word).join(' ');
  const capability = lowPorts ? 'CAP_NET_BIND_SERVICE' : '';
  // A backup folder that is not there (a disk that is not plugged in) keeps no home closed.
  const writable = [dir, ...writes.map((folder) => `-${folder}`)];
  return `${head}
[Unit]
Description=Latchkey, remote access to this home
Documentation=man:latchkey(1) file://${dir}
${waitsForHome ? `ConditionPathExists=${dir}/latchkey.yaml\n` : ''}Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
# Up when its client-certificate check holds; it says that it is not hung, and so do HAProxy and Caddy to it.
Type=notify
NotifyAccess=all
WatchdogSec=60
WatchdogSignal=SIGKILL
User=latchkey
Group=latchkey
# It starts as root, starts what runs Caddy and HAProxy as latchkey-proxy, and becomes latchkey before it reads a request.
ExecStart=!${latchkey('up', '--last-valid')}
ExecReload=${latchkey('reload')}
Restart=on-failure
RestartSec=2
# The client-certificate check did not hold, or a key is open to others: somebody has to look first.
RestartPreventExitStatus=6
TimeoutStopSec=15
LimitNOFILE=65536
UMask=0077
${variables.length > 0 ? `# ${variables.join(', ')}; better: a file, named in latchkey.yaml, that comes by LoadCredential.\nEnvironmentFile=/etc/latchkey/environment\n` : ''}
${credentials}
# Root's part, the first moment: to give files to their users, and to become these. What stays: ${capability ? 'ports below 1024, for HAProxy' : 'nothing'}.
CapabilityBoundingSet=${[...ROOTS_PART, capability].join(' ').trim()}
NoNewPrivileges=yes

# The home's folder is all that it writes to.
ProtectSystem=strict
ReadWritePaths=${writable.map(path).join(' ')}
ProtectHome=yes
PrivateMounts=yes
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectProc=invisible
ProcSubset=all
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
KeyringMode=private
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallFilter=@chown @setuid capset
SystemCallErrorNumber=EPERM
# No MemoryDenyWriteExecute: Node compiles while it runs.

[Install]
WantedBy=multi-user.target
`;
}

/**
 * Everything that runs a home with systemd, as a pure function of the configuration and the folder.
 * @returns files by name
 */
export function renderSystemd(config: HomeConfig, layout: HomeLayout, program: Program): Rendered {
  const { dir } = layout;
  const { secretFiles, readFiles, variables } = outsideNeeds(config, layout);
  const passphrase = config.ca.passphraseFile !== undefined ? 'named' : program.keyIsProtected ? 'needed' : 'perhaps';
  const content = unit({
    ...program,
    dir,
    head: '# Rendered from latchkey.yaml by latchkey render --for systemd; render it again after a change of ports, paths or secrets.',
    lowPorts: needsLowPort(config),
    writes: readFiles.filter((file) => file === config.backups?.folder),
    variables,
    credentials: `# Secrets lie in /etc/latchkey, for root alone. What latchkey.yaml names in ${CREDENTIALS} is handed over from there.
${credentialLines(secretFiles, passphrase)}
`,
  });
  return {
    files: new Map([
      [UNIT, { content, mode: 0o644 }],
      [
        'latchkey.sysusers.conf',
        {
          content: `# For /etc/sysusers.d/latchkey.conf\n${systemUsers(dir)}`,
          mode: 0o644,
        },
      ],
      [
        'latchkey.tmpfiles.conf',
        {
          content: `# For /etc/tmpfiles.d/latchkey.conf\nd ${dir} 0710 latchkey latchkey-proxy -\nd /etc/latchkey 0700 root root -\n`,
          mode: 0o644,
        },
      ],
    ]),
    warnings: /\s/.test(dir)
      ? [{ path: dir, message: 'has a space in it, which sysusers and tmpfiles do not take' }]
      : [],
  };
}

/** sysusers.d(5): the home's owner, and whom HAProxy and Caddy run as. */
export function systemUsers(dir: string): string {
  return `u latchkey - "Latchkey, remote access to this home" ${dir}\nu latchkey-proxy - "HAProxy and Caddy of Latchkey"\n`;
}

/**
 * The unit of the Debian package, for every latchkey.yaml that names no secrets or folders outside the home; for others
 * {@link renderSystemd} makes one that goes before it, in /etc.
 */
export function packagedUnit(dir: string, program: Pick<Program, 'node' | 'bundle'>): string {
  return unit({
    ...program,
    dir,
    head: `# Of the package. When latchkey.yaml names secrets or a backup folder outside the home, and after latchkey ca protect, put what
# latchkey render --for systemd makes of it into /etc/systemd/system: it goes before this one.`,
    waitsForHome: true,
    lowPorts: true,
    writes: [],
    variables: [],
    credentials: '',
  });
}
