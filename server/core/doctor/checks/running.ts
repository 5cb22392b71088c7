import { type Finding, ok, reportedError } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether the home runs; where it does not, what would keep it from starting. */
export async function runningCheck({
  running,
  commands,
  whyNotStarting,
}: Pick<Examined, 'running' | 'commands' | 'whyNotStarting'>): Promise<Finding[]> {
  if (running) return [ok('latchkey up is running.')];
  const reasons = await whyNotStarting();
  const why = 'Nobody gets in, with or without a key, and much of what follows can only be looked at while it runs.';
  return [
    // The console does not run either: nobody reads it there.
    reportedError('The home is not running.', { why, fix: commands.start() }),
    ...reasons.map(
      ({ message, hint }): Finding => ({ severity: 'error', what: `It cannot start: ${message}`, why: hint }),
    ),
  ];
}
