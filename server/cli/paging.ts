import type { Command } from 'commander';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Page, PageRequest } from '../core/names/directory.ts';
import { say, type Terminal } from './terminal.ts';

/** How long a page is where there is no screen to fill. */
const DEFAULT_LIMIT = 50;
/** Lines of a screen that the rows of a list leave to the headings, the hint and the prompt. */
const OTHER_LINES = 4;
const MAX_LIMIT = 10_000;

/** Options of every command that lists. */
export interface PagingOptions {
  readonly limit?: string;
  readonly after?: string;
  readonly all?: boolean;
}

/** Adds `--limit`, `--after` and `--all`. */
export function withPaging(command: Command, cursor = '<id>'): Command {
  return command
    .option('--limit <n>', 'at most so many (default: a screenful)')
    .option(`--after ${cursor}`, 'continue after this one, the last of the page before')
    .option('--all', 'everything');
}

function limitOf({ limit }: PagingOptions, { out }: Terminal): number {
  if (limit === undefined) return out.rows ? Math.max(10, out.rows - OTHER_LINES) : DEFAULT_LIMIT;
  if (/^[1-9]\d{0,4}$/.test(limit) && Number(limit) <= MAX_LIMIT) return Number(limit);
  throw new LatchkeyError('USAGE', {
    detail: `--limit ${JSON.stringify(limit)} is not a number of rows.`,
    hint: `Write a whole number from 1 to ${MAX_LIMIT}, or --all.`,
  });
}

/**
 * The part of a list that the options ask for.
 * @throws LatchkeyError USAGE
 */
export function listed<Item>(
  turn: (page: PageRequest) => Page<Item>,
  options: PagingOptions,
  terminal: Terminal,
  at: number,
): Page<Item> {
  if (!options.all) return turn({ limit: limitOf(options, terminal), after: options.after, at });
  const items: Item[] = [];
  let after = options.after;
  do {
    const page = turn({ limit: MAX_LIMIT, after, at });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return { items, next: undefined };
}

/** Says on standard error that there is more, and how to see it. */
export function sayMore(terminal: Terminal, next: string | undefined): void {
  if (next !== undefined) say(terminal, `There is more: add --after ${JSON.stringify(next)}, or --all.`);
}
