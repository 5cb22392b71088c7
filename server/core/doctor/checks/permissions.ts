import { shellWord } from '../commands.ts';
import { error, type Finding, ok } from '../finding.ts';
import type { Examined } from '../ports.ts';

const others = (mode: number) => mode & 0o077;

/** Whether anybody but the home's own user can get at its keys, its registry and its sockets. */
export async function permissionsCheck({ layout, machine }: Pick<Examined, 'layout' | 'machine'>): Promise<Finding[]> {
  const { ca } = layout;
  const keys: [path: string, why: string][] = [
    [ca.key, 'Whoever has read the key of the Homelab CA can make certificates (though not active ones).'],
    [ca.serverRootKey, 'Whoever has read this key can pretend to be your home.'],
    [layout.secret, 'Whoever has read this key can renew as any device.'],
    [layout.registry, 'It names your people and their devices.'],
  ];
  const folders: [path: string, why: string][] = [
    [layout.dir, 'It holds the keys of the home.'],
    [ca.dir, 'It holds the keys of the home.'],
    [layout.run.dir, 'Whoever may enter it can speak to the home past the door, as if from the LAN.'],
    [layout.active, 'Whoever may write to it can let certificates in.'],
  ];
  const findings: Finding[] = [];
  const owner = (await machine.permissions(layout.dir))?.owner;
  for (const [entries, mode] of [
    [keys, '600'],
    [folders, '700'],
  ] as const) {
    for (const [path, why] of entries) {
      const seen = await machine.permissions(path);
      if (!seen) continue;
      if (others(seen.mode) !== 0) {
        const what = `${path} is open to other users of this machine (mode ${(seen.mode & 0o777).toString(8)}).`;
        findings.push(error(what, { why, mend: `chmod ${mode} ${shellWord(path)}` }));
      }
      if (owner !== undefined && seen.owner !== owner) {
        const mend = `sudo chown --reference=${shellWord(layout.dir)} ${shellWord(path)}`;
        findings.push(error(`${path} belongs to another user than the home does.`, { why, mend }));
      }
    }
  }
  if (owner !== undefined && machine.user() === 0 && owner !== 0) {
    findings.push(ok('This is root; files that root makes in the home are not its own: better run it as its user.'));
  }
  return findings.length > 0 ? findings : [ok('Keys, registry and sockets are for the home alone.')];
}
