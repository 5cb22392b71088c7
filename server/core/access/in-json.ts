import { isoTime } from '../encoding.ts';
import type { PersonAccess } from './granting.ts';

/** What somebody may open, as the console and `--json` show it. */
export function accessInJson({ person, device, opens }: PersonAccess) {
  return {
    person,
    device: device ? { id: device.id, name: device.name } : null,
    services: opens.map(({ name, host, chosen, open, until }) => ({
      name,
      host,
      for: chosen ? ('chosen' as const) : ('everyone' as const),
      open,
      until: until === undefined ? null : isoTime(until),
    })),
  };
}
