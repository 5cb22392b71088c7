import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { endOf } from './ask.ts';
import { ask, say, type Terminal } from './terminal.ts';

/** Whether somebody sits at the terminal who can be asked. */
export function canAsk({ input, err }: Terminal): boolean {
  return input.isTTY === true && err.isTTY === true;
}

/**
 * Asks for a secret without showing what is typed.
 * @returns undefined when the input ended (Ctrl-D) or it is gone
 * @throws BrokenOff after Ctrl-C, or when the program was to end
 */
export async function askSecret(question: string, terminal: Terminal): Promise<string | undefined> {
  // Readline shows what is typed by writing it to its output: this one forgets it.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: terminal.input, output, terminal: true });
  const { ended, undo } = endOf(lines);
  // Listening comes before the question, so that an answer that comes at once is heard.
  const answer = Promise.race([lines.question(''), ended]);
  ask(terminal, `${question}:`);
  try {
    return await answer;
  } finally {
    undo();
    lines.close();
    say(terminal, '');
  }
}
