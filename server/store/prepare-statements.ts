import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Statements by the names of their texts. */
export type Statements<Texts> = Readonly<Record<keyof Texts, StatementSync>>;

/** Prepares every text once: SQLite's own errors, such as for a table that is not there, come now. */
export function prepareStatements<Texts extends Readonly<Record<string, string>>>(
  database: DatabaseSync,
  texts: Texts,
): Statements<Texts> {
  const prepared = Object.entries(texts).map(([name, text]) => [name, database.prepare(text)]);
  return Object.fromEntries(prepared) as Statements<Texts>;
}
