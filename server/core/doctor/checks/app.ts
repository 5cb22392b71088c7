import { type Finding, notChecked, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether invited people learn where the app is. */
export async function appCheck({
  config,
  appIsNamed,
  commands,
}: Pick<Examined, 'config' | 'appIsNamed' | 'commands'>): Promise<Finding[]> {
  if (!config) return [notChecked('Only with a valid latchkey.yaml.')];
  if (appIsNamed)
    return [ok('Invites say where to get the app, or to ask you for it, as downloads in latchkey.yaml says.')];
  return [warning('app-not-named', {}, commands.edit())];
}
