import { FINDINGS, type FindingCode, type FindingValues } from '../../../shared/findings.ts';

/**
 * - `ok`: looked at, and good.
 * - `not-checked`: could not be looked at; `what` says why.
 * - `warning`: works, and will not for ever, or not for everybody.
 * - `error`: the home does not do what it promises.
 */
export type Severity = 'ok' | 'not-checked' | 'warning' | 'error';

/** One thing that the doctor has to say. */
export interface Finding {
  readonly severity: Severity;
  /** What is seen, in one sentence. */
  readonly what: string;
  /** Why it matters; there for warnings and errors. */
  readonly why?: string;
  /** A command line for a POSIX shell that fixes it as it stands here. */
  readonly fix?: string;
  /** Which of {@link FINDINGS} it is, and what that was filled in with; absent for what other programs say. */
  readonly code?: FindingCode;
  readonly values?: Readonly<Record<string, string | number>>;
}

export const ok = (what: string): Finding => ({ severity: 'ok', what });
export const notChecked = (what: string): Finding => ({ severity: 'not-checked', what });

interface Remedy {
  readonly why: string;
  readonly fix: string;
}

/** What other programs, or the check of latchkey.yaml, say is wrong. */
export const reportedWarning = (what: string, remedy: Remedy): Finding => ({ severity: 'warning', what, ...remedy });
export const reportedError = (what: string, remedy: Remedy): Finding => ({ severity: 'error', what, ...remedy });

function finding<Code extends FindingCode>(
  severity: 'warning' | 'error',
  code: Code,
  values: FindingValues<Code>,
  fix: string,
): Finding {
  const given: Readonly<Record<string, string | number>> = values;
  const fill = (text: string) =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (place, name: string) => String(given[name] ?? place));
  const texts: (typeof FINDINGS)[FindingCode] = FINDINGS[code];
  const counted = given.count === 1 ? 'what_one' : 'what_other';
  const what = 'what' in texts ? texts.what : texts[counted];
  return { severity, what: fill(what), why: fill(texts.why), fix, code, values };
}

type Make = <Code extends FindingCode>(code: Code, values: FindingValues<Code>, fix: string) => Finding;
export const warning: Make = (code, values, fix) => finding('warning', code, values, fix);
export const error: Make = (code, values, fix) => finding('error', code, values, fix);

const RANK: readonly Severity[] = ['ok', 'not-checked', 'warning', 'error'];

/** The worst of all findings. */
export function severityOf(examinations: readonly { readonly findings: readonly Finding[] }[]): Severity {
  const ranks = examinations.flatMap(({ findings }) => findings.map(({ severity }) => RANK.indexOf(severity)));
  return RANK[Math.max(0, ...ranks)] ?? 'ok';
}
