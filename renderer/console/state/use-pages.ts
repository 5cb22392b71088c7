import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConsoleReply, ConsoleRequest } from '../../../shared/console/routes.ts';
import type { Topic } from './live.ts';
import { type Trouble, troubleOf } from './trouble.ts';
import { useConsole } from './use-console.ts';
import { useChanges } from './use-loaded.ts';

type ListName = 'devices' | 'people' | 'invitations' | 'audit';
export type ItemOf<Name extends ListName> = ConsoleReply<Name>['items'][number];

/** So many are asked for first, and so many at a time when somebody goes on. */
const AT_FIRST = 50;
const AT_ONCE = 200;

interface Pages<Item> {
  readonly items: readonly Item[];
  readonly next: string | number | null;
}

export interface Listed<Item> {
  /** Undefined until the first page is there. */
  readonly items: readonly Item[] | undefined;
  readonly trouble: Trouble | undefined;
  /** Shows more; undefined when there is no more. */
  readonly more: (() => void) | undefined;
  readonly busy: boolean;
  readonly reload: () => void;
}

/**
 * The new beginning of a list, and what was behind it before: somebody who has gone far down is not thrown back.
 * @param keyOf what tells items apart
 */
export function joinLists<Item>(fresh: Pages<Item>, before: Pages<Item>, keyOf: (item: Item) => unknown): Pages<Item> {
  const last = fresh.items.at(-1);
  const at = last === undefined ? -1 : before.items.findIndex((item) => keyOf(item) === keyOf(last));
  if (fresh.next === null || at < 0 || at === before.items.length - 1) return fresh;
  const there = new Set(fresh.items.map(keyOf));
  const behind = before.items.slice(at + 1).filter((item) => !there.has(keyOf(item)));
  return { items: [...fresh.items, ...behind], next: before.next };
}

/** A list of the home, page by page, that follows its changes. */
export function usePages<Name extends ListName>(
  name: Name,
  request: Omit<ConsoleRequest<Name>, 'limit' | 'after' | 'before'>,
  topics: readonly Topic[],
  keyOf: (item: ItemOf<Name>) => unknown,
): Listed<ItemOf<Name>> {
  const { live } = useConsole();
  const key = JSON.stringify([name, request]);
  const [trouble, setTrouble] = useState<Trouble>();
  const [busy, setBusy] = useState(true);
  const [, redraw] = useState(0);
  const turn = useRef(0);
  const keys = useRef(keyOf);
  keys.current = keyOf;

  /** @param from where the page begins; undefined for the first */
  const ask = useCallback(
    async (
      from: string | number | undefined,
      limit: number,
      join: (page: Pages<ItemOf<Name>>) => Pages<ItemOf<Name>>,
    ) => {
      turn.current += 1;
      const mine = turn.current;
      setBusy(true);
      const place = from === undefined ? {} : { [name === 'audit' ? 'before' : 'after']: from };
      const [asked, what] = JSON.parse(key) as [Name, ConsoleRequest<Name>];
      try {
        const page = (await live.call(asked, { ...what, limit, ...place })) as Pages<ItemOf<Name>>;
        if (turn.current !== mine) return;
        live.keep(key, join(page));
        setTrouble(undefined);
      } catch (thrown) {
        if (turn.current !== mine) return;
        setTrouble(troubleOf(thrown));
      }
      setBusy(false);
      redraw(mine);
    },
    [live, key, name],
  );
  const there = useCallback(() => live.kept(key) as Pages<ItemOf<Name>> | undefined, [live, key]);
  const reload = useCallback(() => {
    const before = there();
    const limit = Math.min(AT_ONCE, Math.max(AT_FIRST, before?.items.length ?? 0));
    void ask(undefined, limit, (page) => (before ? joinLists(page, before, keys.current) : page));
  }, [there, ask]);
  useEffect(reload, [reload]);
  useChanges(live, topics, reload);

  const pages = there();
  const { next = null } = pages ?? {};
  return {
    items: pages?.items,
    trouble,
    busy,
    reload,
    more:
      next === null
        ? undefined
        : () => {
            if (busy) return;
            void ask(next, AT_ONCE, (page) => ({ items: [...(there()?.items ?? []), ...page.items], next: page.next }));
          },
  };
}
