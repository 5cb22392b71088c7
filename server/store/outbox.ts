import { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import { LANGUAGES } from '../../shared/languages.ts';
import {
  CHANNELS,
  type Channel,
  NOTICE_STATES,
  type Notice,
  type Outbox,
  type QueuedNotice,
} from '../core/notifications/ports.ts';
import { OUTBOX_SQL } from './outbox-sql.ts';
import { prepareStatements, type Statements } from './prepare-statements.ts';
import type { SqliteRegistry } from './registry.ts';

const MAX_ERROR = 300;

const noticeSchema = z.object({
  id: z.string(),
  topic: z.string(),
  kind: z.string(),
  at: z.string(),
  home: z.object({ name: z.string(), domain: z.string() }),
  title: z.string(),
  text: z.string(),
  person: z.string().optional(),
  device: z.string().optional(),
  to: z.object({ address: z.string(), language: z.enum(LANGUAGES) }).optional(),
  entry: z.object({ seq: z.int(), hash: z.string() }).optional(),
});

const row = z.object({
  channel: z.enum(CHANNELS),
  body: z.string(),
  state: z.enum(NOTICE_STATES),
  created_at: z.int(),
  attempts: z.int(),
  next_at: z.int(),
  error: z.string().nullable(),
});

function toQueued(value: unknown): QueuedNotice {
  try {
    const { channel, body, state, created_at, attempts, next_at, error } = row.parse(value);
    return {
      notice: noticeSchema.parse(JSON.parse(body)),
      channel,
      state,
      createdAt: created_at,
      attempts,
      nextAt: next_at,
      error: error ?? undefined,
    };
  } catch (cause) {
    throw new LatchkeyError('REGISTRY_DAMAGED', { detail: 'A notice is damaged.', cause });
  }
}

/** {@link Outbox} in the registry's file: what was queued together with an entry of the audit log is there with it. */
export class SqliteOutbox implements Outbox {
  readonly #registry: SqliteRegistry;
  readonly #statements: Statements<typeof OUTBOX_SQL>;

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
    this.#statements = prepareStatements(registry, OUTBOX_SQL);
  }

  cursor(): number {
    return Number(this.#statements.cursor.get()?.seq ?? 0);
  }

  setCursor(seq: number): void {
    this.#run('setCursor', { seq });
  }

  add(notice: Notice, channel: Channel, at: number): void {
    this.#run('add', { id: notice.id, channel, body: JSON.stringify(notice), at });
  }

  due(channel: Channel, at: number, limit: number): readonly QueuedNotice[] {
    return this.#statements.due.all({ channel, at, limit }).map(toQueued);
  }

  sent({ notice, channel }: QueuedNotice, at: number): void {
    this.#run('done', { id: notice.id, channel, state: 'sent', at, error: null });
  }

  failed({ notice, channel }: QueuedNotice, nextAt: number, error: string): void {
    this.#run('failed', { id: notice.id, channel, nextAt, error: error.slice(0, MAX_ERROR) });
  }

  gaveUp({ notice, channel }: QueuedNotice, at: number, error: string): void {
    this.#run('done', { id: notice.id, channel, state: 'given-up', at, error: error.slice(0, MAX_ERROR) });
  }

  list(limit: number): readonly QueuedNotice[] {
    return this.#statements.list.all({ limit }).map(toQueued);
  }

  waiting(): number {
    return Number(this.#statements.waiting.get()?.count);
  }

  retry(at: number): number {
    return this.#run('retry', { at });
  }

  forget(before: number): void {
    this.#run('forget', { before });
  }

  firstWarning(certificate: string, days: number, at: number): boolean {
    return this.#run('firstWarning', { certificate, days, at }) === 1;
  }

  /** @returns how many rows were changed */
  #run(name: keyof typeof OUTBOX_SQL, parameters: Record<string, string | number | null>): number {
    return this.#registry.atomically(() => this.#statements[name].run(parameters));
  }
}
