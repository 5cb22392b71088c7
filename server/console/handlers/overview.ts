/** Who is there, and how the home is. */
import { z } from 'zod';
import { severitySchema } from '../../../shared/console/home.ts';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { HomeServices } from '../../core/access/services.ts';
import { isoTime } from '../../core/encoding.ts';
import { DAY } from '../../core/validity.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { servedCertificate } from '../../stack/probe/served-certificate.ts';
import { MetaTable } from '../../store/meta-table.ts';
import { SqliteOutbox } from '../../store/outbox.ts';
import { cut, entryView, isoOrNull } from '../views.ts';
import { channelsOf } from './log.ts';
import type { HandlerPorts, Handlers } from './shape.ts';

/** Devices that end within that are told of. */
const SOON = 30 * DAY;
/** An examination that is older is made anew when the overview is looked at; and how long the server's certificate is believed. */
const EXAMINED_FOR = 60 * 60_000;
const SERVED_FOR = 30_000;
const NEWS_SHOWN = 20;
/** Entries that are counted as news; there may be years of them. */
const NEWS_COUNTED = 1000;

const reportSchema = z.object({
  severity: severitySchema,
  findings: z.array(
    z.object({
      check: z.string(),
      severity: severitySchema,
      code: z.string().optional(),
      values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      what: z.string(),
      why: z.string().optional(),
      fix: z.string().optional(),
    }),
  ),
});

type Examination = ConsoleReply<'overview'>['examination'];
type Served = ConsoleReply<'overview'>['serverCertificate'];

/** Whether the client-auth check held: null also where it was not tried, or nobody could examine the home. */
export function clientAuthHolds(findings: Examination['findings']): boolean | null {
  const severities = findings.flatMap(({ check, severity }) => (check === 'client-auth' ? [severity] : []));
  if (severities.includes('error')) return false;
  return severities.includes('ok') ? true : null;
}

export function overviewHandlers({
  home,
  clock,
  atWork,
  changed,
}: HandlerPorts): Pick<Handlers, 'me' | 'overview' | 'examine'> {
  const { registry, directory, audit, layout } = home;
  const outbox = new SqliteOutbox(registry);
  const meta = new MetaTable(registry);
  const services = new HomeServices(home.facts);
  let examination: Examination = { running: false, at: null, severity: null, findings: [] };
  let examinedAt = Number.NEGATIVE_INFINITY;
  let served: { readonly at: number; readonly is: Promise<Served> } | undefined;

  const examine = () => {
    if (examination.running) return;
    examination = { ...examination, running: true };
    examinedAt = clock.now();
    atWork
      .examine()
      .then((report) => {
        const { severity, findings } = reportSchema.parse(report);
        examination = {
          running: false,
          at: isoTime(clock.now()),
          severity,
          findings: findings.map(({ code = null, values, what, why, fix, ...each }) => ({
            ...each,
            code,
            values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cut(String(value), 4000)])),
            what: cut(what, 4000),
            why: why === undefined ? null : cut(why, 4000),
            fix: fix === undefined ? null : cut(fix, 4000),
          })),
        };
      })
      .catch((thrown: unknown) => {
        const what = `The home could not be examined: ${LatchkeyError.is(thrown) ? thrown.message : String(thrown)}`;
        const words = { what, why: null, fix: 'latchkey doctor' };
        const finding = { check: 'doctor', severity: 'error', code: null, values: {}, ...words } as const;
        examination = { running: false, at: isoTime(clock.now()), severity: 'error', findings: [finding] };
      })
      .finally(() => changed('overview'));
  };

  const certificateServed = async (): Promise<Served> => {
    const { config } = home;
    const found = await servedCertificate({ path: layout.run.enrolment }, config.enrolmentHost);
    return found ? { notAfter: isoTime(found.notAfter), from: config.certificates.kind } : null;
  };

  const newsSince = (since: number | undefined): ConsoleReply<'overview'>['news'] => {
    const [newest] = audit.page({}, 1);
    const seq = newest?.seq ?? 0;
    if (since === undefined || since >= seq) return { seq, count: 0, entries: [] };
    const entries = audit.page({}, Math.min(seq - since, NEWS_SHOWN));
    return {
      seq,
      count: Math.min(seq - since, NEWS_COUNTED),
      entries: entries.filter((entry) => entry.seq > since).map((entry) => entryView(entry, home)),
    };
  };

  return {
    me: (_request, caller) => {
      const { config, facts } = home;
      const icons = new Map(facts.services.map(({ name, icon }) => [name, icon]));
      return {
        home: { name: facts.name, domain: facts.domain },
        who:
          caller.kind === 'link'
            ? { kind: 'link', expiresAt: isoTime(caller.expiresAt) }
            : {
                kind: 'device',
                person: caller.device.person,
                device: { id: caller.device.id, name: caller.device.name },
              },
        zone: caller.zone,
        version: packageJson.version,
        now: isoTime(clock.now()),
        services: services.all().map(({ name, host, chosen }) => ({
          name,
          host,
          icon: icons.get(name) ?? null,
          for: chosen ? 'chosen' : 'everyone',
        })),
        invitationLifeSeconds: config.invitations.lifeSeconds,
        remembersLastSeen: config.devices.lastSeen,
        appleProfiles: config.phones.apple,
        backups: config.backups !== undefined,
        notices: channelsOf(config),
      };
    },

    overview: async ({ since }) => {
      const { config } = home;
      const now = clock.now();
      if (now - examinedAt > EXAMINED_FOR) examine();
      if (!served || now - served.at > SERVED_FOR) served = { at: now, is: certificateServed() };
      const counts = directory.counts(now);
      return {
        examination,
        entryPoint: {
          domain: config.domain,
          port: config.ports.https,
          lan: [...config.lan],
          clientAuthHolds: clientAuthHolds(examination.findings),
        },
        serverCertificate: await served.is,
        backup: { last: isoOrNull(meta.time('last_backup_at')), everySeconds: config.backups?.every ?? null },
        counts: {
          devices: counts.devices,
          expiring: directory.expiring(now, now + SOON),
          openInvitations: counts.openInvitations,
          noticesWaiting: outbox.waiting(),
          noticesGivenUp: outbox.list(50).filter(({ state }) => state === 'given-up').length,
        },
        news: newsSince(since),
      };
    },

    examine: () => {
      if (!examination.running) audit.record({ kind: 'doctor-asked-for', outcome: 'ok' });
      examine();
      return { running: true };
    },
  };
}
