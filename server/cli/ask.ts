import { createInterface } from 'node:readline/promises';
import { plainText } from '../../shared/plain-text.ts';
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
 * @returns the answers in the order of the questions; undefined when the terminal's input ended (Ctrl-D, Ctrl-C)
 */
export async function askAll(questions: readonly Question[], terminal: Terminal): Promise<string[] | undefined> {
  const lines = createInterface({ input: terminal.input, output: terminal.err });
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
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
    lines.close();
  }
}
