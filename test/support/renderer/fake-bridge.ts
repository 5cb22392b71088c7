/**
 * What stands in for the main process when the window is shown alone. It runs in the page, so it is one function
 * that needs nothing around it; a test answers the window's questions and tells it what happens.
 */
import type { CallName, EventName } from '../../../shared/ipc/contract.ts';

/** What each question is answered with; a question without an answer waits until the test gives one. */
export type Replies = Partial<Record<CallName, unknown>>;

export interface FakeBridge {
  /** Every question in order, with its argument. */
  readonly asked: { readonly name: CallName; readonly argument: unknown }[];
  /** What is answered from now on, also to who waits already. */
  readonly reply: (name: CallName, envelope: unknown) => void;
  /** No standing answer: the next who asks waits. */
  readonly hold: (name: CallName) => void;
  readonly emit: (name: EventName, payload: unknown) => void;
}

/** Puts the bridge on `window.latchkey`, and the test's end of it on `window.fake`. Serialised into the page. */
export function installFakeBridge({
  names,
  replies,
}: {
  readonly names: readonly CallName[];
  readonly replies: Replies;
}) {
  const asked: FakeBridge['asked'] = [];
  const standing = new Map<string, unknown>(Object.entries(replies));
  const waiting = new Map<string, ((envelope: unknown) => void)[]>();
  const heard = new Map<string, Set<(payload: unknown) => void>>();

  const ask = (name: CallName) => (argument: unknown) => {
    asked.push({ name, argument });
    if (standing.has(name)) return Promise.resolve(standing.get(name));
    return new Promise((resolve) => waiting.set(name, [...(waiting.get(name) ?? []), resolve]));
  };
  const bridge = {
    ...Object.fromEntries(names.map((name) => [name, ask(name)])),
    on: (name: string, hear: (payload: unknown) => void) => {
      const all = heard.get(name) ?? new Set();
      heard.set(name, all.add(hear));
      return () => all.delete(hear);
    },
  };
  const fake: FakeBridge = {
    asked,
    reply: (name, envelope) => {
      standing.set(name, envelope);
      for (const resolve of waiting.get(name) ?? []) resolve(envelope);
      waiting.delete(name);
    },
    hold: (name) => standing.delete(name),
    emit: (name, payload) => {
      for (const hear of heard.get(name) ?? []) hear(payload);
    },
  };
  Object.assign(window, { latchkey: bridge, fake });
}
