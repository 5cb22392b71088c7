import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { output } from '../terminal.ts';
import { complete } from './candidates.ts';
import { namesOf } from './known-names.ts';

/** Answers a shell: the kind in the first line, then a candidate a line, what it is behind a tab. */
export async function answerShell(program: Command, typed: readonly string[], context: CommandContext): Promise<void> {
  const completion = await complete(program, typed, namesOf(context));
  const lines =
    completion.kind === 'words'
      ? completion.candidates.map(({ value, about }) => (about ? `${value}\t${about}` : value))
      : [];
  output(context.terminal, `${[completion.kind, ...lines].join('\n')}\n`);
}
