import { type Finding, notChecked, ok, warning } from '../finding.ts';
import { originOf, ownNameProblem } from '../own-name.ts';
import type { Examined } from '../ports.ts';

/** Whether the page of an invite can be opened under the name that asks for no certificate. */
export async function pageCheck({
  config,
  running,
  edgeProxy,
  commands,
}: Pick<Examined, 'config' | 'running' | 'edgeProxy' | 'commands'>): Promise<Finding[]> {
  if (!config || !edgeProxy || !running) return [notChecked('Only while latchkey up is running.')];
  const { pageHost, enrolmentHost } = config;
  if (pageHost === undefined)
    return [
      notChecked(`Invites are opened at ${enrolmentHost}: latchkey.yaml has no page of its own for them (phones).`),
    ];
  const said = { host: pageHost, instead: enrolmentHost };
  const problem = await ownNameProblem(edgeProxy, pageHost, `${originOf(pageHost, config)}/v1/health`);
  if (problem) return [warning(`page-no-${problem.lacks}`, said, problem.fix)];
  if ((await edgeProxy.asksForCertificate(pageHost)) !== false)
    return [warning('page-asks', said, commands.latchkey('reload'))];
  return [ok(`${pageHost} shows invites, and asks for no certificate.`)];
}
