import type { Argument, Command, Option } from 'commander';

/** What may stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  /** What it is, for shells that show it. */
  readonly about?: string;
}

export type Completion =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  /** Something that the shell knows better. */
  | { readonly kind: 'files' | 'folders' };

export type NameKind = 'service' | 'device' | 'active-device' | 'shut-out-device' | 'person' | 'open-invitation';

/** Names that a home knows, beginning with what was typed. Nothing when there is no such home. */
export type KnownNames = (kind: NameKind, prefix: string, dir: string | undefined) => Promise<readonly Candidate[]>;

/** What was typed before the word at the cursor. */
interface Situation {
  readonly command: Command;
  /** The option that the word at the cursor belongs to. */
  readonly option: Option | undefined;
  /** How many arguments the command has already. */
  readonly position: number;
  readonly dir: string | undefined;
  /** Behind `--`, nothing is an option. */
  readonly literal: boolean;
}

const takesValue = (option: Option | undefined) => option !== undefined && (option.required || option.optional);

const optionOf = (command: Command, word: string) =>
  command.options.find(({ long, short }) => long === word || short === word);

/** One word more. bash breaks `--dir=/srv` into three words. */
function after(before: Situation, word: string): Situation {
  const { command, option, position, literal } = before;
  if (word === '=') return before;
  if (option) return { ...before, option: undefined, ...(option.long === '--dir' ? { dir: word } : {}) };
  if (literal || !word.startsWith('-')) {
    const next = position === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    return next ? { ...before, command: next } : { ...before, position: position + 1 };
  }
  if (word === '--') return { ...before, literal: true };
  const [name = '', value] = word.split('=', 2);
  const known = optionOf(command, name);
  if (value !== undefined) return known?.long === '--dir' ? { ...before, dir: value } : before;
  return takesValue(known) ? { ...before, option: known } : before;
}

const PLACES: Readonly<Record<string, 'files' | 'folders'>> = { folder: 'folders', file: 'files', path: 'files' };

/** The word between the angle brackets of `--dir <folder>`. */
const placeholderOf = ({ flags }: Option) => /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? '';

function deviceKind(command: Command): NameKind {
  if (command.name() === 'shut-out') return 'active-device';
  return command.name() === 'let-in' ? 'shut-out-device' : 'device';
}

async function values(
  slot: Argument | Option,
  placeholder: string,
  { command, dir }: Situation,
  prefix: string,
  names: KnownNames,
): Promise<Completion> {
  const place = PLACES[placeholder];
  if (place) return { kind: place };
  if (slot.argChoices) return words(slot.argChoices.map((value) => ({ value })));
  // A person who is invited may be a new one; who is shut out or looked for is not.
  if (placeholder === 'person' || ('long' in slot && slot.long === '--person')) {
    return words(await names('person', prefix, dir));
  }
  if (placeholder === 'device') return words(await names(deviceKind(command), prefix, dir));
  if (placeholder === 'services' || ('long' in slot && slot.long === '--service' && command.name() !== 'init'))
    return words(await names('service', prefix, dir));
  if (placeholder === 'id' && command.name() === 'cancel') return words(await names('open-invitation', prefix, dir));
  return words([]);
}

const words = (candidates: readonly Candidate[]): Completion => ({ kind: 'words', candidates });

const isHidden = (command: Command) => Reflect.get(command, '_hidden') === true;

/**
 * What may stand at the cursor.
 * @param typed the words behind `latchkey` up to the cursor, without quotes; the last one is the one being typed
 */
export async function complete(program: Command, typed: readonly string[], names: KnownNames): Promise<Completion> {
  const last = typed.at(-1) ?? '';
  const current = last === '=' ? '' : last;
  const start: Situation = { command: program, option: undefined, position: 0, dir: undefined, literal: false };
  const situation = typed.slice(0, -1).reduce(after, start);
  const { command, option, position, literal } = situation;
  const beginning = (completion: Completion): Completion =>
    completion.kind === 'words'
      ? words(completion.candidates.filter(({ value }) => value.startsWith(current)))
      : completion;

  if (option) return beginning(await values(option, placeholderOf(option), situation, current, names));
  if (current.startsWith('-') && !literal) {
    const options = [...command.options.filter(({ hidden }) => !hidden), { long: '--help', description: 'show help' }];
    return beginning(words(options.map(({ long, description }) => ({ value: long ?? '', about: description }))));
  }
  const commands = position === 0 ? command.commands.filter((each) => !isHidden(each)) : [];
  const argument =
    command.registeredArguments[position] ?? command.registeredArguments.find(({ variadic }) => variadic);
  const known = argument ? await values(argument, argument.name(), situation, current, names) : words([]);
  if (known.kind !== 'words') return known;
  const candidates = commands.map((each) => ({ value: each.name(), about: each.description() }));
  return beginning(words([...candidates, ...known.candidates]));
}
