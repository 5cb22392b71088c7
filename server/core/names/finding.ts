/** Finding a device or a person by what the admin typed. It never guesses: what might be another one is listed. */
import { type ErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { Device, DeviceState } from '../records.ts';
import type { DeviceDirectory } from './directory.ts';
import { isNear, looksLike, speltOut } from './look-alikes.ts';

/** The shortest beginning of an id that is taken for one. */
const MIN_ID_PREFIX = 4;
/** More than that is no help in a hurry. */
const LISTED = 10;
const SUGGESTED = 5;

export interface FindingPorts {
  readonly registry: Registry;
  readonly directory: DeviceDirectory;
  readonly clock: Clock;
}

const typed = (reference: string) => reference.normalize('NFC').trim();

/** Those that somebody would mean: the live ones, or all when none is. */
const likely = <Item>(all: readonly Item[], live: (item: Item) => boolean) => {
  const alive = all.filter(live);
  return alive.length > 0 ? alive : all;
};

/** One line for a device that may be meant: its id, what it is called, whose it is, when it was last seen. */
function deviceLine({ id, name, person, state }: Device, { directory }: FindingPorts): string {
  const seen = directory.device(id)?.lastSeen?.at;
  const when = seen === undefined ? 'not seen yet' : `last seen ${new Date(seen).toISOString().slice(0, 16)}Z`;
  return `${id}  ${speltOut(name)} of ${speltOut(person)}, ${state === 'active' ? '' : `${state}, `}${when}`;
}

function unsure(code: ErrorCode, each: readonly string[], hint?: string): LatchkeyError {
  const more = each.length > LISTED ? ['and more'] : [];
  const detail = each.length === 0 ? {} : { detail: ['It may be:', ...each.slice(0, LISTED), ...more].join('\n') };
  return new LatchkeyError(code, { ...detail, ...(hint === undefined ? {} : { hint }) });
}

/**
 * Finds one device by its id, the beginning of it (at least four characters) or its name, letter for letter. Where
 * several have the name or one that looks the same, one in the preferred state is meant rather than the others.
 * @param person whose it has to be; anybody's when left out
 * @throws LatchkeyError DEVICE_NOT_FOUND, with those that may be meant; DEVICE_AMBIGUOUS, with all that look the same
 */
export function findDevice(ports: FindingPorts, reference: string, preferred: DeviceState, person?: string): Device {
  const { registry } = ports;
  const wanted = typed(reference);
  const isTheirs = (device: Device) => person === undefined || device.person === person;
  const exact = registry.device(wanted.toLowerCase());
  if (exact && isTheirs(exact)) return exact;

  const names = registry.deviceNames();
  const alike = names.filter(looksLike(wanted)).flatMap((name) => registry.devicesByName(name).filter(isTheirs));
  const prefixed = wanted.length < MIN_ID_PREFIX ? [] : registry.devicesByIdPrefix(wanted.toLowerCase());
  const byId = prefixed.filter(isTheirs);
  const pool = [...likely(alike, ({ state }) => state === preferred), ...byId];
  const matches = [...new Map(pool.map((device) => [device.id, device])).values()];
  const [found] = matches;
  if (!found)
    throw unsure('DEVICE_NOT_FOUND', nearDevices(ports, wanted, preferred), 'See latchkey devices; name it by its id.');
  if (matches.length === 1 && (found.name === wanted || byId.length === 1)) return found;
  throw unsure(
    'DEVICE_AMBIGUOUS',
    matches.map((device) => deviceLine(device, ports)),
  );
}

/** Devices whose name, or whose person's, is near: those in the preferred state first. */
function nearDevices(ports: FindingPorts, wanted: string, preferred: DeviceState): readonly string[] {
  const { registry, directory, clock } = ports;
  const near = isNear(wanted);
  const named = registry
    .deviceNames()
    .filter(near)
    .flatMap((name) => registry.devicesByName(name));
  const page = { limit: SUGGESTED, at: clock.now() };
  const owned = registry.personNames().filter(near).slice(0, SUGGESTED);
  const theirs = owned.flatMap((person) => directory.devices({ person }, page).items);
  const all = [...new Map([...named, ...theirs].map((device) => [device.id, device])).values()];
  const rank = ({ state }: Device) => (state === preferred ? 0 : 1);
  return all
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, SUGGESTED)
    .map((device) => deviceLine(device, ports));
}

/** Whoever has a device that is let in, or an open invitation. */
function isLive({ directory, clock }: FindingPorts, person: string): boolean {
  const page = { limit: 1, at: clock.now() };
  return (
    directory.devices({ person, state: 'active' }, page).items.length > 0 ||
    directory.invitations({ person, state: 'open' }, page).items.length > 0
  );
}

/** One line for a person who may be meant, with an id to name them by. */
function personLine(ports: FindingPorts, person: string): string {
  const page = { limit: 1, at: ports.clock.now() };
  const [device] = ports.directory.devices({ person }, page).items;
  if (device) return deviceLine(device, ports);
  const [invitation] = ports.directory.invitations({ person }, page).items;
  return `${invitation?.id ?? ''}  an invitation of ${speltOut(person)}`;
}

/**
 * Finds one person by their name, letter for letter, or by the id of a device or an open invitation of theirs, or its
 * beginning.
 * @returns the name as it is kept
 * @throws LatchkeyError PERSON_NOT_FOUND, with those that may be meant; PERSON_AMBIGUOUS, with all that look the same
 */
export function findPerson(ports: FindingPorts, reference: string): string {
  const { registry, clock } = ports;
  const wanted = typed(reference);
  const names = registry.personNames();
  const alike = likely(names.filter(looksLike(wanted)), (person) => isLive(ports, person));
  const id = wanted.toLowerCase();
  const owners =
    id.length < MIN_ID_PREFIX
      ? []
      : [...registry.devicesByIdPrefix(id), ...registry.openInvitationsByIdPrefix(id, clock.now())];
  const byId = [...new Set(owners.map(({ person }) => person))];
  const matches = [...new Set([...alike, ...byId])];
  const [found] = matches;
  if (found === undefined) {
    const near = names.filter(isNear(wanted)).slice(0, SUGGESTED);
    throw unsure(
      'PERSON_NOT_FOUND',
      near.map((person) => personLine(ports, person)),
    );
  }
  if (matches.length === 1 && (found === wanted || byId.length === 1)) return found;
  throw unsure(
    'PERSON_AMBIGUOUS',
    matches.map((person) => personLine(ports, person)),
  );
}

/** Other people whose names look like this one, each with what tells them apart. */
export function peopleLike({ registry }: Pick<FindingPorts, 'registry'>, name: string): readonly string[] {
  const person = typed(name);
  return registry
    .personNames()
    .filter((each) => each !== person)
    .filter(looksLike(person))
    .map(speltOut);
}
