import { readFileSync } from 'node:fs';
import { listeningPorts, offeredServices } from '../../core/network/listening.ts';
import { offeredLan } from '../../core/network/offered-lan.ts';
import { machineInterfaces } from '../../home/network-interfaces.ts';

/** What the machine shows of itself, as answers to take with the Enter key. */
export interface Offers {
  readonly lan: readonly string[];
  readonly service: readonly string[];
  /** Said before the questions: why there is less to offer than there could be. */
  readonly note?: string;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
};

/**
 * Whether the other end of an interface is in a network that is not this one's: so it is with a container's own network
 * card. (Elsewhere, as in a system container, that may well be the LAN.)
 */
function leadsOut(name: string, all: readonly string[]): boolean {
  const end = read(`/sys/class/net/${name}/iflink`);
  return end !== '' && !all.some((each) => read(`/sys/class/net/${each}/ifindex`) === end);
}

/** Looks at the machine's networks and at who listens. @param inImage whether this is the container image */
export function machineOffers(inImage: boolean): Offers {
  const interfaces = machineInterfaces();
  const names = [...new Set(interfaces.map(({ name }) => name))];
  const isAway = (name: string) => inImage && leadsOut(name, names);
  return {
    lan: offeredLan(interfaces, isAway),
    service: offeredServices(listeningPorts(['/proc/net/tcp', '/proc/net/tcp6'].map(read))),
    ...(names.some(isAway) && {
      note: 'This container has a network of its own, and sees neither your LAN nor who connects. Give it the machine’s: network_mode: host.',
    }),
  };
}
