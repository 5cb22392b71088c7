import { createInterface, type Interface } from 'node:readline/promises';
import { errnoOf } from '../../shared/errno.ts';
import { plainText } from '../../shared/plain-text.ts';
import { type Breaker, BrokenOff, whenBrokenOff } from '../platform/breaking-off.ts';
import { say, type Terminal } from './terminal.ts';

/** One question of `latchkey init`: asked again until `check` is content. */
export interface Question {
  readonly ask: string;
  /** Lines that are said once, before it is asked. */
  readonly before?: readonly string[];
  readonly fallback?: string;
  /** Says what is wrong with the answer, or undefined when nothing is. */
  readonly check: (answer: string) => string | undefined;
}

/**
 * Asks on the terminal, one line a question, until the answer is usable.
 * @returns the answers in the order of the questions; undefined when the terminal's input ended (Ctrl-D) or it is gone
 * @throws BrokenOff after Ctrl-C, or when the program was to end
 */
export async function askAll(questions: readonly Question[], terminal: Terminal): Promise<string[] | undefined> {
  const lines = createInterface({ input: terminal.input, output: terminal.err });
  const { ended, undo } = endOf(lines);
  try {
    const answers: string[] = [];
    for (const { before = [], ask, fallback, check } of questions) {
      for (const line of before) say(terminal, line);
      for (;;) {
        const given = await Promise.race([
          lines.question(`${plainText(`${ask}${fallback ? ` [${fallback}]` : ''}`)}: `),
          ended,
        ]);
        if (given === undefined) return undefined;
        const answer = given.trim() || (fallback ?? '');
        const wrong = check(answer);
        if (wrong === undefined) {
          answers.push(answer);
          break;
        }
        say(terminal, `  ${wrong}`);
      }
    }
    return answers;
  } finally {
    undo();
    lines.close();
  }
}

/**
 * Lets a question end when the program is to end, or when its terminal is gone: the command that asks cleans up then, and
 * the terminal shows again what is typed.
 * @returns `ended`, which resolves when there is no more input, and rejects with BrokenOff after Ctrl-C or a signal
 */
export function endOf(lines: Interface): { readonly ended: Promise<undefined>; readonly undo: () => void } {
  const { promise: ended, resolve, reject } = Promise.withResolvers<undefined>();
  // Nobody may be waiting any more.
  ended.catch(() => undefined);
  let closing = false;
  // Closing sets the terminal as it was. With a terminal that is gone, that is one more error of the input.
  const close = () => {
    if (closing) return;
    closing = true;
    lines.close();
  };
  const breakOff = (by: Breaker) => {
    if (by !== 'output closed') reject(new BrokenOff(by));
    close();
  };
  lines.once('close', () => resolve(undefined));
  lines.once('SIGINT', () => breakOff('SIGINT'));
  // Readline hands on what goes wrong with its input; a terminal that was closed is the first to be noticed by that.
  lines.on('error', (error: unknown) => (errnoOf(error) === 'EIO' ? breakOff('SIGHUP') : close()));
  return { ended, undo: whenBrokenOff(breakOff) };
}
