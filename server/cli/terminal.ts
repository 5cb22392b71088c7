import { styleText } from 'node:util';
import { type ErrorCode, LatchkeyError } from '../../shared/errors.ts';
import { plainJson, plainLines, plainText } from '../../shared/plain-text.ts';
import { BrokenOff, whenBrokenOff } from '../platform/breaking-off.ts';

/**
 * Where the command talks: results go to `out`, everything else to `err`, so that a pipe holds results only. Only this
 * file writes to them: whatever somebody else wrote reaches a terminal as {@link plainText}.
 */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly rows?: number; readonly columns?: number };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

type Style = Parameters<typeof styleText>[0];

/** A text that may be written as it is: {@link plain}, {@link lines}, {@link paint} and {@link table} make it. */
export class Shown {
  readonly #text: (columns: number | undefined) => string;

  constructor(text: string | ((columns: number | undefined) => string)) {
    this.#text = typeof text === 'string' ? () => text : text;
  }

  /** @param columns how wide the terminal is; undefined for a pipe or a file, where nothing is cut */
  toString(columns?: number): string {
    return this.#text(columns);
  }
}

/** What may be written: a plain string is one line, and nothing in it is obeyed. */
export type Words = string | number | Shown;

const safe = (words: Words, columns?: number) =>
  words instanceof Shown ? words.toString(columns) : plainText(String(words));

/** How wide a terminal is; undefined for a pipe or a file. */
const columnsOf = ({ isTTY, columns }: Terminal['err']) => (isTTY ? columns : undefined);

/** A text of several lines of our own: what is put into it is one line each. */
export function plain(parts: TemplateStringsArray, ...values: readonly Words[]): Shown {
  return new Shown((columns) => String.raw({ raw: parts }, ...values.map((value) => safe(value, columns))));
}

/** One below the other; each is one line unless it is {@link Shown}. */
export function lines(each: readonly Words[]): Shown {
  return new Shown((columns) => each.map((words) => safe(words, columns)).join('\n'));
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
  terminal.err.write(`${safe(words, columnsOf(terminal.err))}\n`);
}

/** Says something in place of what was said before, on a terminal only: one line of it, since only one can be cleared. */
export function sayInstead({ err }: Terminal, words: Words): void {
  if (err.isTTY) err.write(`\r\u001b[K${cut(safe(words), (err.columns ?? 80) - 1)}`);
}

/** Puts a question before what is typed next. */
export function ask({ err }: Terminal, question: string): void {
  err.write(`${plainText(question)} `);
}

/** Writes a result: one JSON document on one line with `--json`, else the text made by `human`. */
export function result(terminal: Terminal, json: boolean | undefined, value: unknown, human: () => Words): void {
  terminal.out.write(
    json ? `${plainJson(JSON.stringify(value))}\n` : `${safe(human(), columnsOf(terminal.out)).trimEnd()}\n`,
  );
}

/** Writes lines of our own for another program, as they are but for what nobody sees. */
export function output({ out }: Terminal, text: string): void {
  out.write(plainLines(text));
}

/** Writes what Commander has to say: its help, and what it thinks of what was typed, unless that becomes JSON. */
export function programOutput(terminal: Terminal, json: boolean) {
  return {
    writeOut: (text: string) => void terminal.out.write(plainLines(text)),
    writeErr: (text: string) => void (json || terminal.err.write(plainLines(text))),
  };
}

/**
 * Asks the terminal to put a text on its clipboard, also from far away (OSC 52 of xterm's control sequences).
 * @returns false where there is no terminal; whether it obeys is not told
 */
export function copyByTerminal({ err }: Terminal, text: string): boolean {
  if (err.isTTY) err.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
  return err.isTTY === true;
}

const width = (text: string) => [...text].length;
const cut = (text: string, to: number) => (width(text) <= to ? text : `${[...text].slice(0, to - 1).join('')}…`);

/** Between two columns of a table. */
const GAP = '  ';
/** No column is cut to less: there would be nothing left to know it by. */
const NARROWEST = 10;

/** The widths of columns that together fit: the widest give first. */
function fitted(widths: readonly number[], columns: number): readonly number[] {
  const room = columns - GAP.length * (widths.length - 1);
  const sum = (most: number) => widths.reduce((all, each) => all + Math.min(each, most), 0);
  let most = Math.max(NARROWEST, ...widths);
  while (most > NARROWEST && sum(most) > room) most -= 1;
  return widths.map((each) => Math.min(each, most));
}

/**
 * Lines up rows under their headings, two spaces between columns. On a terminal that is too narrow, long cells are cut;
 * a pipe gets them whole.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): Shown {
  const cells = [headings, ...rows].map((row) => row.map(plainText));
  const natural = headings.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  return new Shown((columns) => {
    const widths = columns === undefined ? natural : fitted(natural, columns);
    const line = (row: readonly string[]) =>
      row
        .map((cell, at) => cut(cell, widths[at] ?? 0))
        .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
        .join(GAP)
        .trimEnd();
    return cells.map(line).join('\n');
  });
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
  /** Each problem of latchkey.yaml, `file:line:column: words`. */
  readonly problems?: readonly string[];
}

function report(error: LatchkeyError): ErrorReport {
  const { code, detail, hint } = error;
  const problems = code === 'CONFIG_NOT_VALID' && detail !== undefined ? { problems: detail.split('\n') } : {};
  return { code, title: error.title, hint, ...(detail === undefined ? {} : { detail }), ...problems };
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
  // What was typed was understood where a detail says what is wrong with it.
  const words = error.code === 'USAGE' && error.detail !== undefined ? error.detail : error.message;
  say(terminal, plain`${paint(['bold', 'red'], 'error:', terminal.err)} ${indented(words)}`);
  say(terminal, plain`${paint('bold', 'hint:', terminal.err)}  ${indented(error.hint)}`);
  if (error.code === 'INTERNAL' && thrown instanceof Error && thrown.stack) say(terminal, programWords(thrown.stack));
}

/** Details have lines, one configuration problem each: indented, none of them can be taken for one of ours. */
function indented(text: string): Shown {
  return new Shown(plainLines(text).replaceAll('\n', '\n       '));
}

/** What standard output did not take. @param code of the system, such as ENOSPC or EPIPE */
export function outputLost(code: string | undefined, hint?: { readonly hint: string }): LatchkeyError {
  return new LatchkeyError('OUTPUT_LOST', { detail: `Writing it failed: ${code}.`, ...hint });
}

const NOT_WHOLE = { hint: 'What has arrived is not whole: throw it away, and begin again.' } as const;

/**
 * Hands bytes to the program that reads standard output. Resolves when all are handed on. Never for a terminal.
 * @throws LatchkeyError OUTPUT_LOST when the reader is gone before; BrokenOff
 */
export function resultBytes({ out }: Terminal, bytes: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const lost = (error: NodeJS.ErrnoException | null | undefined) => reject(outputLost(error?.code, NOT_WHOLE));
  // Here it is a failure that nobody reads to the end.
  const undo = whenBrokenOff((by) => by !== 'output closed' && reject(new BrokenOff()));
  out.once('error', lost);
  out.write(bytes, (error) => (error ? lost(error) : resolve()));
  return promise.finally(undo);
}
