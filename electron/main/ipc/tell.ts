import type { WebContents } from 'electron';
import { channelOf, EVENTS, type EventName, type EventPayload } from '../../../shared/ipc/contract.ts';

/** Tells the window something of the contract. */
export type Tell = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void;

/** @param contents the window's page; nobody is told when there is none */
export function teller(contents: () => Pick<WebContents, 'send' | 'isDestroyed'> | undefined): Tell {
  return (name, payload) => {
    const page = contents();
    if (page && !page.isDestroyed()) page.send(channelOf('event', name), EVENTS[name].parse(payload));
  };
}
