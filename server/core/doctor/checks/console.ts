import { shellWord } from '../commands.ts';
import { type Finding, notChecked, ok, warning } from '../finding.ts';
import { originOf, ownNameProblem } from '../own-name.ts';
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
  const problem = await ownNameProblem(edgeProxy, host, `${originOf(host, config)}/`);
  if (problem) return [warning(`console-no-${problem.lacks}`, { host }, problem.fix)];
  if (!(await consoleAnswers())) {
    const fix = `grep '"child":"console"' ${shellWord(commands.onTheMachine(`${layout.logs}/stack.log`))} | tail`;
    return [warning('console-no-answer', {}, fix)];
  }
  return [ok(`${host} is the admin's console, ${from === 'home' ? 'from home only' : 'from anywhere'}.`)];
}
