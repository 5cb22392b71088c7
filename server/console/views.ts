/** The registry's records as the console's contract shows them. */
import type { ConsoleReply } from '../../shared/console/routes.ts';
import { auditText, type StoredAuditEntry } from '../core/audit/audit.ts';
import { isoTime } from '../core/encoding.ts';
import { deviceKind, type ListedDevice, listedState } from '../core/names/directory.ts';
import { type Invitation, invitationState, renewsByHand, type Sighting } from '../core/records.ts';
import type { OpenHome } from '../home/open.ts';

export const isoOrNull = (time: number | undefined) => (time === undefined ? null : isoTime(time));

/** @param most the contract's limit, in UTF-16 units */
export const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

export type DeviceView = ConsoleReply<'device'>['device'];
export type InvitationView = ConsoleReply<'invitations'>['items'][number];
export type EntryView = ConsoleReply<'audit'>['items'][number];

export function sightingView(seen: Sighting | undefined, { config }: OpenHome): DeviceView['lastSeen'] {
  if (seen === undefined || !config.devices.lastSeen) return null;
  const service = config.services.find(({ host }) => host === seen.host)?.name;
  return { at: isoTime(seen.at), address: seen.address, host: seen.host ?? null, service: service ?? null };
}

/** @param admins the names of all admins */
export function deviceView(device: ListedDevice, home: OpenHome, admins: ReadonlySet<string>, now: number): DeviceView {
  return {
    id: device.id,
    person: device.person,
    name: device.name,
    kind: deviceKind(device),
    platform: device.platform ?? null,
    state: listedState(device, now),
    renews: renewsByHand(device.origin) ? 'by-hand' : 'by-itself',
    enrolledAt: isoTime(device.enrolledAt),
    notAfter: isoTime(device.notAfter),
    endedAt: isoOrNull(device.endedAt),
    note: device.note ?? null,
    suspectSince: isoOrNull(device.secretReusedAt),
    lastSeen: sightingView(device.lastSeen, home),
    admin: admins.has(device.person),
    services: home.policy.servicesOf(device.person, device.id).map(({ name }) => name),
  };
}

export function invitationView(invitation: Invitation, now: number): InvitationView {
  return {
    id: invitation.id,
    person: invitation.person,
    deviceName: invitation.deviceName ?? null,
    app: invitation.appKey?.app ?? null,
    services: invitation.services ? [...invitation.services] : null,
    state: invitationState(invitation, now),
    createdAt: isoTime(invitation.createdAt),
    expiresAt: isoTime(invitation.expiresAt),
    device: invitation.deviceId ?? null,
  };
}

const ACTORS: Readonly<Record<string, EntryView['actor']['kind']>> = {
  admin: 'machine',
  console: 'console',
  link: 'link',
  address: 'address',
};

function actorView(actor: string): EntryView['actor'] {
  const [before = '', ...name] = actor.split(':');
  const kind = ACTORS[before];
  return kind === undefined ? { kind: 'home', name: null } : { kind, name: name.join(':') };
}

export function entryView(entry: StoredAuditEntry, { registry }: OpenHome): EntryView {
  const { seq, at, kind, actor, outcome, person, device, subject, detail = {} } = entry;
  const name = device === undefined ? undefined : (detail.name ?? registry.device(device)?.name ?? device.slice(0, 8));
  return {
    seq,
    at: isoTime(at),
    kind,
    outcome,
    actor: actorView(actor),
    person: person ?? null,
    device: device === undefined ? null : { id: device, name: String(name) },
    subject: subject ?? null,
    // A text beyond the contract's limit, such as the list of all errors in a latchkey.yaml, would fail the whole page.
    detail: Object.fromEntries(
      Object.entries(detail).map(([key, value]) => [key, typeof value === 'string' ? cut(value, 2000) : value]),
    ),
    text: cut(auditText(entry), 4000),
  };
}
