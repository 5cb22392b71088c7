/** What happened, what was told of it, and what is kept of it: audit log, notices, backups. */
import { z } from 'zod';
import { saidNameSchema, saidTextSchema } from '../names.ts';
import { deviceRefSchema, idSchema, personSchema, timeSchema } from './fields.ts';

const outcomeSchema = z.enum(['ok', 'refused', 'failed']);

export const auditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Entries older than the one of this number: `next` of the page before. */
  before: z.coerce.number().int().min(1).optional(),
  /** One or several, with commas between them. */
  kind: z.string().max(2000).optional(),
  person: personSchema.optional(),
  device: idSchema.optional(),
  since: timeSchema.optional(),
  /** Entries before that moment. */
  until: timeSchema.optional(),
  outcome: outcomeSchema.optional(),
});

/** An entry as its parts: the page puts it into words. A kind that it does not know it shows by `text`. */
export const auditEntrySchema = z.object({
  seq: z.number().int(),
  at: timeSchema,
  kind: z.string().max(100),
  outcome: outcomeSchema,
  /**
   * Who: the admin at the machine by the user of the operating system, an admin in the console by person and device, an admin
   * by a one-time link, a device or a stranger by address, or the home itself.
   */
  actor: z.object({
    kind: z.enum(['machine', 'console', 'link', 'address', 'home']),
    /** The user, the person and device in words, or the address; null for the home and a link. */
    name: saidTextSchema(300).nullable(),
  }),
  person: saidNameSchema.nullable(),
  /** The device as it was called then. */
  device: deviceRefSchema.nullable(),
  /** An invitation's id, a fingerprint, an address, a file. */
  subject: saidTextSchema(400).nullable(),
  /** What else: `services`, `days`, `reason`, `before` and the like. */
  detail: z.record(z.string(), z.union([saidTextSchema(2000), z.number(), z.boolean()])),
  /** In English words, without who and when. */
  text: saidTextSchema(4000),
});

export const auditPageSchema = z.object({
  items: z.array(auditEntrySchema),
  /** `before` of the next page; null when there is none. */
  next: z.number().int().nullable(),
});

const noticeSchema = z.object({
  id: z.string(),
  channel: z.enum(['webhook', 'email']),
  state: z.enum(['waiting', 'sent', 'given-up']),
  topic: z.string(),
  title: saidTextSchema(1000),
  createdAt: timeSchema,
  /** How often it was tried in vain, when it is tried next, and what went wrong the last time. */
  attempts: z.number().int(),
  nextAt: timeSchema.nullable(),
  error: saidTextSchema(1000).nullable(),
});

export const noticesReply = z.object({
  waiting: z.number().int(),
  /** The last fifty, the newest first. */
  items: z.array(noticeSchema),
});

/** By every channel of latchkey.yaml, now. */
export const noticesTestReply = z.object({
  results: z.array(
    z.object({
      channel: z.enum(['webhook', 'email']),
      /** Why it was not delivered; null when it was. */
      error: saidTextSchema(1000).nullable(),
    }),
  ),
});

export const noticesRetryReply = z.object({ retried: z.number().int() });

export const backupsReply = z.object({
  /** What latchkey.yaml says; null when it says nothing, and no backup can be made here. */
  schedule: z
    .object({ everySeconds: z.number().int(), keep: z.number().int(), folder: saidTextSchema(1000) })
    .nullable(),
  last: timeSchema.nullable(),
  /** Whether one is being made. An event says when it is done. */
  running: z.boolean(),
  /** Why the last one that was asked for here failed; null when it did not. */
  failure: saidTextSchema(2000).nullable(),
  /** In the folder, the newest first. */
  files: z.array(z.object({ name: saidTextSchema(300), madeAt: timeSchema, bytes: z.number().int() })),
});

/** It is under way; {@link backupsReply} says what becomes of it. */
export const startedReply = z.object({ running: z.literal(true) });
