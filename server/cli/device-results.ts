import { type ListedDevice, listedState } from '../core/names/directory.ts';
import type { Device, Sighting } from '../core/records.ts';
import type { OpenHome } from '../home/open.ts';
import { localTime } from './terminal.ts';

/** A time as `--json` shows it. @param time milliseconds since 1970 */
export const iso = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());

/** A device as `--json` shows it. */
export function deviceResult(device: Device, now: number) {
  return {
    id: device.id,
    person: device.person,
    name: device.name,
    platform: device.platform ?? null,
    origin: device.origin,
    state: listedState(device, now),
    enrolledAt: iso(device.enrolledAt),
    notAfter: iso(device.notAfter),
    endedAt: iso(device.endedAt),
  };
}

/** A sighting as `--json` shows it; null when there is none, or when none is to be remembered. */
export function sightingResult(sighting: Sighting | undefined, { config }: OpenHome) {
  if (sighting === undefined || !config.devices.lastSeen) return null;
  const { at, address, host } = sighting;
  const service = config.services.find((each) => each.host === host)?.name;
  // At home nobody shows a certificate: what is known of a device is known from outside.
  return { at: iso(at), zone: 'wan', address, host: host ?? null, service: service ?? null };
}

/** A device with what is known beside its certificates, as `--json` shows it. */
export function listedDeviceResult(device: ListedDevice, home: OpenHome, now: number) {
  return {
    ...deviceResult(device, now),
    note: device.note ?? null,
    secretReusedAt: iso(device.secretReusedAt),
    lastSeen: sightingResult(device.lastSeen, home),
  };
}

/** A sighting in one cell of a table. */
export function sightingText(seen: ReturnType<typeof sightingResult>): string {
  if (!seen?.at) return '';
  const where = seen.service ?? seen.host;
  return `${localTime(new Date(seen.at))} ${seen.zone} ${seen.address}${where ? ` ${where}` : ''}`;
}
