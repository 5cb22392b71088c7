/** What a home answers in pictures of the console. Each reply is read by the contract before a page gets it. */
import { encode } from 'uqr';
import { error, warning } from '../../../server/core/doctor/finding.ts';
import { invitationMessage } from '../../../server/home/inviting/invitation-message.ts';
import type { ConsoleReply, ConsoleRouteName } from '../../../shared/console/routes.ts';
import type { FindingCode, FindingValues } from '../../../shared/findings.ts';

/** The moment that every example is shown at: a Sunday evening. */
export const NOW = '2026-11-29T19:04:00.000Z';

const DAY = 86_400;
/** @param seconds from now */
const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const idOf = (number: number) => `6f0ac4ae-6a0b-4c55-9d2f-${String(number).padStart(12, '0')}`;

type Device = ConsoleReply<'device'>['device'];
type Invitation = ConsoleReply<'invitations'>['items'][number];
type Entry = ConsoleReply<'audit'>['items'][number];
type Access = ConsoleReply<'person'>['access'][number];

export type Replies = { readonly [Name in ConsoleRouteName]?: ConsoleReply<Name> };

const SERVICES = (
  [
    ['cloud', 'everyone'],
    ['photos', 'everyone'],
    ['films', 'everyone'],
    ['music', 'chosen'],
  ] as const
).map(([name, whom]) => ({ name, host: `${name}.example.com`, icon: null, for: whom }));

const seen = (seconds: number, service: string): Device['lastSeen'] => ({
  at: at(seconds),
  address: '203.0.113.9',
  host: `${service}.example.com`,
  service,
});

const DEVICE: Device = {
  id: idOf(1),
  person: 'Grandma Rose',
  name: 'iPad',
  kind: 'phone',
  platform: null,
  state: 'active',
  renews: 'by-hand',
  enrolledAt: at(-200 * DAY),
  notAfter: at(5.2 * DAY),
  endedAt: null,
  note: 'In the kitchen, by the window',
  suspectSince: null,
  lastSeen: seen(-420, 'photos'),
  admin: false,
  services: ['photos'],
};
const COMPUTER: Device = {
  ...DEVICE,
  kind: 'computer',
  platform: 'linux',
  renews: 'by-itself',
  note: null,
  services: ['cloud', 'photos', 'films'],
};
const MACBOOK: Device = {
  ...{ ...COMPUTER, id: idOf(2), person: 'Dave', name: 'MacBook Air', platform: 'macos' },
  ...{ notAfter: at(22.5 * DAY), lastSeen: seen(-2.2 * 3600, 'films') },
};
const THINKPAD: Device = {
  ...{ ...COMPUTER, id: idOf(4), person: 'Nina', name: 'ThinkPad', admin: true },
  ...{ notAfter: at(300.5 * DAY), lastSeen: seen(-60, 'cloud') },
};
const GAMING_PC: Device = {
  ...{ ...COMPUTER, id: idOf(6), person: 'Uncle Bob', name: 'Gaming PC', platform: 'windows', state: 'shut-out' },
  ...{ notAfter: at(100 * DAY), endedAt: at(-3 * DAY), lastSeen: null },
};
const DEVICES: readonly Device[] = [
  DEVICE,
  MACBOOK,
  { ...MACBOOK, id: idOf(3), name: 'Pixel 9', kind: 'phone', platform: null, notAfter: at(140 * DAY), lastSeen: null },
  THINKPAD,
  { ...THINKPAD, id: idOf(5), name: 'Nina’s iPhone', kind: 'phone', renews: 'by-hand', notAfter: at(341 * DAY) },
];

const access = (person: string, closed: readonly string[], device: Access['device'] = null): Access => ({
  person,
  device,
  services: SERVICES.map(({ name, host, for: whom }) => ({
    ...{ name, host, for: whom, open: !closed.includes(name) },
    until: name === 'films' ? at(90 * DAY) : null,
  })),
});

