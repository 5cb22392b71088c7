import { type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether `latchkey up` runs. */
export async function runningCheck({ running, commands }: Pick<Examined, 'running' | 'commands'>): Promise<Finding[]> {
  if (running) return [ok('latchkey up is running.')];
  return [
    warning('latchkey up is not running.', {
      why: 'Nobody gets in, with or without a key, and much of what follows can only be looked at while it runs.',
      mend: commands.latchkey('up'),
    }),
  ];
}
