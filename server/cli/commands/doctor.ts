import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Examination } from '../../core/doctor/examine.ts';
import {
  type CommandContext,
  type CommonOptions,
  ExitWithCode,
  homeFolder,
  withCommonOptions,
  withHome,
} from '../command.ts';
import { doctorExitCode, reportJson, reportText } from '../doctor-report.ts';
import { result, sayInstead, type Terminal } from '../terminal.ts';

/** Seconds that one check may take; the client-auth check is tried with every pair of names. */
const TIMEOUT = 20;
const TIMEOUT_BY_CHECK: Readonly<Record<string, number>> = { 'client-auth': 90 };

/** Says on a terminal what is still being looked at. @returns what hears of each check that is done */
function showProgress(terminal: Terminal, checks: readonly string[]): (done: Examination) => void {
  const left = new Set(checks);
  const total = left.size;
  const show = () => {
    sayInstead(terminal, left.size > 0 ? `looking (${total - left.size} of ${total}): ${[...left].join(', ')}` : '');
  };
  show();
  return ({ check }) => {
    left.delete(check);
    show();
  };
}

/** Records errors in the audit log, from which the notices are made. A home that is too broken to write them is left alone. */
async function record(examinations: readonly Examination[], options: CommonOptions, context: CommandContext) {
  const failing = examinations.filter(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  if (failing.length === 0) return;
  const subject = failing.map(({ check }) => check).join(', ');
  await withHome(options, context, async ({ audit }) =>
    audit.record({ kind: 'doctor-found', outcome: 'failed', subject }),
  ).catch(() => undefined);
}

/** `latchkey doctor`: looks at everything, and says what fixes it. */
export function doctorCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('doctor'))
    .addHelpText(
      'after',
      `
Exit codes of doctor: 0 all is well   20 warnings   21 errors

Examples:
  latchkey doctor --dir /srv/latchkey
  latchkey doctor --dir /srv/latchkey --json`,
    )
    .action(async (options: CommonOptions) => {
      const { terminal, clock, env } = context;
      const [{ examined }, { CHECKS, examine }] = await Promise.all([
        import('../../home/examine.ts'),
        import('../../core/doctor/examine.ts'),
      ]);
      const home = await examined(homeFolder(options, context), { clock, env, user: process.getuid?.() });
      const stop = new AbortController();
      const examinations = await examine(home, {
        onDone: showProgress(terminal, Object.keys(CHECKS)),
        timeOver: async (check) => {
          const seconds = TIMEOUT_BY_CHECK[check] ?? TIMEOUT;
          await sleep(seconds * 1000, undefined, { signal: stop.signal });
          throw new Error(`it took longer than ${seconds} seconds`);
        },
      });
      stop.abort();
      await record(examinations, options, context);
      result(terminal, options.json, reportJson(examinations), () => reportText(examinations, terminal.out));
      const code = doctorExitCode(examinations);
      if (code !== 0) throw new ExitWithCode(code);
    });
}
