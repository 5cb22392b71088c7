/** What telling the admin needs from outside. */
import type { Language } from '../../../shared/languages.ts';
import { isoTime } from '../encoding.ts';

export const CHANNELS = ['webhook', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What is sent: the same for every channel, and the same again at every attempt. Never a secret. */
export interface Notice {
  /** The same at every attempt, so that a receiver can tell a second one from a second event. */
  readonly id: string;
  readonly topic: string;
  /** The kind of the audit entry that it is made of, or `test`. */
  readonly kind: string;
  /** When it happened: ISO 8601, UTC. */
  readonly at: string;
  readonly home: { readonly name: string; readonly domain: string };
  readonly title: string;
  readonly text: string;
  readonly person?: string | undefined;
  readonly device?: string | undefined;
  /** The one whom it is for, when that is not the admin: an e-mail address, and what they read. */
  readonly to?: { readonly address: string; readonly language: Language } | undefined;
  /**
   * The audit entry's number and hash. Whoever keeps them can prove later whether the log was changed up to there, also
   * by somebody who has all keys of the home.
   */
  readonly entry?: { readonly seq: number; readonly hash: string } | undefined;
}

/** One way to tell the admin. */
export interface NoticeSender {
  readonly channel: Channel;
  /**
   * Resolves when the receiver has taken it.
   * @param signal asks to stop trying, as soon as that can be
   * @throws Error whose message names no secret
   */
  send(notice: Notice, signal?: AbortSignal): Promise<void>;
}

export const NOTICE_STATES = ['waiting', 'sent', 'given-up'] as const;
type NoticeState = (typeof NOTICE_STATES)[number];

/** A notice on its way by one channel. */
export interface QueuedNotice {
  readonly notice: Notice;
  readonly channel: Channel;
  readonly state: NoticeState;
  readonly createdAt: number;
  /** How often it was tried in vain. */
  readonly attempts: number;
  /** When it is tried next. */
  readonly nextAt: number;
  /** What went wrong the last time. */
  readonly error: string | undefined;
}

/** The same as the console and `--json` show it. */
export function queuedInJson({ notice, channel, state, createdAt, attempts, nextAt, error }: QueuedNotice) {
  return {
    id: notice.id,
    channel,
    state,
    topic: notice.topic,
    title: notice.title,
    createdAt: isoTime(createdAt),
    attempts,
    nextAt: state === 'waiting' ? isoTime(nextAt) : null,
    error: error ?? null,
  };
}

/** Where notices wait, in the registry's file. */
export interface Outbox {
  /** The number of the last audit entry that was looked at. */
  cursor(): number;
  setCursor(seq: number): void;
  add(notice: Notice, channel: Channel, at: number): void;
  /** What is to be sent now by this channel, the oldest first. */
  due(channel: Channel, at: number, limit: number): readonly QueuedNotice[];
  sent(queued: QueuedNotice, at: number): void;
  failed(queued: QueuedNotice, nextAt: number, error: string): void;
  gaveUp(queued: QueuedNotice, at: number, error: string): void;
  /** The newest first. */
  list(limit: number): readonly QueuedNotice[];
  waiting(): number;
  /** Lets everything that waits or was given up be sent at once. @returns how many */
  retry(at: number): number;
  /** Forgets what was sent or given up before that moment. */
  forget(before: number): void;
  /** True the first time that this is asked for a certificate and a number of days. */
  firstWarning(certificate: string, days: number, at: number): boolean;
}
