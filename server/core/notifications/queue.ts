import type { Language } from '../../../shared/languages.ts';
import type { AuditLog, StoredAuditEntry } from '../audit/audit.ts';
import { isoTime } from '../encoding.ts';
import type { Clock, Random } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { Notice, NoticeSender, Outbox, QueuedNotice } from './ports.ts';
import { noticeWords, type Topic, topicOf, wordsToPerson } from './topics.ts';

/** Audit entries that are looked at in one transaction. */
const AT_ONCE = 200;
/** Notices that one channel sends in one go. */
const SENT_AT_ONCE = 20;

/** The first and the longest wait before another attempt, in milliseconds, before jitter. */
export const BACK_OFF = { first: 5000, longest: 60 * 60 * 1000 } as const;
const FORGET_AFTER = 30 * 24 * 60 * 60 * 1000;

/** How a person can be told of something. */
interface Reachable {
  readonly email: string | undefined;
  readonly language?: Language | undefined;
}

export interface QueuePorts {
  readonly registry: Pick<Registry, 'atomically'>;
  readonly audit: Pick<AuditLog, 'page' | 'record'>;
  readonly outbox: Outbox;
  readonly senders: readonly NoticeSender[];
  readonly clock: Clock;
  readonly random: Random;
  /** How people can be told of their own keys; undefined when the admin does not want it. */
  readonly people?: { of(person: string): Reachable } | undefined;
}

const NOBODY: Reachable = { email: undefined };

export interface QueueOptions {
  readonly home: { readonly name: string; readonly domain: string };
  readonly topics: readonly Topic[];
  /** What the admin reads. */
  readonly language: Language;
  /** Milliseconds. */
  readonly giveUpAfter: number;
}

/**
 * Tells the admin what the audit log says. Notices are made of the log and not beside it: whoever writes an entry, in
 * whatever process, has told the admin. A notice is sent at least once, and never forgotten before it was.
 */
export class NoticeQueue {
  readonly #ports: QueuePorts;
  readonly #options: QueueOptions;

  constructor(ports: QueuePorts, options: QueueOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /**
   * Makes notices of the entries that are new since the last time. To be called also when nobody wants to be told: so
   * whoever starts to is not told of last year.
   */
  collect(): void {
    while (this.#collectSome() === AT_ONCE);
  }

  /**
   * Sends what is due, every channel for itself. A channel that fails is left alone until its next attempt is due.
   * @param signal ends it between two notices
   */
  async deliver(signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#ports.senders.map((sender) => this.#deliverBy(sender, signal)));
    this.#ports.outbox.forget(this.#ports.clock.now() - FORGET_AFTER);
  }

  #collectSome(): number {
    const { registry, audit, outbox, senders, clock } = this.#ports;
    return registry.atomically(() => {
      const entries = audit.page({ after: outbox.cursor() }, AT_ONCE);
      const last = entries.at(-1);
      if (!last) return 0;
      for (const entry of entries) {
        const notice = this.#noticeOf(entry);
        if (notice) for (const { channel } of senders) outbox.add(notice, channel, clock.now());
        const own = this.#noticeToPerson(entry);
        if (own && senders.some(({ channel }) => channel === 'email')) outbox.add(own, 'email', clock.now());
      }
      outbox.setCursor(last.seq);
      return entries.length;
    });
  }

  #noticeOf(entry: StoredAuditEntry): Notice | undefined {
    const topic = topicOf(entry.kind);
    const words = noticeWords(entry, this.#options.language);
    if (topic === undefined || !words || !this.#options.topics.includes(topic)) return undefined;
    return { ...this.#common(entry), topic, ...words, entry: { seq: entry.seq, hash: entry.hash } };
  }

  /** To the person whose key expires, where the admin wants that and there is an address. */
  #noticeToPerson(entry: StoredAuditEntry): Notice | undefined {
    const { home, language: ours } = this.#options;
    const { email: address, language = ours } = this.#ports.people?.of(entry.person ?? '') ?? NOBODY;
    const words = wordsToPerson(entry, home.name, language);
    if (address === undefined || !words) return undefined;
    const common = this.#common(entry);
    return { ...common, id: `${common.id}-person`, topic: 'expiry-coming', ...words, to: { address, language } };
  }

  #common({ seq, hash, kind, at, person, device }: StoredAuditEntry) {
    // Every home has its own key for these hashes: no two homes' notices have the same id.
    return {
      id: `latchkey-${seq}-${hash.slice(0, 16)}`,
      kind,
      at: isoTime(at),
      home: this.#options.home,
      person,
      device,
    };
  }

  async #deliverBy(sender: NoticeSender, signal: AbortSignal | undefined): Promise<void> {
    const { outbox, clock } = this.#ports;
    for (const queued of outbox.due(sender.channel, clock.now(), SENT_AT_ONCE)) {
      if (signal?.aborted) return;
      try {
        await sender.send(queued.notice, signal);
      } catch (thrown) {
        // Cut off by us: it has not failed, and waits.
        if (signal?.aborted) return;
        this.#failed(queued, thrown instanceof Error ? thrown.message : String(thrown));
        return;
      }
      outbox.sent(queued, clock.now());
    }
  }

  #failed(queued: QueuedNotice, error: string): void {
    const { registry, audit, outbox, clock } = this.#ports;
    const now = clock.now();
    if (now - queued.createdAt < this.#options.giveUpAfter) {
      outbox.failed(queued, now + this.#wait(queued.attempts), error);
      return;
    }
    registry.atomically(() => {
      outbox.gaveUp(queued, now, error);
      const { channel, notice } = queued;
      const subject = String(notice.entry?.seq ?? notice.id);
      audit.record({ kind: 'notice-given-up', actor: 'latchkey', outcome: 'failed', subject, detail: { channel } });
    });
  }

  /** Twice as long every time, and anything between half of that and one and a half: no two queues march in step. */
  #wait(attempts: number): number {
    const [high = 0, low = 0] = this.#ports.random.bytes(2);
    const jitter = 0.5 + (high * 256 + low) / 65_536;
    return Math.round(Math.min(BACK_OFF.longest, BACK_OFF.first * 2 ** Math.min(attempts, 20)) * jitter);
  }
}
