import { parseDocument } from 'yaml';
import { lanEntries } from '../../network/edit-lan.ts';
import { checkLanCidr } from '../../network/lan.ts';
import { contains, isContainerBridge, networkOf, overlap, rangeOf } from '../../network/networks.ts';
import type { Commands } from '../commands.ts';
import { error, type Finding, ok, reportedError, warning } from '../finding.ts';
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
      reportedError(`The LAN list has ${network}, which ${checked.message}.`, {
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
  return [error('lan-router', { network: cidr }, commands.configuring('lan', '--remove', cidr))];
}

/** The list beside the networks that this machine is really in. */
function compare(listed: readonly Listed[], here: readonly string[], home: readonly string[], commands: Commands) {
  const doubtful = listed.filter(({ confirmed }) => !confirmed).map(({ cidr }) => cidr);
  const foreign = doubtful.filter((cidr) => !here.some((network) => overlap(network, cidr)));
  const missing = home.filter((network) => !listed.some(({ cidr }) => overlap(cidr, network)));
  const add = missing.flatMap((network) => ['--add', network]);
  const findings = foreign.map((cidr) => {
    const fix = commands.configuring('lan', '--remove', cidr, ...add);
    return missing.length > 0
      ? error('lan-foreign-instead', { network: cidr, missing: missing.join(', ') }, fix)
      : error('lan-foreign', { network: cidr }, fix);
  });
  for (const cidr of doubtful) {
    const inner = home.filter((network) => network !== cidr && contains(cidr, network));
    if (inner.length === 0) continue;
    const fix = commands.configuring('lan', '--remove', cidr, ...inner.flatMap((network) => ['--add', network]));
    findings.push(warning('lan-wide', { network: cidr, home: inner.join(', ') }, fix));
  }
  for (const network of home) {
    const inside = listed.filter(({ cidr }) => cidr !== network && contains(network, cidr));
    if (inside.length === 0 || inside.some(({ confirmed }) => confirmed)) continue;
    const narrow = inside.map(({ cidr }) => cidr);
    const fix = commands.configuring('lan', ...narrow.flatMap((cidr) => ['--remove', cidr]), '--add', network);
    const [first = ''] = narrow;
    findings.push(warning('lan-narrow', { network: narrow.join(', '), home: network, first }, fix));
  }
  if (foreign.length === 0 && missing.length > 0) {
    findings.push(warning('lan-missing', { network: missing.join(', ') }, commands.configuring('lan', ...add)));
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
