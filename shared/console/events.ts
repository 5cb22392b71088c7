/** What the console's page is told without asking, as server-sent events (HTML Living Standard, 9.2) at `/api/events`. */
import { z } from 'zod';

/** What is to be asked for again. `all` after a gap. */
const topicSchema = z.enum([
  'all',
  'devices',
  'people',
  'invitations',
  'access',
  'audit',
  'notices',
  'backups',
  'overview',
  'last-seen',
]);

export const CONSOLE_EVENTS = {
  /** First on each stream, and so again after a gap: everything may have changed. */
  hello: z.object({ seq: z.number().int(), now: z.iso.datetime() }),
  /** Something has changed, by whomever. `seq` is the newest entry of the audit log. */
  changed: z.object({ seq: z.number().int(), topics: z.array(topicSchema).min(1) }),
  /** The last one on a stream: who listens may not any more. The code is one of the catalogue. */
  ended: z.object({ code: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type ConsoleEventName = keyof typeof CONSOLE_EVENTS;
export type ConsoleEvent<Name extends ConsoleEventName> = z.output<(typeof CONSOLE_EVENTS)[Name]>;
