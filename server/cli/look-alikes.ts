import type { OpenHome } from '../home/open.ts';
import { say, type Terminal } from './terminal.ts';

/** Warns of other people whose names look like this one. */
export function sayLookAlikes({ people }: Pick<OpenHome, 'people'>, person: string, terminal: Terminal): void {
  const others = people.lookingLike(person);
  if (others.length === 0) return;
  say(terminal, `warning: somebody else is called almost the same as ${person}: ${others.join('; ')}`);
}

/** The name that `--person` means, letter for letter; who looks the same is warned of. */
export function personNamed(
  home: Pick<OpenHome, 'people'>,
  person: string | undefined,
  terminal: Terminal,
): string | undefined {
  if (person === undefined) return undefined;
  const name = person.normalize('NFC').trim();
  sayLookAlikes(home, name, terminal);
  return name;
}
