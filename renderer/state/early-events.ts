import type { EventName, EventPayload, LatchkeyBridge } from '../../shared/ipc/contract.ts';

/** Names every event, so that a new one cannot be forgotten. */
const NAMES: Readonly<Record<EventName, true>> = {
  inviteOpened: true,
  enrolmentProgress: true,
  accessProgress: true,
  renewalProgress: true,
  homeBusy: true,
  homesChanged: true,
  update: true,
  menu: true,
};

/**
 * Hears the main process from now on: between its first answer and the first screen it may have something to say, and
 * says it once. Whoever listens first gets to hear that too.
 */
export function hearEarly(bridge: LatchkeyBridge): LatchkeyBridge {
  const missed = new Map<EventName, unknown[]>();
  const ends = new Map(
    (Object.keys(NAMES) as EventName[]).map((name) => [
      name,
      bridge.on(name, (payload) => missed.set(name, [...(missed.get(name) ?? []), payload])),
    ]),
  );
  const on = <Name extends EventName>(name: Name, hear: (payload: EventPayload<Name>) => void) => {
    ends.get(name)?.();
    const end = bridge.on(name, hear);
    for (const payload of missed.get(name) ?? []) hear(payload as EventPayload<Name>);
    missed.delete(name);
    return end;
  };
  return { ...bridge, on };
}
