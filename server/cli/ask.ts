import { createInterface, type Interface } from 'node:readline/promises';
import { plainText } from '../../shared/plain-text.ts';
import { whenBrokenOff } from '../platform/breaking-off.ts';
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
 * @returns the answers in the order of the questions; undefined when the terminal's input ended (Ctrl-D, Ctrl-C), it is gone, or the
 * program was to end
 */
export async function askAll(questions: readonly Question[], terminal: Terminal): Promise<string[] | undefined> {
  const lines = createInterface({ input: terminal.input, output: terminal.err });
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  const undo = endingWith(lines);
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
 * the terminal shows again what is typed. @returns a function that undoes it
 */
export function endingWith(lines: Interface): () => void {
  const end = () => lines.close();
  // Readline hands on what goes wrong with its input.
  lines.on('error', end);
  return whenBrokenOff(end);
}
