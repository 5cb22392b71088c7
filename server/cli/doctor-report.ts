import type { Examination } from '../core/doctor/examine.ts';
import { type Severity, severityOf } from '../core/doctor/finding.ts';
import { EXIT } from './exit-codes.ts';
import { lines, paint, plain, type Shown, type Terminal } from './terminal.ts';

const MARKS = {
  ok: ['green', 'ok'],
  'not-checked': ['dim', '-'],
  warning: ['yellow', 'warning'],
  error: ['red', 'ERROR'],
} as const satisfies Record<Severity, unknown>;

const MARK_WIDTH = 'warning'.length;

function count(examinations: readonly Examination[], wanted: Severity): number {
  return examinations.flatMap(({ findings }) => findings).filter(({ severity }) => severity === wanted).length;
}

const number = (many: number, thing: string) => `${many} ${thing}${many === 1 ? '' : 's'}`;

/** What a script reads. */
export function reportJson(examinations: readonly Examination[]) {
  return {
    severity: severityOf(examinations),
    findings: examinations.flatMap(({ check, findings }) =>
      findings.map((finding) => ({
        check,
        ...finding,
        // Its name before, for scripts that read it.
        ...(finding.fix !== undefined && { mend: finding.fix }),
      })),
    ),
  };
}

/** What the admin reads: one line a finding; below what is not well, why it matters and the command that fixes it. */
export function reportText(examinations: readonly Examination[], out: Terminal['out']): Shown {
  const width = Math.max(...examinations.map(({ check }) => check.length));
  const indent = ' '.repeat(MARK_WIDTH + width + 4);
  const found = examinations.flatMap(({ check, findings }) =>
    findings.flatMap(({ severity, what, why, fix }) => {
      const [style, mark] = MARKS[severity];
      return [
        plain`${paint(style, mark.padEnd(MARK_WIDTH), out)}  ${check.padEnd(width)}  ${what}`,
        ...(why === undefined ? [] : [`${indent}${why}`]),
        ...(fix === undefined ? [] : [plain`${indent}${paint('bold', `$ ${fix}`, out)}`]),
      ];
    }),
  );
  const [errors, warnings] = [count(examinations, 'error'), count(examinations, 'warning')];
  const verdict =
    errors + warnings === 0
      ? 'All is well.'
      : `${number(errors, 'error')}, ${number(warnings, 'warning')}. Each line that begins with $ is the command for the finding above it.`;
  return plain`${lines(found)}\n\n${verdict}`;
}

/** The exit code that a script tells the severities apart by. */
export function doctorExitCode(examinations: readonly Examination[]): number {
  const severity = severityOf(examinations);
  if (severity === 'error') return EXIT.doctorErrors;
  return severity === 'warning' ? EXIT.doctorWarnings : EXIT.ok;
}
