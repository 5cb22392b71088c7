import { shellWord } from '../commands.ts';
import { type Finding, notChecked, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether the admin's console can be opened: its name, its server certificate, and whether it answers. */
export async function consoleCheck({
  config,
  running,
  edgeProxy,
  consoleAnswers,
  commands,
  layout,
}: Pick<Examined, 'config' | 'running' | 'edgeProxy' | 'consoleAnswers' | 'commands' | 'layout'>): Promise<Finding[]> {
  if (!config || !edgeProxy || !running) return [notChecked('Only while latchkey up is running.')];
  if (config.console === undefined) return [notChecked('This home has no console: latchkey.yaml (console).')];
  const { host, from } = config.console;
  const [addresses, certificate] = await Promise.all([edgeProxy.addresses(host), edgeProxy.serverCertificate(host)]);
  const why = 'Until then the console cannot be opened. Without it, write console: off into latchkey.yaml.';
  const address = `https://${host}${config.ports.https === 443 ? '' : `:${config.ports.https}`}/`;
  if (addresses.length === 0) return [warning(`${host} has no address in DNS.`, { why, fix: `getent ahosts ${host}` })];
  if (!certificate?.matches) return [warning(`${host} has no server certificate.`, { why, fix: `curl -v ${address}` })];
  if (!(await consoleAnswers()))
    return [
      warning('The console does not answer.', {
        why: 'Everything else keeps working. The log has its last messages.',
        fix: `grep '"child":"console"' ${shellWord(commands.onTheMachine(`${layout.logs}/stack.log`))} | tail`,
      }),
    ];
  return [ok(`${host} is the admin's console, ${from === 'home' ? 'from home only' : 'from anywhere'}.`)];
}
