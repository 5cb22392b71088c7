import { problemSentence } from '../../config/home-config.ts';
import { parseConfig } from '../../config/parse.ts';
import { DOMAIN_PATH } from '../../config/read-hosts.ts';
import { type Finding, ok, reportedError, reportedWarning, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether latchkey.yaml is valid. Its LAN list has a check of its own. */
export async function configurationCheck({
  text,
  layout,
  machine,
  commands,
  applied,
}: Pick<Examined, 'text' | 'layout' | 'machine' | 'commands' | 'applied'>): Promise<Finding[]> {
  const parsed = parseConfig(text, layout.config, machine.interfaces());
  const problems = parsed.ok ? [] : parsed.problems.filter(({ path }) => !path.startsWith('lan['));
  const shared = parsed.ok ? parsed.warnings.filter(({ path }) => path === DOMAIN_PATH) : [];
  if (shared.length > 0)
    return shared.map(({ line, ...problem }) =>
      reportedWarning(`latchkey.yaml, line ${line}: ${problemSentence(problem)}`, {
        why: 'Keys that people have go on; nobody new gets one.',
        fix: commands.edit(line),
      }),
    );
  if (problems.length === 0 && applied !== undefined && applied !== text)
    return [
      warning('configuration-changed', { diff: commands.latchkey('config', 'diff') }, commands.latchkey('reload')),
    ];
  if (problems.length === 0) return [ok('latchkey.yaml is valid.')];
  return problems.map(({ line, column, ...problem }) =>
    reportedError(`latchkey.yaml, line ${line}, column ${column}: ${problemSentence(problem)}`, {
      why:
        applied === undefined
          ? 'The home does not start with it.'
          : 'The home runs with the last valid one until this one is valid.',
      fix: commands.edit(line),
    }),
  );
}