const entry = (seq: number, kind: string, seconds: number, more: Partial<Entry> = {}): Entry => ({
  ...{ seq, kind, at: at(seconds), outcome: 'ok', actor: { kind: 'console', name: 'Nina, ThinkPad' } },
  ...{ person: 'Dave', device: null, subject: null, detail: {}, text: kind },
  ...more,
});
const stranger = (address: string): Pick<Entry, 'actor'> => ({ actor: { kind: 'address', name: address } });
const byHome: Partial<Entry> = { person: null, actor: { kind: 'home', name: null } };
const ENTRIES: readonly Entry[] = [
  entry(99, 'device-shut-out', -2000, { person: 'Uncle Bob', device: { id: idOf(6), name: 'Gaming PC' } }),
  entry(98, 'access-denied', -3000, { detail: { services: 'music' } }),
  entry(97, 'device-enrolled', -5000, { device: { id: idOf(2), name: 'MacBook Air' }, ...stranger('203.0.113.9') }),
  entry(96, 'invitation-created', -8000, { actor: { kind: 'machine', name: 'nina' } }),
  entry(95, 'brute-force', -1.2 * DAY, {
    ...{ outcome: 'refused', person: null, subject: '198.51.100.7', detail: { failures: 20 } },
    ...stranger('198.51.100.7'),
  }),
  entry(94, 'backup-made', -1.3 * DAY, { ...byHome, subject: 'example-2026-11-28.tar.age' }),
  entry(93, 'certificate-renewed', -1.5 * DAY, {
    device: { id: idOf(2), name: 'MacBook Air' },
    ...stranger('203.0.113.9'),
  }),
  entry(92, 'home-started', -2 * DAY, byHome),
  entry(91, 'not-known-here', -2.1 * DAY, { ...byHome, text: 'did something that this page has no words for' }),
];

const invitation = (number: number, person: string, more: Partial<Invitation> = {}): Invitation => ({
  ...{ id: idOf(100 + number), person, deviceName: null, app: null, services: null, state: 'open' },
  ...{ createdAt: at(-DAY), expiresAt: at((2 + number) * DAY), device: null },
  ...more,
});

const FINE = ['configuration', 'programs', 'permissions', 'disk', 'clock', 'running', 'client-auth', 'services'];
const fine = FINE.map((check) => ({
  check,
  severity: 'ok' as const,
  ...{ code: null, values: {}, why: null, fix: null },
  what: `The ${check} is as it should be.`,
}));

/** A finding as the doctor makes it. */
function said<Code extends FindingCode>(
  severity: 'warning' | 'error',
  check: string,
  code: Code,
  { fix, ...values }: FindingValues<Code> & { readonly fix: string },
) {
  const make = { warning, error }[severity];
  const { what, why = null } = make(code, values as never, fix);
  const texts = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return { check, severity, code, values: Object.fromEntries(texts), what, why, fix };
}
export const OVERVIEW: ConsoleReply<'overview'> = {
  examination: {
    ...{ running: false, at: at(-600), severity: 'error' },
    findings: [
      ...fine,
      said('error', 'services', 'service-down', {
        ...{ name: 'films', upstream: 'http://127.0.0.1:8096', reason: 'connect ECONNREFUSED 127.0.0.1:8096' },
        fix: 'docker start jellyfin',
      }),
      said('warning', 'backups', 'backup-late', {
        count: 9,
        fix: 'sudo latchkey backup /mnt/nas/latchkey/latchkey-"$(date +%F)".tar.age --dir /srv/latchkey',
      }),
    ],
  },
  entryPoint: { domain: 'example.com', port: 443, lan: ['192.168.1.0/24', 'fd12:3456::/64'], clientAuthHolds: true },
  serverCertificate: { notAfter: at(61 * DAY), from: 'dns-01' },
  backup: { last: at(-9.2 * DAY), everySeconds: DAY },
  counts: {
    devices: { active: 12, expired: 1, 'shut-out': 2, left: 0 },
    ...{ expiring: 2, openInvitations: 2, noticesWaiting: 0, noticesGivenUp: 1 },
  },
  news: { seq: 99, count: 4, entries: ENTRIES.slice(0, 4) },
};

const INVITATIONS = [invitation(0, 'Aunt May'), invitation(1, 'Dave', { deviceName: 'Work laptop', services: [] })];

const CODE = 'K7QF-2M9X-4TDX';
const WEB_LINK = `https://hello.example.com/i#${CODE}`;

const DETAILS: ConsoleReply<'device'> = {
  device: MACBOOK,
  certificates: [
    {
      ...{ fingerprint: 'ab'.repeat(32), notBefore: at(-200 * DAY), notAfter: at(22.5 * DAY) },
      ...{ state: 'active', app: null, letIn: true },
    },
    {
      ...{ fingerprint: 'cd'.repeat(32), notBefore: at(-20 * DAY), notAfter: at(22.5 * DAY) },
      ...{ state: 'active', app: 'Immich', letIn: true },
    },
  ],
  access: access('Dave', ['films', 'music'], { id: idOf(2), name: 'MacBook Air' }),
  personAccess: access('Dave', ['music']),
  own: false,
};

/** The same device, just shut out. */
export const SHUT_OUT: ConsoleReply<'device'> = {
  ...DETAILS,
  device: { ...MACBOOK, state: 'shut-out', endedAt: NOW },
};

