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
    const what = `HAProxy does not see where connections to ${listen} come from: somebody in between hides it.`;
    findings.push(
      error(what, {
        why: 'A published container port or a proxy in front makes everybody look alike, and perhaps at home. HAProxy has to run on the network of the machine itself.',
        fix: commands.latchkey('render', '--for', 'compose'),
      }),
    );
  }
  const routers = (await machine.defaultRoutes()).map(({ gateway }) => gateway);
  const bridges = machine
    .interfaces()
    .filter(({ name }) => isContainerBridge(name))
    .map(({ cidr }) => cidr.replace(/\/.*$/, ''));
  const suspects = [...new Set([...routers, ...bridges])].filter((address) => isInNetworks(address, config.lan));
  for (const [address, connections] of await edgeProxy.cameFrom(suspects)) {
    const network = config.lan.find((cidr) => isInNetworks(address, [cidr])) ?? '';
    const who = routers.includes(address) ? 'router' : 'container bridge';
    findings.push(
      warning(
        `${connections} connections of the last day came from the ${who}'s own address ${address} and counted as at home.`,
        {
          why: `A ${who} that hides the senders (source NAT, masquerading) makes strangers look at home. Switch that off for port ${config.ports.https}; until then, take its network out of the LAN list. If it was you, using the public name at home, all is well.`,
          fix: commands.configuring('lan', '--remove', network),
        },
      ),
    );
  }
  return findings.length > 0 ? findings : [ok('HAProxy sees connections come from where they come from.')];
}
