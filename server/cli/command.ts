import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Actor } from '../core/audit/audit.ts';
import type { Clock } from '../core/ports/basics.ts';
import type { HomeFacts } from '../core/records.ts';
import type { OpenHome } from '../home/open.ts';
import { lines, plain, type Shown, say, type Terminal } from './terminal.ts';

/** What every command of `latchkey` is given: no command reads the process itself. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** The words that start this very program, for what it does in a process of its own. */
  readonly program: readonly [file: string, ...args: string[]];
  /** Secrets that only root could read, by absolute path, read before the command became the home's owner. */
  readonly secretFiles?: Map<string, string>;
  /** Who runs the command, as the audit log names them. */
  readonly actor: Actor;
}

/** Ends a command that did its work with an exit code of its own: what it found is no failure of the command. */
export class ExitWithCode extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ends with ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Options that every command has. */
export interface CommonOptions {
  readonly dir?: string;
  readonly json?: boolean;
}

/** Where the guides put a home. */
const USUAL_FOLDER = '/srv/latchkey';

/** Adds `--dir` and `--json`, which every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--dir <folder>', `the folder of the home (or LATCHKEY_DIR; ${USUAL_FOLDER} where there is one)`)
    .option('--json', 'print one JSON document on standard output');
}

/** The folder that `--dir` or LATCHKEY_DIR names, or the usual one where it is there; absolute. */
export function folderNamed(dir: string | undefined, { cwd, env }: CommandContext): string | undefined {
  const named = dir || env.LATCHKEY_DIR;
  if (named) return resolve(cwd, named);
  return existsSync(USUAL_FOLDER) ? USUAL_FOLDER : undefined;
}

/**
 * The home folder, absolute.
 * @throws LatchkeyError USAGE when nothing names one
 */
export function homeFolder(options: CommonOptions, context: CommandContext): string {
  const folder = folderNamed(options.dir, context);
  if (folder !== undefined) return folder;
  throw new LatchkeyError('USAGE', {
    detail: 'Which home? No --dir was given.',
    hint: 'Add --dir <folder>, or set LATCHKEY_DIR.',
  });
}

/** Collects an option that may be repeated. (A variadic option would swallow the arguments behind it.) */
export function repeatable(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

interface WithHome {
  /** Checks latchkey.yaml with the networks of now, though the home took it over as it is. */
  readonly checked?: boolean;
  /** Refuses a latchkey.yaml that is not valid, instead of working with the one that the home runs with. */
  readonly strict?: boolean;
  /** Says so where who may open what goes by another latchkey.yaml than the one on the disk. */
  readonly aboutAccess?: boolean;
}

/**
 * Opens the home that the options name, works on it, and closes it again. While latchkey.yaml is not valid, it is worked on
 * as it runs, and that is said. The home's parts are loaded only now, so that
 * help and usage errors come at once.
 */
export async function withHome<Value>(
  options: CommonOptions,
  context: CommandContext,
  work: (home: OpenHome, problem: LatchkeyError | undefined) => Promise<Value>,
  { checked = false, strict = false, aboutAccess = false }: WithHome = {},
): Promise<Value> {
  const dir = homeFolder(options, context);
  const [{ openHome }, { asItRuns, readOrLast, readHome }] = await Promise.all([
    import('../home/open.ts'),
    import('../home/read.ts'),
  ]);
  const read = strict ? { home: await readHome(dir), problem: undefined } : await readOrLast(dir, checked);
  if (read.problem) say(context.terminal, lastConfigText(read.problem));
  const runs = strict ? read.home : await asItRuns(read.home);
  if (aboutAccess && runs !== read.home && isAboutServices(runs.facts, read.home.facts))
    say(context.terminal, NOT_TAKEN_OVER);
  const home = await openHome(runs, context.clock, context.actor);
  try {
    return await work(home, read.problem);
  } finally {
    home.close();
  }
}

const NOT_TAKEN_OVER = plain`warning: latchkey.yaml has other services or hosts than the home runs with. Who may open what goes by what runs, until latchkey reload.`;

/** Whether two configurations differ in what there is to open, or for whom it is. */
function isAboutServices(one: HomeFacts, other: HomeFacts): boolean {
  const of = ({ services, sites, chosenHosts, everyonesHosts }: HomeFacts) =>
    JSON.stringify([services, sites, chosenHosts, everyonesHosts]);
  return of(one) !== of(other);
}

/** Said when a home is worked on by another configuration than its latchkey.yaml. */
function lastConfigText({ detail }: LatchkeyError): Shown {
  return plain`warning: latchkey.yaml is not valid, and this is done by the one that the home runs with:\n${lines((detail ?? '').split('\n'))}`;
}
