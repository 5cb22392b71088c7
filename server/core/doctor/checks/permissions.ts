import { type Commands, shellWord } from '../commands.ts';
import { type Finding, ok, reportedError, warning } from '../finding.ts';
import type { Examined, Permissions } from '../ports.ts';

/** What the proxies' user may do beside the owner: nothing, pass a folder without listing it, or read a file. */
type Shared = 'not' | 'passed' | 'read';

const MODES: Readonly<Record<Shared, { readonly alone: string; readonly shared: string; readonly open: number }>> = {
  not: { alone: '600', shared: '600', open: 0o077 },
  passed: { alone: '700', shared: '710', open: 0o067 },
  read: { alone: '600', shared: '640', open: 0o037 },
};

const HOLDS_KEYS = 'It holds the keys of the home.';

/** Whether anybody but the home's own user, and its proxies where they must, can get at its keys, registry and sockets. */
export async function permissionsCheck({
  layout,
  machine,
  commands,
}: Pick<Examined, 'layout' | 'machine' | 'commands'>): Promise<Finding[]> {
  const { ca, run } = layout;
  const entries: readonly [path: string, why: string, shared: Shared, folder?: true][] = [
    [
      ca.key,
      'Whoever has read the key of the Homelab CA can sign certificates, though the home lets in only those that it issued.',
      'not',
    ],
    [ca.serverRootKey, 'Whoever has read this key can pretend to be your home.', 'read'],
    [layout.secret, 'Whoever has read this key can renew as any device.', 'not'],
    [layout.registry, 'It names your people and their devices.', 'not'],
    [layout.dir, HOLDS_KEYS, 'passed', true],
    [ca.dir, HOLDS_KEYS, 'passed', true],
    [run.dir, 'Whoever may enter it can reach the home as if from the LAN, without a key.', 'passed', true],
    [layout.active, 'Whoever may write to it can let certificates in.', 'not', true],
  ];
  const home = await machine.permissions(layout.dir);
  const proxies = (await machine.permissions(run.caddy))?.owner;
  const wall = home !== undefined && proxies !== undefined && proxies !== home.owner;
  const findings = await Promise.all(
    entries.map(async ([path, why, shared, folder]): Promise<Finding[]> => {
      const seen = await machine.permissions(path);
      if (!seen || !home) return [];
      const { open, ...modes } = MODES[shared];
      const ofProxies = wall && seen.group === home.group;
      const mode = ofProxies ? modes.shared : folder ? '700' : modes.alone;
      const isOpen = (seen.mode & (ofProxies ? open : 0o077)) !== 0;
      return [...(isOpen ? [tooOpen(path, why, seen, mode)] : []), ...foreign(path, why, seen, home)];
    }),
  );
  for (const path of [layout.config, layout.auditHead, ca.certificate]) {
    const seen = await machine.permissions(path);
    if (seen && home) findings.push(foreign(path, 'The home itself cannot change it.', seen, home));
  }
  const wrong = findings.flat();
  if (wrong.length > 0) return wrong;
  return [
    ok('Keys, registry and sockets are for the home alone.'),
    ...(proxies === undefined ? [] : [wallOf(wall, commands)]),
  ];
}

function tooOpen(path: string, why: string, seen: Permissions, mode: string): Finding {
  const what = `${path} is open to other users of this machine (mode ${octal(seen.mode)}).`;
  return reportedError(what, { why, fix: `chmod ${mode} ${shellWord(path)}` });
}

function foreign(path: string, why: string, seen: Permissions, { owner }: Permissions): Finding[] {
  if (seen.owner === owner) return [];
  const fix = `sudo chown ${owner} ${shellWord(path)}`;
  return [reportedError(`${path} belongs to another user than the home does.`, { why, fix })];
}

/** As people write it: `640`. */
const octal = (mode: number) => (mode & 0o777).toString(8);

function wallOf(stands: boolean, commands: Commands): Finding {
  if (stands) return ok('HAProxy and Caddy run as a user of their own, who cannot read the keys or the registry.');
  const fix = commands.latchkey('render', '--for', 'systemd', '--out', 'latchkey-systemd');
  return warning('proxies-same-user', {}, fix);
}
