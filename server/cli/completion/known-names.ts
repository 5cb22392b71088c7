import { join } from 'node:path';
import { nameProblem } from '../../../shared/name-rules.ts';
import { plainText } from '../../../shared/plain-text.ts';
import { type CommandContext, homeFolder } from '../command.ts';
import type { Candidate, KnownNames, NameKind } from './candidates.ts';

/** More than a screen shows helps nobody. */
const MOST = 100;

/** The shell leaves a tilde as it was typed. */
const expanded = (dir: string | undefined, { env }: CommandContext) =>
  dir?.startsWith('~/') ? join(env.HOME ?? '/', dir.slice(2)) : dir;

const STATES = { 'active-device': 'active', 'shut-out-device': 'shut-out', device: undefined } as const;

/**
 * An older registry may know names that a shell would obey, or that nobody can tell from others, and a device may call
 * itself what reads as an option: those have their ids.
 */
const canBeTyped = (name: string) => nameProblem(name) === undefined && !name.startsWith('-');

/** Names from the registry of a home, by its indices. */
export function namesOf(context: CommandContext): KnownNames {
  return async (kind: NameKind, prefix: string, dir: string | undefined): Promise<readonly Candidate[]> => {
    try {
      const named = expanded(dir, context);
      const folder = homeFolder(named === undefined ? {} : { dir: named }, context);
      if (kind === 'service') {
        const { readKnownHome } = await import('../../home/read.ts');
        const { HomeServices } = await import('../../core/access/services.ts');
        const all = new HomeServices((await readKnownHome(folder)).facts).all();
        return all.map(({ name, host }) => ({ value: name, about: host }));
      }
      const [{ SqliteRegistry }, { SqliteDeviceDirectory }, { homeLayout }] = await Promise.all([
        import('../../store/registry.ts'),
        import('../../store/directory.ts'),
        import('../../core/layout.ts'),
      ]);
      const registry = SqliteRegistry.open(homeLayout(folder).registry);
      try {
        const directory = new SqliteDeviceDirectory(registry);
        if (kind === 'person')
          return directory
            .peopleBeginning(prefix, MOST)
            .filter(canBeTyped)
            .map((value) => ({ value }));
        if (kind === 'open-invitation') {
          const page = { limit: MOST, at: context.clock.now() };
          return directory
            .invitations({ state: 'open' }, page)
            .items.map(({ id, person }) => ({ value: id, about: plainText(person) }));
        }
        return directory.devicesBeginning(prefix, STATES[kind], MOST).flatMap(({ value, person }) => {
          const about = plainText(person);
          if (canBeTyped(value)) return [{ value, about }];
          return registry
            .devicesByName(value)
            .map(({ id }) => ({ value: id, about: `${plainText(value)} of ${about}` }));
        });
      } finally {
        registry.close();
      }
    } catch {
      // Nobody who presses Tab wants to read why there is nothing: the command itself says it.
      return [];
    }
  };
}
