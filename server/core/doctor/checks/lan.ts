import { parseDocument } from 'yaml';
import { lanEntries } from '../../network/edit-lan.ts';
import { checkLanCidr } from '../../network/lan.ts';
import { contains, isContainerBridge, networkOf, overlap, rangeOf } from '../../network/networks.ts';
import type { Commands } from '../commands.ts';
import { error, type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

interface Listed {
  readonly cidr: string;
  readonly confirmed: boolean;
}

const isLoopback = (address: string) => rangeOf(address) === 'loopback';

/** What is a network, and what may not be in the list at all. */
function readList({ text, machine, commands }: Pick<Examined, 'text' | 'machine' | 'commands'>) {
  const interfaces = machine.interfaces();
  const listed: Listed[] = [];
  const findings: Finding[] = [];
  for (const { network, confirmed } of lanEntries(parseDocument(text))) {
    const checked = checkLanCidr(network, { interfaces, confirmed });
    if (checked.ok) {
      listed.push({ cidr: checked.cidr, confirmed });
      continue;
    }
    const instead = checked.instead ?? networkOf(network);
    const add = instead && instead !== network && checkLanCidr(instead, { interfaces, confirmed }).ok;
    findings.push(
      error(`The LAN list has ${network}, which ${checked.message}.`, {
        why: 'Who is in the LAN list needs no key. The home does not start with this in it.',
        fix: commands.configuring('lan', '--remove', network, ...(add ? ['--add', instead] : [])),
      }),
    );
  }
  return { listed, findings };
}

function routerAlone(listed: readonly Listed[], gateway: string, commands: Commands): Finding[] {
  const cidr = `${gateway}/${gateway.includes(':') ? 128 : 32}`;
  if (!listed.some((each) => each.cidr === cidr)) return [];
  return [
    error(`The LAN list has ${cidr}, the router itself.`, {
      why: 'Nobody sits at the router. Strangers come from its address when it hides the senders.',
      fix: commands.configuring('lan', '--remove', cidr),
    }),
  ];
}

/** The list beside the networks that this machine is really in. */
function compare(listed: readonly Listed[], here: readonly string[], home: readonly string[], commands: Commands) {
  const doubtful = listed.filter(({ confirmed }) => !confirmed).map(({ cidr }) => cidr);
  const foreign = doubtful.filter((cidr) => !here.some((network) => overlap(network, cidr)));
  const missing = home.filter((network) => !listed.some(({ cidr }) => overlap(cidr, network)));
  const add = missing.flatMap((network) => ['--add', network]);
  const findings = foreign.map((cidr) => {
    const instead =
      missing.length > 0 ? `At home people come from ${missing.join(', ')} and are asked for a key. ` : '';
    return error(`The LAN list has ${cidr}, and this machine is in no such network.`, {
      why: `${instead}Whoever arrives from ${cidr} needs no key. If your router leads to it, write { network: ${cidr}, really: true }.`,
      fix: commands.configuring('lan', '--remove', cidr, ...add),
    });
  });
  for (const cidr of doubtful) {
    const inner = home.filter((network) => network !== cidr && contains(cidr, network));
    if (inner.length === 0) continue;
    findings.push(
      warning(`The LAN list has ${cidr}, which is wider than the network at home (${inner.join(', ')}).`, {
        why: `Whatever else arrives from there needs no key: VPNs, guests, containers. If all of it is at home, write { network: ${cidr}, really: true }.`,
        fix: commands.configuring('lan', '--remove', cidr, ...inner.flatMap((network) => ['--add', network])),
      }),
    );
  }
  for (const network of home) {
    const inside = listed.filter(({ cidr }) => cidr !== network && contains(network, cidr));
    if (inside.length === 0 || inside.some(({ confirmed }) => confirmed)) continue;
    const narrow = inside.map(({ cidr }) => cidr);
    findings.push(
      warning(`The LAN list has ${narrow.join(', ')}, which is a part of the network at home (${network}).`, {
        why: `Whoever is in the rest of it is asked for a key at home. If that is meant, write { network: ${narrow[0]}, really: true }.`,
        fix: commands.configuring('lan', ...narrow.flatMap((cidr) => ['--remove', cidr]), '--add', network),
      }),
    );
  }
  if (foreign.length === 0 && missing.length > 0) {
    findings.push(
      warning(`The LAN list does not have ${missing.join(', ')}, the network of this machine.`, {
        why: 'People who come from there are asked for a key at home.',
        fix: commands.configuring('lan', ...add),
      }),
    );
  }
  return findings;
}

/**
 * The networks in which people at home would be: those of the default routes. Public ones are for the admin to name, since
 * they may be somebody else's tomorrow; and a home that listens on loopback only has none.
 */
async function homeNetworks({ machine, config }: Pick<Examined, 'machine' | 'config'>): Promise<string[]> {
  // Not known without a valid latchkey.yaml: then nothing is missing either.
  if (!config || config.listen.every(isLoopback)) return [];
  const names = new Set((await machine.defaultRoutes()).map((route) => route.interface));
  const networks = machine
    .interfaces()
    .filter(({ name, cidr }) => {
      const range = rangeOf(cidr);
      return names.has(name) && !isContainerBridge(name) && range !== 'linkLocal' && range !== 'unicast';
    })
    .flatMap(({ cidr }) => networkOf(cidr) ?? []);
  return [...new Set(networks)];
}

/** Whether the LAN list names the networks at home, all of them and nothing else. */
export async function lanCheck(home: Pick<Examined, 'text' | 'config' | 'machine' | 'commands'>): Promise<Finding[]> {
  const { machine, commands } = home;
  const { listed, findings } = readList(home);
  if (listed.length + findings.length === 0) return [ok('The LAN list is empty: everybody needs a key, at home too.')];
  const here = machine.interfaces().flatMap(({ cidr }) => networkOf(cidr) ?? []);
  findings.push(
    ...(await machine.defaultRoutes()).flatMap(({ gateway }) => routerAlone(listed, gateway, commands)),
    ...compare(listed, here, await homeNetworks(home), commands),
  );
  if (findings.length > 0) return findings;
  return [ok(`The LAN list fits this machine's networks: ${listed.map(({ cidr }) => cidr).join(', ')}.`)];
}
