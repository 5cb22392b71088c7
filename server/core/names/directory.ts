/** Who has a key, who was invited, and when they were last seen: what the admin looks through, page by page. */
import type { Device, Invitation, InvitationState, Sighting } from '../records.ts';

/** A device and what is known about it beside its certificates. */
export interface ListedDevice extends Device {
  /** What the admin wrote about it. */
  readonly note: string | undefined;
  /** When somebody came with an old renewal secret of it. */
  readonly secretReusedAt: number | undefined;
  readonly lastSeen: Sighting | undefined;
}

/** A person is a name: whoever was invited under it. */
export interface Person {
  readonly name: string;
  /** All that ever enrolled. */
  readonly devices: number;
  /** Those that are let in. */
  readonly active: number;
  readonly openInvitations: number;
  /** The newest sighting of any of their devices. */
  readonly lastSeen: Sighting | undefined;
}

export const DEVICE_STATES = ['active', 'expired', 'shut-out', 'left'] as const;
/** `expired`: neither shut out nor gone, but past the end of its newest certificate. */
export type ListedState = (typeof DEVICE_STATES)[number];

/** What has become of a device at a moment. */
export function listedState({ state, notAfter }: Pick<Device, 'state' | 'notAfter'>, at: number): ListedState {
  return state === 'active' && notAfter <= at ? 'expired' : state;
}

/** What a device is to its owner: `phone` came by the page of an invite and is none of the desktop systems. */
export type DeviceKind = 'computer' | 'phone' | 'other';

/** Which of them a device is. The same as in the registry's lists. */
export function deviceKind({ platform, origin }: Pick<Device, 'platform' | 'origin'>): DeviceKind {
  if (platform !== undefined && platform !== 'other') return 'computer';
  return origin === 'scep' || origin === 'page' ? 'phone' : 'other';
}

export interface DeviceFilter {
  readonly person?: string | undefined;
  readonly kind?: DeviceKind | undefined;
  /** Somewhere in the person's name, the device's or the note; upper and lower case are the same. */
  readonly search?: string | undefined;
  readonly state?: ListedState | undefined;
  /** Devices that are let in now and whose newest certificate ends until then; the first to end comes first. */
  readonly endsUntil?: number | undefined;
}

export interface InvitationFilter {
  readonly person?: string | undefined;
  readonly state?: InvitationState | undefined;
}

/** A part of a list. */
export interface PageRequest {
  /** At most so many; at least one. */
  readonly limit: number;
  /** What the page before it gave as `next`: pages stay in step however much is added meanwhile. */
  readonly after?: string | undefined;
  /** The moment by which states are judged. */
  readonly at: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined when there is none. */
  readonly next: string | undefined;
}

export interface Counts {
  readonly devices: Readonly<Record<ListedState, number>>;
  readonly openInvitations: number;
}

/** The registry as lists, to read only. Errors as of {@link import('../ports/registry.ts').Registry}. */
export interface DeviceDirectory {
  /** The newest first. @throws LatchkeyError USAGE when `after` is no device's id */
  devices(filter: DeviceFilter, page: PageRequest): Page<ListedDevice>;
  device(id: string): ListedDevice | undefined;
  /** The newest first. @throws LatchkeyError USAGE when `after` is no invitation's id */
  invitations(filter: InvitationFilter, page: PageRequest): Page<Invitation>;
  /** Everybody who has or had a device, by name. @param search somewhere in it */
  people(page: PageRequest, search?: string): Page<Person>;
  counts(at: number): Counts;
  /** How many devices are let in at a moment and expire until another. */
  expiring(at: number, until: number): number;
}
