import { styleText } from 'node:util';
import { type ErrorCode, LatchkeyError } from '../../shared/errors.ts';
import { plainJson, plainLines, plainText } from '../../shared/plain-text.ts';
import { BrokenOff, whenBrokenOff } from '../platform/breaking-off.ts';
import { cut } from './text-width.ts';

/**
 * Where the command talks: results go to `out`, everything else to `err`, so that a pipe holds results only. Only this
 * file writes to them: whatever somebody else wrote reaches a terminal as {@link plainText}.
 */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly rows?: number; readonly columns?: number };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** With `--json`: everything that is written is JSON, one document a line. */
  readonly json?: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** A text that may be written as it is: {@link plain}, {@link lines}, {@link paint} and `table` make it. */
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

const writeJson = (stream: NodeJS.WritableStream, value: unknown) =>
  stream.write(`${plainJson(JSON.stringify(value))}\n`);

/** Of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** Writes one line of talk; with `--json` as `{"message": …}`. */
export function say(terminal: Terminal, words: Words): void {
  const text = safe(words, columnsOf(terminal.err));
  if (!terminal.json) terminal.err.write(`${text}\n`);
  else if (text !== '') writeJson(terminal.err, { message: text });
}

/** Says something in place of what was said before, on a terminal only: one line of it, since only one can be cleared. */
export function sayInstead({ err, json }: Terminal, words: Words): void {
  if (err.isTTY && !json) err.write(`\r\u001b[K${cut(safe(words), (err.columns ?? 80) - 1)}`);
}

/** Puts a question before what is typed next. */
export function ask({ err }: Terminal, question: string): void {
  err.write(`${plainText(question)} `);
}

/** Writes a result: one JSON document on one line with `--json`, else the text made by `human`. */
export function result(terminal: Terminal, json: boolean | undefined, value: unknown, human: () => Words): void {
  if (json) writeJson(terminal.out, value);
  else terminal.out.write(`${safe(human(), columnsOf(terminal.out)).trimEnd()}\n`);
}

/** Writes lines of our own for another program, as they are but for what nobody sees. */
export function output({ out }: Terminal, text: string): void {
  out.write(plainLines(text));
}

/**
 * Writes what Commander has to say: its help, and what it thinks of what was typed. With `--json` both become JSON.
 * @param kept gets the parts of the help then
 */
export function programOutput({ out, err, json }: Terminal, kept: string[]) {
  return {
    writeOut: (text: string) => void (json ? kept.push(text) : out.write(plainLines(text))),
    writeErr: (text: string) => void (json || err.write(plainLines(text))),
    getOutHelpWidth: () => columnsOf(out) ?? USUAL_COLUMNS,
    getErrHelpWidth: () => columnsOf(err) ?? USUAL_COLUMNS,
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
    writeJson(terminal.err, { error: report(error) });
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
  const undo = whenBrokenOff((by) => by !== 'output closed' && reject(new BrokenOff(by)));
  out.once('error', lost);
  out.write(bytes, (error) => (error ? lost(error) : resolve()));
  return promise.finally(undo);
}
