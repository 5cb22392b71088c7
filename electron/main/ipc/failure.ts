import { LatchkeyError } from '../../../shared/errors.ts';
import type { FailureView } from '../../../shared/ipc/views.ts';
import { plainText } from '../../../shared/plain-text.ts';
import type { Log } from '../log/log.ts';

/** An expected failure as the window is shown it; its detail may be a home's or another program's words. */
export function toFailure({ code, detail, storeCause, requestId }: LatchkeyError): FailureView {
  return {
    code,
    ...(detail === undefined ? {} : { detail: plainText(detail) }),
    ...(storeCause === undefined ? {} : { storeCause }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Anything that was thrown as the window is shown it: a bug becomes INTERNAL, with an id that leads to it in the log. */
export function failureOf(thrown: unknown, log: Log, where: string, newId: () => string): FailureView {
  if (LatchkeyError.is(thrown)) {
    log.warn('failed', { where, code: thrown.code, requestId: thrown.requestId });
    return toFailure(thrown);
  }
  const id = newId();
  log.bug('bug', thrown, { where, id });
  return { code: 'INTERNAL', detail: `Log entry ${id}.` };
}
