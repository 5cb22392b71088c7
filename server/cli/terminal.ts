import { styleText } from 'node:util';
import { type ErrorCode, LatchkeyError } from '../../shared/errors.ts';
import { plainJson, plainLines, plainText } from '../../shared/plain-text.ts';

/**
 * Where the command talks: results go to `out`, everything else to `err`, so that a pipe holds results only. Only this
 * file writes to them: whatever somebody else wrote reaches a terminal as {@link plainText}.
 */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly rows?: number; readonly columns?: number };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

type Style = Parameters<typeof styleText>[0];

/** A text that may be written as it is: {@link plain}, {@link lines}, {@link paint} and {@link table} make it. */
export class Shown {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may be written: a plain string is one line, and nothing in it is obeyed. */
export type Words = string | number | Shown;

const safe = (words: Words) => (words instanceof Shown ? String(words) : plainText(String(words)));

/** A text of several lines of our own: what is put into it is one line each. */
export function plain(parts: TemplateStringsArray, ...values: readonly Words[]): Shown {
  return new Shown(String.raw({ raw: parts }, ...values.map(safe)));
}

/** One below the other; each is one line unless it is {@link Shown}. */
export function lines(each: readonly Words[]): Shown {
  return new Shown(each.map(safe).join('\n'));
}

/** What a program wrote, line by line. */
export function programWords(text: string): Shown {
  return new Shown(plainLines(text));
}

/** Styles a text for a terminal; leaves it alone for a pipe, a file, NO_COLOR and dumb terminals. */
export function paint(style: Style, words: Words, stream: Terminal['err']): Shown {
  return new Shown(styleText(style, safe(words), { stream }));
}

/** Writes one line of talk. */
export function say(terminal: Terminal, words: Words): void {
  terminal.err.write(`${safe(words)}\n`);
}

/** Says something in place of what was said before, on a terminal only. */
export function sayInstead({ err }: Terminal, words: Words): void {
  if (err.isTTY) err.write(`\r\u001b[K${safe(words)}`);
}

/** Puts a question before what is typed next. */
export function ask({ err }: Terminal, question: string): void {
  err.write(`${plainText(question)} `);
}

/** Writes a result: one JSON document on one line with `--json`, else the text made by `human`. */
export function result(terminal: Terminal, json: boolean | undefined, value: unknown, human: () => Words): void {
  terminal.out.write(json ? `${plainJson(JSON.stringify(value))}\n` : `${safe(human()).trimEnd()}\n`);
}

/** Writes lines of our own for another program, as they are but for what nobody sees. */
export function output({ out }: Terminal, text: string): void {
  out.write(plainLines(text));
}

/** Writes what Commander has to say: its help, and what it thinks of what was typed. */
export function programOutput(terminal: Terminal) {
  return {
    writeOut: (text: string) => void terminal.out.write(plainLines(text)),
    writeErr: (text: string) => void terminal.err.write(plainLines(text)),
  };
}

/** Lines up rows under their headings, two spaces between columns. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): Shown {
  const cells = [headings, ...rows].map((row) => row.map(plainText));
  const width = (text: string) => [...text].length;
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd();
  return new Shown(cells.map(line).join('\n'));
}

/** A time in the admin's own words and zone: `2027-01-31 18:05`. */
export function localTime(time: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return `${day} ${pad(time.getHours())}:${pad(time.getMinutes())}`;
}

interface ErrorReport {
  readonly code: ErrorCode;
  readonly title: string;
  readonly hint: string;
  readonly detail?: string;
}

function report(error: LatchkeyError): ErrorReport {
  const { code, detail, hint } = error;
  return { code, title: error.title, hint, ...(detail === undefined ? {} : { detail }) };
}

/** Says an error as `error:` and `hint:` lines, or as one JSON line on standard error with `--json`. */
export function complain(terminal: Terminal, json: boolean | undefined, thrown: unknown): void {
  const error = LatchkeyError.is(thrown)
    ? thrown
    : new LatchkeyError('INTERNAL', { detail: String(thrown), cause: thrown });
  if (json) {
    say(terminal, new Shown(plainJson(JSON.stringify({ error: report(error) }))));
    return;
  }
  say(terminal, plain`${paint(['bold', 'red'], 'error:', terminal.err)} ${indented(error.message)}`);
  say(terminal, plain`${paint('bold', 'hint:', terminal.err)}  ${indented(error.hint)}`);
  if (error.code === 'INTERNAL' && thrown instanceof Error && thrown.stack) say(terminal, programWords(thrown.stack));
}

/** Details have lines, one configuration problem each: indented, none of them can be taken for one of ours. */
function indented(text: string): Shown {
  return new Shown(plainLines(text).replaceAll('\n', '\n       '));
}

/** Hands bytes to the program that reads standard output. Resolves when all are handed on. Never for a terminal. */
export function resultBytes({ out }: Terminal, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    out.once('error', reject);
    out.write(bytes, () => resolve());
  });
}
