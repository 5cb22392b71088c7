import { LatchkeyError } from '../../../../../shared/errors.ts';
import { authority, type Changes, DAY, NOW, YAML } from './support.ts';

const DIR = '--dir /srv/latchkey';

const ALONE = { text: YAML.replace('192.168.1.0/24', '192.168.1.0/24, 192.168.1.1/32') };
const eth0 = (...cidrs: readonly string[]) => ({ interfaces: () => cidrs.map((cidr) => ({ name: 'eth0', cidr })) });

/** Everything as it should be, but for the paths that end so. */
const except = (ending: string, mode: number, owner = 1000): Changes => ({
  machine: {
    permissions: async (path) =>
      path.endsWith(ending) ? { mode, owner, group: 1000 } : { mode: 0o40_700, owner: 1000, group: 1000 },
  },
});

export const list = (lan: string) => ({ text: YAML.replace('[192.168.1.0/24]', `[${lan}]`) });

/** What ails it, the check that sees it, how bad, what is said, what fixes it. */
export type Ill = [ill: string, check: string, changes: Changes, severity: string, what: RegExp, fix: string | RegExp];

/** What ails the machine. */
export const MACHINE_ILLS: readonly Ill[] = [
  [
    'a key that is not known',
    'configuration',
    { text: `${YAML}lam: []\n` },
    'error',
    /line 5, column 1: lam is not a key that is known here; did you mean lan\?$/,
    `\${EDITOR:-nano} +5 /srv/latchkey/latchkey.yaml`,
  ],
  [
    'Caddy too old',
    'programs',
    {
      machine: {
        versions: async () => Promise.reject(new LatchkeyError('TOOL_TOO_OLD', { detail: 'Caddy is 2.6.2' })),
      },
    },
    'error',
    /too old/,
    /caddyserver.com/,
  ],
  [
    'a Caddy that everybody may change',
    'programs',
    {
      machine: {
        versions: async () => {
          const detail = '/opt/my caddy/caddy is not run: everybody may change /opt/my caddy.';
          throw new LatchkeyError('TOOL_NOT_TRUSTED', { detail });
        },
      },
    },
    'error',
    /somebody else/i,
    /chown root: '\/opt\/my caddy' && sudo chmod go-w '\/opt\/my caddy'/,
  ],
  [
    'a CA key that others can read',
    'permissions',
    except('homelab-ca.key', 0o100_640),
    'error',
    /homelab-ca\.key is open to other users .*640/,
    'chmod 600 /srv/latchkey/ca/homelab-ca.key',
  ],
  [
    'a run folder that others may enter',
    'permissions',
    except('/run', 0o40_755),
    'error',
    /\/run is open/,
    'chmod 700 /srv/latchkey/run',
  ],
  [
    'a registry that root has made',
    'permissions',
    except('.db', 0o600, 0),
    'error',
    /registry\.db belongs to another user/,
    'sudo chown 1000 /srv/latchkey/registry.db',
  ],
  [
    'a full disk',
    'disk',
    { machine: { space: async () => ({ freeBytes: 1024, freeFiles: undefined }) } },
    'error',
    /full: 0 MiB/,
    /^du /,
  ],
  [
    'a disk that is nearly full',
    'disk',
    { machine: { space: async () => ({ freeBytes: 500 * 1024 ** 2, freeFiles: 5000 }) } },
    'warning',
    /500 MiB/,
    /^du /,
  ],
  [
    'a disk without room for names',
    'disk',
    { machine: { space: async () => ({ freeBytes: 1024 ** 4, freeFiles: 3 }) } },
    'error',
    /3 more files/,
    /^du /,
  ],
  [
    'a clock that follows nothing',
    'clock',
    { machine: { clockFollows: async () => false } },
    'warning',
    /no time server/,
    'sudo timedatectl set-ntp true',
  ],
  [
    'a clock before the birth of the home',
    'clock',
    { records: { authorities: async () => [authority({ notBefore: NOW + DAY, notAfter: NOW + 2 * DAY })] } },
    'error',
    /before the home was made/,
    'sudo timedatectl set-ntp true',
  ],
  [
    'a public answer of another time',
    'clock',
    { edgeProxy: { whoami: async () => ({ kind: 'home', zone: 'wan', time: NOW - 600_000 }) } },
    'error',
    /disagree about the time by 10 minutes/,
    'sudo timedatectl set-ntp true',
  ],
  ['a home that is down', 'running', { running: false }, 'error', /not running/, `latchkey up ${DIR}`],
  [
    'a home of systemd that is down',
    'running',
    { running: false, runsBy: 'systemd' },
    'error',
    /not running/,
    'sudo systemctl start latchkey',
  ],
  [
    'a container that is down',
    'running',
    { running: false, runsBy: 'compose' },
    'error',
    /not running/,
    'docker compose up --detach',
  ],
  [
    'a latchkey.yaml that is not applied',
    'configuration',
    { applied: YAML.replace('192.168.1.0/24', '203.0.113.0/24') },
    'warning',
    /was changed, and the home still runs with the version before the change/,
    `latchkey reload ${DIR}`,
  ],
  [
    'one that is not applied in a container',
    'configuration',
    { applied: '', runsBy: 'compose' },
    'warning',
    /was changed/,
    'docker compose exec home latchkey reload',
  ],
  [
    'the network of the last router in the LAN list',
    'lan',
    list('192.168.7.0/24'),
    'error',
    /192\.168\.7\.0\/24, and this machine is in no such/,
    `latchkey lan --remove 192.168.7.0/24 --add 192.168.1.0/24 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'a LAN list that is too narrow',
    'lan',
    list('192.168.1.0/25'),
    'warning',
    /192\.168\.1\.0\/25, which is a part of the network at home \(192\.168\.1\.0\/24\)/,
    `latchkey lan --remove 192.168.1.0/25 --add 192.168.1.0/24 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'a LAN list that is too wide',
    'lan',
    list('192.168.0.0/16'),
    'warning',
    /wider than the network at home \(192\.168\.1\.0\/24\)/,
    `latchkey lan --remove 192.168.0.0/16 --add 192.168.1.0/24 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'host bits in the LAN list',
    'lan',
    list('192.168.1.7/24'),
    'error',
    /host bits/,
    `latchkey lan --remove 192.168.1.7/24 --add 192.168.1.0/24 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'IPv4 written as IPv6 in the LAN list',
    'lan',
    list('"::ffff:192.168.1.0/120"'),
    'error',
    /is IPv4 written as IPv6; write 192\.168\.1\.0\/24/,
    `latchkey lan --remove ::ffff:192.168.1.0/120 --add 192.168.1.0/24 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'all of IPv4 in the LAN list, as an earlier latchkey allowed it',
    'lan',
    list('"::/64"'),
    'error',
    /has all of IPv4 in it/,
    `latchkey lan --remove ::/64 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'the whole internet in the LAN list',
    'lan',
    list('0.0.0.0/0'),
    'error',
    /whole internet/,
    `latchkey lan --remove 0.0.0.0/0 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'a bridge of this machine in the LAN list',
    'lan',
    {
      ...list('192.168.1.0/24, 192.168.160.0/20'),
      machine: {
        interfaces: () => [
          { name: 'eth0', cidr: '192.168.1.10/24' },
          { name: 'br-0123456789ab', cidr: '192.168.160.1/20' },
        ],
      },
    },
    'error',
    /br-0123456789ab/,
    `latchkey lan --remove 192.168.160.0/20 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'the router itself in the LAN list',
    'lan',
    ALONE,
    'error',
    /192\.168\.1\.1\/32, the router itself/,
    `latchkey lan --remove 192.168.1.1/32 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'the router by IPv6 in the LAN list',
    'lan',
    {
      ...list("192.168.1.0/24, 'fd00::1/128'"),
      machine: {
        defaultRoutes: async () => [{ interface: 'eth0', gateway: 'fd00::1' }],
        ...eth0('192.168.1.10/24', 'fd00::2/64'),
      },
    },
    'error',
    /fd00::1\/128, the router itself/,
    `latchkey lan --remove fd00::1/128 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'invites that do not say where the app is',
    'app',
    { appIsNamed: false },
    'warning',
    /latchkey\.yaml has no downloads/,
    /latchkey\.yaml$/,
  ],
  [
    'an IPv6 network of its own that is not in the list',
    'lan',
    {
      machine: {
        ...eth0('192.168.1.10/24', 'fd12:3456::7/64', '2a00:1450::7/64'),
      },
    },
    'warning',
    /does not have fd12:3456::\/64/,
    `latchkey lan --add fd12:3456::/64 ${DIR} && latchkey reload ${DIR}`,
  ],
];
