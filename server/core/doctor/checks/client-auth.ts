import { rangeOf } from '../../network/networks.ts';
import { error, type Finding, notChecked, ok, warning } from '../finding.ts';
import type { ClientAuthTry, Examined } from '../ports.ts';

/** Beyond this many names the pairs are too many for one look; the names are taken in turn. */
const NAMES = 24;

function describe({ attack, sni, host, detail }: ClientAuthTry): string {
  return `${attack} as ${sni ?? '(no name)'} asking for ${host}: ${detail}`;
}

/** Whether the client-auth check holds for every name in the greeting with every name in the request. */
export async function clientAuthCheck({
  config,
  running,
  hosts,
  edgeProxy,
  commands,
}: Pick<Examined, 'config' | 'running' | 'hosts' | 'edgeProxy' | 'commands'>): Promise<Finding[]> {
  if (!config || !edgeProxy || !running) return [notChecked('Only while latchkey up is running.')];
  const tries = [...(await edgeProxy.attack(hosts.slice(0, NAMES)))];
  let ways = 'from this machine';
  // Loopback is where this machine has tried already.
  const others = (await edgeProxy.addresses(config.enrolmentHost)).filter((address) => rangeOf(address) !== 'loopback');
  for (const address of others) {
    const answer = await edgeProxy.whoami(address);
    if (answer.kind !== 'home' || answer.zone !== 'wan') continue;
    tries.push(...(await edgeProxy.attack(hosts.slice(0, NAMES), address)));
    ways = `from this machine and through ${config.enrolmentHost}`;
  }
  const inside = tries.filter(({ outcome }) => outcome === 'got-in');
  if (inside.length > 0) {
    return inside
      .slice(0, 5)
      .map((each) => error('client-auth-fails', { attack: describe(each) }, commands.latchkey('reload')));
  }
  const [closed] = tries.filter(({ outcome }) => outcome === 'closed');
  if (!tries.some(({ outcome }) => outcome === 'refused')) {
    const attack = closed ? ` ${describe(closed)}.` : '';
    return [warning('client-auth-not-tried', { attack }, commands.latchkey('doctor'))];
  }
  const skipped = new Map(
    tries.flatMap(({ outcome, host, detail }) => (outcome === 'skipped' ? [[host, detail]] : [])),
  );
  // HAProxy hangs up on greetings without a name that is served: that is an answer. On others, the check was not reached.
  const turnedAway = tries.filter(
    ({ outcome, sni }) => outcome === 'closed' && sni !== null && hosts.includes(sni),
  ).length;
  const tried = tries.filter(({ outcome }) => outcome !== 'skipped').length - turnedAway;
  const not = [...skipped].map(([host, reason]) => ` Not tried: ${host} (${reason}).`).join('');
  const away = turnedAway > 0 ? ` ${turnedAway} more were turned away before the check.` : '';
  return [ok(`The client-certificate check holds: ${tried} attacks ${ways}, none got in.${away}${not}`)];
}
