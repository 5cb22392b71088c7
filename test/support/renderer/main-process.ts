import {
  CALLS,
  type CallName,
  EVENTS,
  type EventName,
  type EventPayload,
  type LatchkeyBridge,
} from '../../../shared/ipc/contract.ts';

/** Answers each question when the test says so, and checks everything that passes against the contract. */
export class MainProcess {
  readonly asked: CallName[] = [];
  /** What the window said of itself, in order; it waits for no answer. */
  readonly rested: boolean[] = [];
  readonly #waiting = new Map<CallName, ((envelope: unknown) => void)[]>();
  readonly #heard = new Map<string, (payload: never) => void>();

  readonly bridge = {
    ...Object.fromEntries(
      (Object.keys(CALLS) as CallName[]).map((name) => [
        name,
        (argument: unknown) => {
          const given = CALLS[name].argument.parse(argument);
          if (name === 'atRest') {
            this.rested.push(CALLS.atRest.argument.parse(given).atRest);
            return Promise.resolve({ ok: true });
          }
          this.asked.push(name);
          return new Promise((resolve) => this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve]));
        },
      ]),
    ),
    on: (name: EventName, hear: (payload: never) => void) => {
      this.#heard.set(name, hear);
      return () => this.#heard.delete(name);
    },
  } as unknown as LatchkeyBridge;

  /** Answers whoever waited first, and lets the window take it in. */
  async answer(name: CallName, envelope: { ok: boolean; value?: unknown }): Promise<void> {
    if (envelope.ok) CALLS[name].reply.parse(envelope.value);
    const [first, ...rest] = this.#waiting.get(name) ?? [];
    if (!first) throw new Error(`Nobody asked: ${name}`);
    this.#waiting.set(name, rest);
    first(envelope);
    await new Promise((resolve) => setImmediate(resolve));
  }

  tell<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    EVENTS[name].parse(payload);
    this.#heard.get(name)?.(payload as never);
  }
}
