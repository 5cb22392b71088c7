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
  const why = `Until then links of invites lead to ${enrolmentHost}, where phones may be asked for a certificate and remember a no. Without phones, write phones: { page: off } into latchkey.yaml.`;
  const problem = await ownNameProblem(edgeProxy, pageHost, { url: `${originOf(pageHost, config)}/v1/health`, why });
  if (problem) return [problem];
  if ((await edgeProxy.asksForCertificate(pageHost)) !== false) {
    const what = `${pageHost} asks for a certificate, or does not answer.`;
    return [warning(what, { why, fix: commands.latchkey('reload') })];
  }
  return [ok(`${pageHost} shows invites, and asks for no certificate.`)];
}
