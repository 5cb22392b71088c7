import type { LatchkeyError } from '../../../shared/errors.ts';

export type ChildName = 'caddy' | 'haproxy';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line that a child said, made into fields. */
export interface LogLine {
  readonly child: ChildName | 'console';
  readonly level: LogLevel;
  readonly message: string;
  /** What else the line said; nothing when it was plain text. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What happens to the stack, in the order it happens. */
export type StackEvent =
  /** What a crash of the last `latchkey up` left behind was ended. */
  | { readonly kind: 'orphan-ended'; readonly child: string; readonly pid: number }
  | { readonly kind: 'starting'; readonly child: ChildName; readonly pid: number }
  /** It was spoken to and answers. */
  | { readonly kind: 'ready'; readonly child: ChildName; readonly milliseconds: number }
  | { readonly kind: 'log'; readonly line: LogLine }
  /** It ended by itself, for that reason (such as `SIGKILL`), and is started again. */
  | { readonly kind: 'restarting'; readonly child: ChildName; readonly reason: string; readonly inMilliseconds: number }
  /** It lives and does not answer; it is ended. */
  | { readonly kind: 'hung'; readonly child: ChildName }
  | { readonly kind: 'stopped'; readonly child: ChildName }
  /** A child does not stay up; everything was stopped. */
  | { readonly kind: 'gave-up'; readonly error: LatchkeyError };

export type OnStackEvent = (event: StackEvent) => void;
