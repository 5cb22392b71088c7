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
}

export const ok = (what: string): Finding => ({ severity: 'ok', what });
export const notChecked = (what: string): Finding => ({ severity: 'not-checked', what });

interface Remedy {
  readonly why: string;
  readonly fix: string;
}
export const warning = (what: string, remedy: Remedy): Finding => ({ severity: 'warning', what, ...remedy });
export const error = (what: string, remedy: Remedy): Finding => ({ severity: 'error', what, ...remedy });

const RANK: readonly Severity[] = ['ok', 'not-checked', 'warning', 'error'];

/** The worst of all findings. */
export function severityOf(examinations: readonly { readonly findings: readonly Finding[] }[]): Severity {
  const ranks = examinations.flatMap(({ findings }) => findings.map(({ severity }) => RANK.indexOf(severity)));
  return RANK[Math.max(0, ...ranks)] ?? 'ok';
}
