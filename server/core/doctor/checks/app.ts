import { type Finding, notChecked, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether invited people learn where the app is. */
export async function appCheck({
  config,
  appIsNamed,
  commands,
}: Pick<Examined, 'config' | 'appIsNamed' | 'commands'>): Promise<Finding[]> {
  if (!config) return [notChecked('Only with a valid latchkey.yaml.')];
  if (appIsNamed) return [ok("Invites say where the app is, or that you do, as latchkey.yaml's downloads have it.")];
  return [
    warning('Invites do not say where the app is: latchkey.yaml has no downloads, and this build knows of none.', {
      why: 'Whoever is invited with a computer has to ask you for the app. Name it under downloads; downloads: {} says that you send it yourself.',
      fix: commands.edit(),
    }),
  ];
}
