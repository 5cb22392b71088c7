import { isInNetworks } from '../../network/addresses.ts';
import { isContainerBridge } from '../../network/networks.ts';
import { error, type Finding, notChecked, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether HAProxy sees where people really come from: on that rests who is at home. */
export async function sourcesCheck({
  config,
  running,
  machine,
  edgeProxy,
  commands,
}: Pick<Examined, 'config' | 'running' | 'machine' | 'edgeProxy' | 'commands'>): Promise<Finding[]> {
  if (!config || !edgeProxy || !running) return [notChecked('Only while latchkey up is running.')];
  const findings: Finding[] = [];
  for (const listen of config.listen) {
    if (await edgeProxy.seenAsItIs(listen)) continue;
    findings.push(error('sources-hidden', { listen }, commands.latchkey('render', '--for', 'compose')));
  }
  const routers = (await machine.defaultRoutes()).map(({ gateway }) => gateway);
  const bridges = machine
    .interfaces()
    .filter(({ name }) => isContainerBridge(name))
    .map(({ cidr }) => cidr.replace(/\/.*$/, ''));
  const suspects = [...new Set([...routers, ...bridges])].filter((address) => isInNetworks(address, config.lan));
  for (const [address, connections] of await edgeProxy.cameFrom(suspects)) {
    const network = config.lan.find((cidr) => isInNetworks(address, [cidr])) ?? '';
    const code = routers.includes(address) ? 'sources-router' : 'sources-bridge';
    const fix = commands.configuring('lan', '--remove', network);
    findings.push(warning(code, { count: connections, address, port: config.ports.https }, fix));
  }
  return findings.length > 0 ? findings : [ok('HAProxy sees the true source address of connections.')];
}
