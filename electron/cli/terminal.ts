/**
 * Results on stdout, talk on stderr, questions only to a person. Only this file writes to them: whatever a home or
 * another program says reaches a terminal as text and is obeyed by none.
 */
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { MAX_PASTE } from '../../shared/paste/read-invite.ts';
import { plainJson, plainLines, plainText } from '../../shared/plain-text.ts';

export interface TerminalStreams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export class Terminal {
  readonly #streams: TerminalStreams;

  constructor(streams: TerminalStreams) {
    this.#streams = streams;
  }

  /** Whether somebody is there to answer. */
  get interactive(): boolean {
    return this.#streams.stdin.isTTY === true && this.#streams.stderr.isTTY === true;
  }

  /** One line of talk. */
  say(line: string): void {
    this.#streams.stderr.write(`${plainText(line)}\n`);
  }

  /** One line of a result, its columns separated by tabs. */
  row(columns: readonly string[]): void {
    this.#streams.stdout.write(`${columns.map(plainText).join('\t')}\n`);
  }

  /** One line of JSON, alone on stdout. */
  json(value: unknown): void {
    this.#streams.stdout.write(`${plainJson(JSON.stringify(value))}\n`);
  }

  /** What Commander has to say: its help, and what it thinks of what was typed. */
  help(text: string, where: 'stdout' | 'stderr'): void {
    this.#streams[where].write(`${plainLines(text.trimEnd())}\n`);
  }

  /** An end of input is a no. */
  async confirm(question: string): Promise<boolean> {
    const lines = createInterface({ input: this.#streams.stdin, output: this.#streams.stderr });
    const over = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    try {
      const answer = await Promise.race([lines.question(`${plainText(question)} [y/N] `), over]);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      lines.close();
    }
  }

  async readInput(): Promise<string> {
    let text = '';
    this.#streams.stdin.setEncoding('utf8');
    for await (const chunk of this.#streams.stdin) {
      text += String(chunk);
      if (text.length > MAX_PASTE) break;
    }
    return text;
  }
}
