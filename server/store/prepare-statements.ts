import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

type Parameters = Record<string, SQLInputValue>;
type Row = NonNullable<ReturnType<StatementSync['get']>>;

/** A statement on the registry: what SQLite throws at it becomes an error of the catalogue. */
export interface Statement {
  get(parameters?: Parameters): Row | undefined;
  all(parameters?: Parameters): Row[];
  /** Row by row, and SQLite's own errors while the rows are read. */
  iterate(parameters: Parameters): Iterable<Row>;
  /** @returns how many rows were changed */
  run(parameters?: Parameters): number;
}

/** Statements by the names of their texts. */
export type Statements<Texts> = Readonly<Record<keyof Texts, Statement>>;

/** @param guarded runs something on the database; what SQLite throws becomes an error of the catalogue */
export function guardedStatement(statement: StatementSync, guarded: <T>(run: () => T) => T): Statement {
  return {
    get: (parameters = {}) => guarded(() => statement.get(parameters)),
    all: (parameters = {}) => guarded(() => statement.all(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
    run: (parameters = {}) => guarded(() => Number(statement.run(parameters).changes)),
  };
}

/** Prepares every text once: SQLite's own errors, such as for a table that is not there, come now. */
export function prepareStatements<Texts extends Readonly<Record<string, string>>>(
  { database, guarded }: { readonly database: DatabaseSync; readonly guarded: <T>(run: () => T) => T },
  texts: Texts,
): Statements<Texts> {
  const prepared = Object.entries(texts).map(([name, text]) => [
    name,
    guardedStatement(database.prepare(text), guarded),
  ]);
  return Object.fromEntries(prepared) as Statements<Texts>;
}
