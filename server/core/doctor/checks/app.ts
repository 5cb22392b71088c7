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
  return [
    warning(
      'Invites do not say where to get the app: latchkey.yaml has no downloads, and this build has no address for it.',
      {
        why: 'People who are invited for a computer have to ask you for the app. Name its files under downloads, or write downloads: {} if you send the app yourself.',
        fix: commands.edit(),
      },
    ),
  ];
}
