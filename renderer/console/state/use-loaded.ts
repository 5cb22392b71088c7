import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConsoleReply, ConsoleRequest, ConsoleRouteName } from '../../../shared/console/routes.ts';
import type { Live, Topic } from './live.ts';
import { type Trouble, troubleOf } from './trouble.ts';
import { useConsole } from './use-console.ts';

/** Changes that come in a bunch are one: milliseconds after the first until it is asked again. */
const BUNCH = 250;

export interface Loaded<Value> {
  /** The last that came, also while the next is on its way. */
  readonly value: Value | undefined;
  /** Why the next did not come. */
  readonly trouble: Trouble | undefined;
  readonly reload: () => void;
}

/** Runs something again when one of these has changed; every bunch of changes once. */
export function useChanges(live: Live, topics: readonly Topic[], run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  const wanted = topics.join();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.listen((changed) => {
      if (!changed.some((topic) => topic === 'all' || wanted.split(',').includes(topic))) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current();
      }, BUNCH);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [live, wanted]);
}

/**
 * Asks the home, shows what it said before meanwhile, and asks again when something of it has changed.
 * @param request undefined asks nothing
 */
export function useLoaded<Name extends ConsoleRouteName>(
  name: Name,
  request: ConsoleRequest<Name> | undefined,
  topics: readonly Topic[],
): Loaded<ConsoleReply<Name>> {
  const { live } = useConsole();
  const key = request && JSON.stringify([name, request]);
  const [, redraw] = useState(0);
  const trouble = useRef<{ key: string; why: Trouble }>(undefined);
  const turn = useRef(0);
  const reload = useCallback(() => {
    if (key === undefined) return;
    turn.current += 1;
    const mine = turn.current;
    const settle = (why?: Trouble) => {
      // What was asked before and comes later says nothing any more.
      if (turn.current !== mine) return;
      trouble.current = why && { key, why };
      redraw(mine);
    };
    const [asked, what] = JSON.parse(key) as [Name, ConsoleRequest<Name>];
    live.call(asked, what).then(
      (value) => {
        live.keep(key, value);
        settle();
      },
      (thrown: unknown) => settle(troubleOf(thrown)),
    );
  }, [live, key]);
  useEffect(reload, [reload]);
  useChanges(live, topics, reload);
  return {
    // The contract says what this call brings.
    value: (key && live.kept(key)) as ConsoleReply<Name> | undefined,
    trouble: trouble.current && trouble.current.key === key ? trouble.current.why : undefined,
    reload,
  };
}
