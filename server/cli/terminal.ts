import { stripVTControlCharacters, styleText } from 'node:util';
import { type ErrorCode, LatchkeyError } from '../../shared/errors.ts';
import { plainText } from '../core/plain-text.ts';

/** Where the command talks: results go to `out`, everything else to `err`, so that a pipe holds results only. */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly rows?: number };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

type Style = Parameters<typeof styleText>[0];

/** Styles a text for a terminal; leaves it alone for a pipe, a file, NO_COLOR and dumb terminals. */
export function paint(style: Style, text: string, stream: Terminal['err']): string {
  return styleText(style, text, { stream });
}

/** Writes one line of talk. */
export function say(terminal: Terminal, line: string): void {
  terminal.err.write(`${line}\n`);
}

/** Writes a result: one JSON document on one line with `--json`, else the text made by `human`. */
export function result(terminal: Terminal, json: boolean | undefined, value: unknown, human: () => string): void {
  terminal.out.write(json ? `${JSON.stringify(value)}\n` : `${human().trimEnd()}\n`);
}

/** Terminal escape sequences and line breaks in somebody's text must not reach the admin's terminal. */
function printable(text: string): string {
  return plainText(stripVTControlCharacters(text));
}

/** Lines up rows under their headings, two spaces between columns. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(printable))];
  const width = (text: string) => [...text].length;
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
    say(terminal, JSON.stringify({ error: report(error) }));
    return;
  }
  say(terminal, `${paint(['bold', 'red'], 'error:', terminal.err)} ${printableLines(error.message)}`);
  say(terminal, `${paint('bold', 'hint:', terminal.err)}  ${printableLines(error.hint)}`);
  if (error.code === 'INTERNAL' && thrown instanceof Error && thrown.stack) say(terminal, thrown.stack);
}

/** Keeps the line breaks of our own multi-line details (one configuration problem a line). */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n       ');
}
