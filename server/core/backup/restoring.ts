/**
 * Whom a restored home lets in. A backup knows nothing of what happened after it: whoever was shut out since is in it
 * as before. So nobody is let in because a backup says so; somebody says so who has seen the list.
 */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { Device } from '../records.ts';

/** What was said. `all` never means those that are known to be out. */
export type LetIn =
  | { readonly kind: 'all' | 'none' }
  /** Ids, or the beginnings of ids. */
  | { readonly kind: 'some'; readonly ids: readonly string[] };

/** What is known of a device from a home that knows more than the backup does. */
export type Endings = ReadonlyMap<string, 'shut-out' | 'left'>;

/** The shortest beginning of an id that is taken for one. */
const MIN_ID_PREFIX = 4;

/** @throws LatchkeyError USAGE */
export function parseLetIn(text: string): LetIn {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const [first] = words;
  if (words.length === 1 && (first === 'all' || first === 'none')) return { kind: first };
  if (words.length > 0 && words.every((word) => word.length >= MIN_ID_PREFIX && /^[0-9a-f-]+$/.test(word)))
    return { kind: 'some', ids: words };
  throw new LatchkeyError('USAGE', {
    detail: `${JSON.stringify(text)} does not say whom to let in.`,
    hint: 'Write all, none, or the ids (or their first characters) of those that may come in.',
  });
}

/** The devices that may be let in: active in the backup, and not known to be out. */
export function candidatesOf(devices: readonly Device[], known: Endings): readonly Device[] {
  return devices.filter(({ id, state }) => state === 'active' && !known.has(id));
}

/**
 * The ids of the devices that are let in.
 * @param devices every device of the backup
 * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS; DEVICE_NOT_LET_IN for one that is out in the backup or is
 * known to be out
 */
export function chosenDevices(devices: readonly Device[], known: Endings, letIn: LetIn): ReadonlySet<string> {
  const candidates = candidatesOf(devices, known);
  if (letIn.kind !== 'some') return new Set(letIn.kind === 'all' ? candidates.map(({ id }) => id) : []);
  return new Set(
    letIn.ids.map((begin) => {
      const [found, another] = devices.filter(({ id }) => id.startsWith(begin));
      if (!found) throw new LatchkeyError('DEVICE_NOT_FOUND', { detail: `No id in the backup begins with ${begin}.` });
      if (another) throw new LatchkeyError('DEVICE_AMBIGUOUS', { detail: `Several ids begin with ${begin}.` });
      if (candidates.includes(found)) return found.id;
      const state = known.get(found.id) ?? found.state;
      const how = state === 'left' ? 'gave its key back' : 'was shut out';
      throw new LatchkeyError('DEVICE_NOT_LET_IN', { detail: `${found.name} (${found.person}) ${how}.` });
    }),
  );
}
