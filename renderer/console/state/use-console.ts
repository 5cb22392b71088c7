import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import type { Formats } from '../../texts/format.ts';
import type { Live } from './live.ts';

export type Me = ConsoleReply<'me'>;

/** What every page of the console may know. */
export interface ConsoleView {
  readonly live: Live;
  readonly me: Me;
  readonly formats: Formats;
  /** Says what was done, with what takes it back. */
  readonly say: (toast: Toast) => void;
}

export interface Toast {
  readonly text: string;
  /** Takes it back; what it says while it does. */
  readonly undo?: (() => Promise<void>) | undefined;
}

export const ConsoleContext = createContext<ConsoleView | undefined>(undefined);

/** @throws Error outside of the console */
export function useConsole(): ConsoleView {
  const view = useContext(ConsoleContext);
  if (!view) throw new Error('There is no console around this.');
  return view;
}

/** Whether the stream of changes is open, and whether whoever looks may still look. */
export function useStanding(live: Live) {
  const standing = useSyncExternalStore(live.follow, () => live.standing);
  const end = useSyncExternalStore(live.follow, () => live.end);
  const crowded = useSyncExternalStore(live.follow, () => live.crowded);
  return { standing, crowded, end };
}