/** A home with a few people, seen by Nina. */
export const REPLIES: Replies = {
  me: {
    home: { name: 'Example Home', domain: 'example.com' },
    who: { kind: 'device', person: 'Nina', device: { id: idOf(4), name: 'ThinkPad' } },
    ...{ zone: 'lan', version: '0.3.0', now: NOW, services: SERVICES, invitationLifeSeconds: 3 * DAY },
    ...{ remembersLastSeen: true, appleProfiles: true, backups: true, notices: ['email', 'webhook'] },
  },
  overview: OVERVIEW,
  invitations: { items: INVITATIONS, next: null },
  invite: {
    invitation: invitation(2, 'Aunt May', { expiresAt: at(3 * DAY) }),
    code: CODE,
    invite: `${CODE}@enroll.example.com`,
    link: `latchkey://enroll.example.com/${CODE}`,
    webLink: WEB_LINK,
    qr: encode(WEB_LINK, { border: 0 }).data.map((row) => row.map(Number).join('')),
    message: invitationMessage(
      { code: CODE, host: 'enroll.example.com', port: 443 },
      {
        ...{ person: 'Aunt May', home: 'Example Home', language: 'en', isFor: 'phone' },
        ...{ expiresAt: new Date(at(3 * DAY)), page: { host: 'hello.example.com', port: 443 }, downloads: undefined },
      },
    ),
    ...{ services: ['cloud', 'photos', 'films'], adds: ['cloud', 'photos', 'films'], pageLacks: null },
    notForPhones: false,
  },
  devices: { items: [...DEVICES], next: null },
  device: DETAILS,
  shutOut: { device: { ...MACBOOK, state: 'shut-out', endedAt: NOW }, undoable: true },
  people: {
    items: (
      [
        ['Aunt May', 0, 0, 1],
        ['Dave', 2, 2, 1],
        ['Grandma Rose', 1, 1, 0],
        ['Nina', 2, 2, 0],
        ['Uncle Bob', 2, 1, 0],
      ] as const
    ).map(([name, devices, active, openInvitations], index) => ({
      ...{ name, devices, active, openInvitations, admin: name === 'Nina' },
      lastSeen: devices === 0 ? null : seen(-4000 * index, 'cloud'),
    })),
    next: null,
  },
  person: {
    ...{ name: 'Dave', known: true, admin: false, looksLike: [] },
    access: [access('Dave', ['music']), access('Dave', ['films', 'music'], { id: idOf(2), name: 'MacBook Air' })],
    invitations: INVITATIONS.slice(1),
  },
  audit: { items: [...ENTRIES], next: null },
  notices: {
    waiting: 1,
    items: [
      {
        ...{ id: '3', channel: 'email', state: 'waiting', topic: 'expiry', attempts: 3, nextAt: at(600) },
        title: 'The key of iPad of Grandma Rose expires in 5 days',
        ...{ createdAt: at(-4000), error: 'connect ECONNREFUSED 192.168.1.9:587' },
      },
      {
        ...{ id: '3', channel: 'webhook', state: 'sent', topic: 'expiry', attempts: 0, nextAt: null, error: null },
        ...{ title: 'The key of iPad of Grandma Rose expires in 5 days', createdAt: at(-4000) },
      },
      {
        ...{ id: '2', channel: 'webhook', state: 'given-up', topic: 'backups', attempts: 12, nextAt: null },
        ...{ title: 'The backup that was due could not be made', createdAt: at(-9 * DAY), error: 'HTTP 500' },
      },
    ],
  },
  testNotices: {
    results: [
      { channel: 'email', error: 'connect ECONNREFUSED 192.168.1.9:587' },
      { channel: 'webhook', error: null },
    ],
  },
  backups: {
    schedule: { everySeconds: DAY, keep: 14, folder: '/mnt/nas/latchkey' },
    ...{ last: at(-9.2 * DAY), running: false, failure: null },
    files: [20, 19, 18].map((day, index) => ({
      ...{ name: `example-2026-11-${day}.tar.age`, madeAt: at((-9.2 - index) * DAY), bytes: 1_843_200 - index * 9999 },
    })),
  },
};

/** A device that is shut out and of which there may be a copy. */
export const COPIED: ConsoleReply<'device'> = {
  ...{ certificates: [], access: access('Uncle Bob', []), personAccess: access('Uncle Bob', []), own: false },
  device: { ...GAMING_PC, suspectSince: at(-3 * DAY) },
};

/** Names that try to be something else, and are as long as names can be. */
const HOSTILE = `<img src=x onerror=alert(1)>${'W'.repeat(36)}`;
export const HOSTILE_DEVICES: ConsoleReply<'devices'> = {
  items: DEVICES.map((device) => ({ ...device, person: HOSTILE, name: HOSTILE, note: HOSTILE.repeat(3) })),
  next: null,
};
