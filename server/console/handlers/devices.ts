/** People and devices: what the commands of the same names do. */
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { accessInJson } from '../../core/access/in-json.ts';
import { isoTime } from '../../core/encoding.ts';
import { type DeviceFilter, type ListedDevice, listedState, type Page } from '../../core/names/directory.ts';
import type { Device } from '../../core/records.ts';
import type { Caller } from '../caller.ts';
import { deviceView, invitationView, sightingView } from '../views.ts';
import { type HandlerPorts, type Handlers, requireConfirmed } from './shape.ts';

/** Every device that is let in, the first to end first. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;
/** How many devices one call looks through for a service: who may open what is worked out for each. */
const LOOKED_THROUGH = 500;
/** A person's open invitations that are shown. */
const OPEN_INVITATIONS = 100;

type Names =
  | 'devices'
  | 'device'
  | 'rename'
  | 'note'
  | 'shutOut'
  | 'shutOutApp'
  | 'letIn'
  | 'people'
  | 'person'
  | 'shutOutPerson'
  | 'setAccess';

/** A page of those that may open a service; it may be short, or empty, and not the last. */
function opening(
  { home: { directory, policy }, clock }: HandlerPorts,
  service: string,
  filter: DeviceFilter,
  { limit, after: from }: { readonly limit: number; readonly after: string | undefined },
): Page<ListedDevice> {
  const items: ListedDevice[] = [];
  let after = from;
  for (let looked = 0; looked < LOOKED_THROUGH; looked += limit) {
    const page = directory.devices(filter, { limit, after, at: clock.now() });
    for (const device of page.items) {
      const isOpen = policy.servicesOf(device.person, device.id).some(({ name }) => name === service);
      if (isOpen) items.push(device);
      if (items.length === limit) return { items, next: device.id === page.items.at(-1)?.id ? page.next : device.id };
    }
    after = page.next;
    if (after === undefined) break;
  }
  return { items, next: after };
}

/**
 * What the console asks of devices and of access. They throw LatchkeyError DEVICE_NOT_FOUND, PERSON_NOT_FOUND,
 * CONFIRMATION_NEEDED when the name has to be typed, and what the work itself throws.
 */
export function deviceHandlers(ports: HandlerPorts): Pick<Handlers, Names> {
  const { home, clock } = ports;
  const { directory, devices, registry, granting, people, admins } = home;

  const known = (id: string): ListedDevice => {
    const device = directory.device(id.toLowerCase());
    if (!device) throw new LatchkeyError('DEVICE_NOT_FOUND');
    return device;
  };
  const shown = (id: string) => ({ device: deviceView(known(id), home, admins.names(), clock.now()) });
  const isOwn = ({ id }: Device, caller: Caller) => caller.kind === 'device' && caller.device.id === id;
  const accessOf = (person: string, device?: string) => {
    const all = granting.of(person);
    const whole = all.find((each) => each.device === undefined);
    const found = all.find((each) => each.device?.id === device) ?? whole;
    if (!whole || !found) throw new LatchkeyError('PERSON_NOT_FOUND');
    return { access: accessInJson(found), personAccess: accessInJson(whole) };
  };

  /** Whether it could be let in again as things are. */
  const undoable = (device: Device) =>
    listedState(device, clock.now()) === 'active' || (device.state === 'shut-out' && device.notAfter > clock.now());

  return {
    devices: ({ search, person, state, kind, service, order, limit, after }) => {
      const endsUntil = order === 'expiring' ? FOR_EVER : undefined;
      const filter = { search, person, kind, state: endsUntil === undefined ? state : undefined, endsUntil };
      const now = clock.now();
      const page =
        service === undefined
          ? directory.devices(filter, { limit, after, at: now })
          : opening(ports, service, filter, { limit, after });
      const names = admins.names();
      return { items: page.items.map((each) => deviceView(each, home, names, now)), next: page.next ?? null };
    },

    device: ({ id }, caller) => {
      const device = known(id);
      const now = clock.now();
      return {
        ...shown(id),
        certificates: registry.certificatesOf(device.id).map((each) => ({
          fingerprint: each.fingerprint,
          notBefore: isoTime(each.notBefore),
          notAfter: isoTime(each.notAfter),
          state: each.state,
          app: each.app ?? null,
          letIn: registry.isActive(each.fingerprint, now),
        })),
        ...accessOf(device.person, device.id),
        own: isOwn(device, caller),
      };
    },

    rename: ({ device, name }) => {
      devices.rename(known(device).id, name);
      return shown(device);
    },

    note: ({ device, note }) => {
      devices.setNote(known(device).id, note === null || note.trim() === '' ? undefined : note);
      return shown(device);
    },

    shutOut: async ({ device: id, confirm }, caller) => {
      const device = known(id);
      if (device.state === 'active' && (isOwn(device, caller) || !undoable(device)))
        requireConfirmed(confirm, device.name);
      await devices.shutOut(device.id);
      return { ...shown(id), undoable: undoable(known(id)) && !isOwn(device, caller) };
    },

    shutOutApp: async ({ device, app, confirm }) => {
      requireConfirmed(confirm, app);
      await devices.shutOutApp(known(device).id, app);
      return shown(device);
    },

    letIn: async ({ device: id, confirm }) => {
      const device = known(id);
      const isSuspect = device.state === 'shut-out' && device.secretReusedAt !== undefined;
      if (isSuspect) requireConfirmed(confirm, device.name);
      await devices.letIn(device.id, isSuspect);
      return shown(id);
    },

    people: ({ search, limit, after }) => {
      const page = directory.people({ limit, after, at: clock.now() }, search);
      const names = admins.names();
      return {
        items: page.items.map(({ lastSeen, ...each }) => ({
          ...each,
          lastSeen: sightingView(lastSeen, home),
          admin: names.has(each.name),
        })),
        next: page.next ?? null,
      };
    },

    person: ({ name }) => personDetails(name),

    shutOutPerson: async ({ person, confirm }) => {
      requireConfirmed(confirm, people.belongings(person).person);
      const taken = await people.shutOut(person);
      return { devices: taken.devices.length, invitations: taken.invitations.length };
    },

    setAccess: async ({ person, device, service, open, until }) => {
      const of = { person, services: [service], device: device === undefined ? undefined : known(device).id };
      const all = open
        ? await granting.allow({ ...of, until: until === undefined ? undefined : Date.parse(until) })
        : await granting.deny(of);
      return { access: all.map(accessInJson) };
    },
  };

  function personDetails(name: string): ConsoleReply<'person'> {
    const isKnown = registry.personNames().includes(name);
    const page = { limit: OPEN_INVITATIONS, at: clock.now() };
    return {
      name,
      known: isKnown,
      admin: admins.names().has(name),
      looksLike: [...people.lookingLike(name)],
      access: isKnown ? granting.of(name).map(accessInJson) : [],
      invitations: directory
        .invitations({ person: name, state: 'open' }, page)
        .items.map((each) => invitationView(each, clock.now())),
    };
  }
}
