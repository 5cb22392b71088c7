import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { Commands, type RunsBy } from '../../../../../server/core/doctor/commands.ts';
import type {
  Authority,
  CertificateFileProblem,
  Dns01Problem,
  EdgeProxy,
  Examined,
  Machine,
  Records,
  ScepAuthority,
} from '../../../../../server/core/doctor/ports.ts';
import { homeLayout } from '../../../../../server/core/layout.ts';
import type { LatchkeyError } from '../../../../../shared/errors.ts';

export const NOW = Date.UTC(2027, 0, 1);
export const DAY = 86_400_000;

export const YAML = `
home: { name: Example Home, domain: example.com }
lan: [192.168.1.0/24]
services: { cloud: 'http://127.0.0.1:8080' }
`;

export interface Changes {
  readonly text?: string;
  readonly running?: boolean;
  readonly machine?: Partial<Machine>;
  readonly edgeProxy?: Partial<EdgeProxy>;
  readonly records?: Partial<Records>;
  readonly consoleAnswers?: boolean;
  readonly sites?: readonly string[];
  readonly certificateFiles?: readonly CertificateFileProblem[];
  readonly certificateOnDisk?: string;
  readonly dns01?: readonly Dns01Problem[];
  readonly scepAuthority?: ScepAuthority | 'silent';
  readonly applied?: string;
  readonly whyNotStarting?: readonly LatchkeyError[];
  readonly appIsNamed?: boolean;
  readonly runsBy?: RunsBy;
}

/** A Homelab CA that is well. */
export const authority = (changes: Partial<Authority> = {}): Authority => ({
  kind: 'homelab-ca',
  notBefore: NOW - 3650 * DAY,
  notAfter: NOW + 3650 * DAY,
  signsFor: 'domain',
  ...changes,
});

/** A home in the best of health, with what is changed in it. */
export function healthy({
  text = YAML,
  running = true,
  machine,
  edgeProxy,
  records,
  consoleAnswers = true,
  sites = [],
  certificateFiles = [],
  certificateOnDisk,
  dns01 = [],
  scepAuthority = { notBefore: NOW - DAY, notAfter: NOW + DAY, byHomelabCa: true },
  applied = text,
  whyNotStarting = [],
  runsBy = 'hand',
  appIsNamed = true,
}: Changes = {}): Examined {
  const layout = homeLayout('/srv/latchkey');
  const parsed = parseConfig(text, layout.config);
  const config = parsed.ok ? parsed.config : undefined;
  return {
    layout,
    text,
    config,
    running,
    appIsNamed,
    hosts: config?.services.map(({ host }) => host) ?? [],
    clock: { now: () => NOW },
    machine: {
      interfaces: () => [
        { name: 'lo', cidr: '127.0.0.1/8' },
        { name: 'eth0', cidr: '192.168.1.10/24' },
        { name: 'eth0', cidr: 'fe80::1/64' },
      ],
      defaultRoutes: async () => [{ interface: 'eth0', gateway: '192.168.1.1' }],
      clockFollows: async () => true,
      space: async () => ({ freeBytes: 10 * 1024 ** 3, freeFiles: 100_000 }),
      permissions: async (path) => ({ mode: 0o40_700, owner: path.endsWith('/run/caddy') ? 1001 : 1000, group: 1000 }),
      user: () => 1000,
      versions: async () => ({ caddy: '2.11.4', haproxy: '2.6.12' }),
      starterOf: async () => undefined,
      ...machine,
    },
    edgeProxy: {
      addresses: async () => ['8.8.4.4'],
      whoami: async () => ({ kind: 'home', zone: 'wan', time: NOW }),
      serverCertificate: async () => ({
        fingerprint: 'aa'.repeat(32),
        notBefore: NOW - 30 * DAY,
        notAfter: NOW + 60 * DAY,
        matches: true,
      }),
      attack: async () => [
        {
          attack: 'no-certificate',
          sni: 'cloud.example.com',
          host: 'cloud.example.com',
          outcome: 'refused',
          detail: '',
        },
      ],
      asksForCertificate: async () => false,
      seenAsItIs: async () => true,
      cameFrom: async () => new Map(),
      tryConnect: async () => undefined,
      ...edgeProxy,
    },
    records: {
      activeFingerprints: async () => ['aa'],
      activeSet: async () => ['aa'],
      lastBackup: async () => NOW - DAY,
      lastNotIssued: async () => undefined,
      authorities: async () => [authority()],
      ...records,
    },
    applied: running ? applied : undefined,
    whyNotStarting: async () => whyNotStarting,
    consoleAnswers: async () => consoleAnswers,
    sites: async () => sites,
    certificateFiles: async () => certificateFiles,
    dns01: async () => dns01,
    scepAuthority: async () => (scepAuthority === 'silent' ? undefined : scepAuthority),
    certificateOnDisk: async () => certificateOnDisk,
    commands: new Commands(layout, running, runsBy),
  };
}
