/** Who is there, and how the home is. */
import { z } from 'zod';
import { homeSchema } from '../api.ts';
import { MAX_HOST } from '../host.ts';
import { isIcon } from '../icon.ts';
import { saidNameSchema, saidTextSchema } from '../names.ts';
import { deviceRefSchema, timeSchema } from './fields.ts';
import { auditEntrySchema } from './log.ts';

/** Of the fragment of the link that `latchkey console` prints: `https://console.<domain>/enter#<token>`. */
export const enterRequest = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

export const enterReply = z.object({
  /** The browser holds a cookie that opens the console until then; the page never sees it. */
  expiresAt: timeSchema,
});

export const meSchema = z.object({
  home: homeSchema,
  /** By whose key, or by a one-time link, until when. */
  who: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('device'), person: saidNameSchema, device: deviceRefSchema }),
    z.object({ kind: z.literal('link'), expiresAt: timeSchema }),
  ]),
  zone: z.enum(['lan', 'wan']),
  version: z.string(),
  /** The home's time; what is left of something is counted by it. */
  now: timeSchema,
  /** What may be given: the services of latchkey.yaml, then hand-written sites. */
  services: z.array(
    z.object({
      name: saidTextSchema(MAX_HOST),
      host: saidTextSchema(MAX_HOST),
      icon: z.string().refine(isIcon).nullable(),
      for: z.enum(['everyone', 'chosen']),
    }),
  ),
  /** For how long a code works unless something else is said, in seconds. */
  invitationLifeSeconds: z.number().int(),
  /** Whether it is remembered when devices were seen (`devices: last-seen:`). */
  remembersLastSeen: z.boolean(),
  /** Whether iPhones and iPads are given a profile (`phones: apple:`). */
  appleProfiles: z.boolean(),
  /** Whether backups can be made here, and notices sent: latchkey.yaml says to whom. */
  backups: z.boolean(),
  notices: z.array(z.enum(['webhook', 'email'])),
});

export const overviewQuery = z.strictObject({
  /** The number of the newest entry of the audit log that was seen last time; `news` is empty without it. */
  since: z.coerce.number().int().min(0).optional(),
});

export const severitySchema = z.enum(['ok', 'not-checked', 'warning', 'error']);

/**
 * What the doctor says, in English: `what` is seen, `why` it matters, and a command line that `fix`es it. With a `code`, the
 * page says it in its own language.
 */
const findingSchema = z.object({
  check: z.string(),
  severity: severitySchema,
  /** One of shared/findings.ts, and what that is filled in with; null for what other programs say. */
  code: z.string().max(60).nullable(),
  values: z.record(z.string(), saidTextSchema(4000)),
  what: saidTextSchema(4000),
  why: saidTextSchema(4000).nullable(),
  fix: saidTextSchema(4000).nullable(),
});

export const overviewSchema = z.object({
  examination: z.object({
    /** Whether one is under way. An event says when it is done. */
    running: z.boolean(),
    /** Of the last one; null before the first. */
    at: timeSchema.nullable(),
    severity: severitySchema.nullable(),
    findings: z.array(findingSchema),
  }),
  /** Where everybody comes in. */
  entryPoint: z.object({
    domain: z.string(),
    port: z.number().int(),
    lan: z.array(z.string()),
    /** Whether the check of client certificates held when it was attacked last; null when that is not known. */
    clientAuthHolds: z.boolean().nullable(),
  }),
  serverCertificate: z
    .object({ notAfter: timeSchema, from: z.enum(['internal', 'http-01', 'dns-01', 'files']) })
    .nullable(),
  backup: z.object({
    last: timeSchema.nullable(),
    /** Seconds between two of them; null when none are scheduled. */
    everySeconds: z.number().int().nullable(),
  }),
  counts: z.object({
    devices: z.object({
      active: z.number().int(),
      expired: z.number().int(),
      'shut-out': z.number().int(),
      left: z.number().int(),
    }),
    /** Of the active ones, those that end within thirty days. */
    expiring: z.number().int(),
    openInvitations: z.number().int(),
    noticesWaiting: z.number().int(),
    noticesGivenUp: z.number().int(),
  }),
  news: z.object({
    /** The newest entry now; the page keeps it for the next time. */
    seq: z.number().int(),
    /** How many are new. */
    count: z.number().int(),
    /** The newest of these, at most twenty, the newest first. */
    entries: z.array(auditEntrySchema),
  }),
});
