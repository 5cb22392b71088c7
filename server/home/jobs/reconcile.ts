import { LatchkeyError } from '../../../shared/errors.ts';
import type { Mended } from '../../core/access/active-set.ts';
import { ActiveSetWatch } from '../../core/access/active-set-watch.ts';
import { LastSeen, type Passage } from '../../core/access/last-seen.ts';
import type { Clock } from '../../core/ports.ts';
import { SqliteSightings } from '../../store/last-seen.ts';
import type { OpenHome } from '../open.ts';

/** Between two looks at whether the active set is what the registry says, in milliseconds. */
const LOOK_EVERY = 2000;

export interface LookAfterOptions {
  readonly home: OpenHome;
  readonly clock: Clock;
  readonly onMended: (mended: Mended) => void;
  readonly onWarning: (message: string) => void;
  /** The registry is not there any more, or not readable: nobody could be shut out. */
  readonly onLost: (error: LatchkeyError) => void;
}

const LOST: ReadonlySet<string> = new Set(['REGISTRY_REPLACED', 'REGISTRY_DAMAGED']);

/** What goes on every few seconds while a home runs: the active set, the connections, who was seen. */
export interface LookingAfter {
  /** For the gate: a connection was let through. */
  passed(passage: Passage): void;
  /** Brings the active set in step, once and whole. */
  bringInStep(): Promise<void>;
  start(): void;
  /** Ends it and writes down who was seen last. */
  stop(): void;
}

/** @see LookingAfter */
export function lookAfter({ home, clock, onMended, onWarning, onLost }: LookAfterOptions): LookingAfter {
  const sightings = new SqliteSightings(home.layout.registry);
  const lastSeen = new LastSeen({ store: sightings, clock, on: () => home.config.devices.lastSeen });
  const watch = new ActiveSetWatch({ ...home, clock });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const say = (mended: Mended) => {
    const { created, removed, stuck } = mended;
    if (created.length + removed.length + stuck.length > 0) onMended(mended);
  };
  const flush = () => {
    try {
      lastSeen.flush();
    } catch (thrown) {
      onWarning(`last seen: ${String(thrown)}`);
    }
  };
  // One look at a time, and a failed one is tried again: a full disk must not end what keeps strangers out.
  const later = () => {
    if (stopped) return;
    timer = setTimeout(() => {
      // First: by an old registry, somebody whom a command has just shut out in the new one would be let in again.
      void Promise.resolve()
        .then(() => home.registry.check())
        .then(() => watch.look())
        .then(say)
        .then(() => home.connections.prune())
        .then((open) => lastSeen.stillHere(open))
        .catch((thrown: unknown) => {
          if (LatchkeyError.is(thrown) && LOST.has(thrown.code)) onLost(thrown);
          else onWarning(`active set: ${String(thrown)}`);
        })
        .then(() => !stopped && flush())
        .finally(later);
    }, LOOK_EVERY);
  };
  return {
    passed: (passage) => lastSeen.passed(passage),
    bringInStep: async () => say(await home.keeper.reconcile()),
    start: later,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      flush();
      sightings.close();
    },
  };
}
