import type { ServerResponse } from 'node:http';
import { CONSOLE_EVENTS, type ConsoleEvent } from '../../shared/console/events.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import type { AuditKind } from '../core/audit/audit.ts';
import { isoTime } from '../core/encoding.ts';
import type { Clock } from '../core/ports/basics.ts';
import type { OpenHome } from '../home/open.ts';
import { repeat } from '../platform/repeat.ts';
import { type Caller, type Connection, callerOf } from './caller.ts';

type Topic = ConsoleEvent<'changed'>['topics'][number];
type EventName = keyof typeof CONSOLE_EVENTS;

/** Milliseconds: between checks of the registry; between pings on a silent stream; between events about sightings. */
const LOOK_EVERY = 250;
const PING_EVERY = 15_000;
const SEEN_EVERY = 10_000;
/** How many streams may be open at a time: in total, and per caller. */
const MOST = 64;
const MOST_OF_ONE = 8;
/** How many unread bytes a stream may hold, before it is closed. */
const MOST_WAITING = 64 * 1024;
/** How many audit entries one check reads to find the topics that changed; with more, the topic is `all`. */
const ENTRIES = 200;

/** The topics that an entry of the audit log changes, beside the log itself. */
function topicsOf(kind: AuditKind): readonly Topic[] {
  const people: readonly Topic[] = ['people', 'devices', 'overview'];
  if (kind.startsWith('invitation-') || kind === 'device-enrolled') return ['invitations', ...people];
  if (kind.startsWith('access-')) return ['access', 'devices'];
  if (/^(device|app-key|admin|certificate|renewal|person|ca-signed)/.test(kind)) return [...people, 'access'];
  if (kind.startsWith('backup-')) return ['backups', 'overview'];
  if (kind.startsWith('notice-')) return ['notices', 'overview'];
  return ['overview'];
}

interface Stream {
  readonly response: ServerResponse;
  readonly connection: Connection;
  readonly key: string;
  sentAt: number;
}

/**
 * Sends pages an event when the registry has changed, whichever process changed it: SQLite's `data_version` shows that it
 * has. Each check also identifies the caller of every stream; a caller without the right gets `ended`, and the stream closes.
 */
export class Events {
  readonly #home: OpenHome;
  readonly #clock: Clock;
  readonly #streams = new Set<Stream>();
  readonly #topics = new Set<Topic>();
  readonly #looks: ReturnType<typeof repeat>;
  #version: unknown;
  #own = false;
  #seq: number;
  #lookedAt = 0;
  #seenAt = 0;

  constructor(home: OpenHome, clock: Clock, onError: (error: unknown) => void) {
    this.#home = home;
    this.#clock = clock;
    this.#seq = this.#newest();
    this.#version = this.#dataVersion();
    home.registry.afterCommit(() => {
      this.#own = true;
    });
    this.#looks = repeat(LOOK_EVERY, async () => this.#look(), onError);
  }

  /** @throws LatchkeyError CONSOLE_TOO_MANY_PAGES */
  open(response: ServerResponse, connection: Connection, { key }: Caller): void {
    const ofOne = [...this.#streams].filter((each) => each.key === key).length;
    if (this.#streams.size >= MOST || ofOne >= MOST_OF_ONE)
      throw new LatchkeyError('CONSOLE_TOO_MANY_PAGES', { retryAfter: 5 });
    const now = this.#clock.now();
    const stream = { response, connection, key, sentAt: now };
    this.#streams.add(stream);
    response.once('close', () => this.#streams.delete(stream));
    this.#tell(stream, 'hello', { seq: this.#newest(), now: isoTime(now) });
  }

  /** Announces a change that is not in the registry. */
  changed(topic: Topic): void {
    this.#topics.add(topic);
  }

  stop(): void {
    void this.#looks.stop();
    for (const { response } of this.#streams) response.end();
  }

  #newest(): number {
    return this.#home.audit.page({}, 1)[0]?.seq ?? 0;
  }

  /** Changes with every transaction of another connection (sqlite.org/pragma.html#pragma_data_version). */
  #dataVersion(): unknown {
    return this.#home.registry.guarded(
      () => this.#home.registry.database.prepare('PRAGMA data_version').get()?.data_version,
    );
  }

  #look(): void {
    if (this.#streams.size === 0) return;
    const now = this.#clock.now();
    const version = this.#dataVersion();
    const isChanged = this.#own || version !== this.#version;
    this.#own = false;
    this.#version = version;
    // Keys and sessions expire without a change of the registry.
    if (isChanged || now - this.#lookedAt >= 1000) {
      this.#lookedAt = now;
      for (const stream of this.#streams) this.#check(stream, now);
    }
    if (isChanged) this.#collect(now);
    if (this.#topics.size > 0) {
      const told = { seq: this.#seq, topics: [...this.#topics] };
      this.#topics.clear();
      for (const stream of this.#streams) this.#tell(stream, 'changed', told);
    }
    for (const stream of this.#streams) if (now - stream.sentAt >= PING_EVERY) this.#write(stream, ': \n\n');
  }

  #collect(now: number): void {
    const entries = this.#home.audit.page({ after: this.#seq }, ENTRIES);
    if (entries.length === ENTRIES) {
      this.#topics.add('all');
      this.#seq = this.#newest();
      return;
    }
    for (const { seq, kind } of entries) {
      this.#seq = seq;
      for (const topic of topicsOf(kind)) this.#topics.add(topic);
      this.#topics.add('audit');
    }
    // Changes without an entry in the audit log: sightings, which are frequent, and the state of notices.
    if (entries.length > 0 || now - this.#seenAt < SEEN_EVERY) return;
    this.#seenAt = now;
    this.#topics.add('last-seen');
    this.#topics.add('notices');
  }

  #check(stream: Stream, now: number): void {
    try {
      callerOf(this.#home, stream.connection, now);
    } catch (thrown) {
      const code = LatchkeyError.is(thrown) ? thrown.code : 'INTERNAL';
      this.#tell(stream, 'ended', { code });
      this.#streams.delete(stream);
      stream.response.end();
    }
  }

  #tell<Name extends EventName>(stream: Stream, name: Name, data: ConsoleEvent<Name>): void {
    this.#write(stream, `event: ${name}\ndata: ${JSON.stringify(CONSOLE_EVENTS[name].parse(data))}\n\n`);
  }

  #write(stream: Stream, text: string): void {
    stream.sentAt = this.#clock.now();
    stream.response.write(text);
    if (stream.response.writableLength > MOST_WAITING) stream.response.destroy();
  }
}
