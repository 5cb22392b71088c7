import { type DestinationStream, type Logger, pino } from 'pino';
import { errnoOf } from '../../shared/errno.ts';
import { plainJsonLines } from '../../shared/plain-text.ts';

/** Everything that is ever logged of a request. There is no field that a code, a request's body or a secret fits in. */
export interface RequestEntry {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, never the URL as it was sent. */
  readonly route: string;
  readonly status: number;
  /** Milliseconds. */
  readonly duration: number;
  /** The client's address. */
  readonly source: string;
  /** `OK`, or the code of the error. */
  readonly outcome: string;
}

/** A pino logger that writes JSON lines with ISO times. */
export function createLogger(destination: DestinationStream): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, plainJsonLines(destination));
}

/**
 * Where a bug is, without what it was about: messages may quote what was being worked on, stack frames cannot.
 * @param error anything that was thrown
 */
export function withoutWords(error: unknown): {
  readonly name: string;
  readonly code?: string;
  readonly frames: string[];
} {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  // The stack begins with the message, which may look like anything, frames included.
  const stack = error.stack ?? '';
  const afterMessage = Math.max(0, stack.indexOf(error.message)) + error.message.length;
  const frames = stack
    .slice(afterMessage)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const code = errnoOf(error);
  const cause = error.cause instanceof Error ? withoutWords(error.cause) : undefined;
  return {
    name: cause ? `${error.name} < ${cause.name}` : error.name,
    ...(code === undefined ? {} : { code }),
    frames: [...frames, ...(cause?.frames ?? [])].map((line) => line.trim()),
  };
}
