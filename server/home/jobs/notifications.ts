import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inviteOrigin } from '../../../shared/invite.ts';
import { Attempts } from '../../core/audit/attempts.ts';
import { ExpiryWatch } from '../../core/notifications/expiry.ts';
import { NoticeQueue } from '../../core/notifications/queue.ts';
import type { Clock } from '../../core/ports/basics.ts';
import { DAY } from '../../core/validity.ts';
import { ME_PAGE } from '../../http/pages/me-page.ts';
import { type Repeating, repeat } from '../../platform/repeat.ts';
import { servedCertificate } from '../../stack/probe/served-certificate.ts';
import { ExpiringCertificates } from '../../store/expiring.ts';
import { SqliteOutbox } from '../../store/outbox.ts';
import type { Part } from '../lifecycle.ts';
import { noticeSenders } from '../notification-senders.ts';
import { cryptoRandom, type OpenHome } from '../open.ts';

/** Between two rounds of telling the admin, in milliseconds. */
const TELL_EVERY = 2000;
/** Between two looks at what ends soon and what is old enough to be forgotten. */
const LOOK_EVERY = 60 * 60 * 1000;
/** How long the last notices of a home that stops may take. What is not sent by then is sent at the next start. */
const LAST_ROUND = 3000;
/** The earliest warning about a device. */
const DEVICES_AHEAD = 30 * DAY;

export interface NotificationsOptions {
  readonly home: OpenHome;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/** What goes on beside a running home so that its admin knows: the audit log's own upkeep, and the notices. */
export class NotificationsJob implements Part {
  readonly attempts: Attempts;
  readonly outbox: SqliteOutbox;
  readonly #options: NotificationsOptions;
  readonly #ended = new AbortController();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #rounds: Repeating | undefined;

  constructor(options: NotificationsOptions) {
    this.#options = options;
    this.attempts = new Attempts({ audit: options.home.audit, clock: options.clock });
    this.outbox = new SqliteOutbox(options.home.registry);
  }

  start(): void {
    this.#rounds = repeat(
      TELL_EVERY,
      () => this.#round(),
      (thrown) => this.#warn('notices', thrown),
      { immediately: true },
    );
  }

  /** Writes what is still in memory, and says the last words. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#step('failed attempts', () => this.attempts.flush());
    const enough = new AbortController();
    const last = Promise.resolve(this.#rounds?.stop()).then(() =>
      this.#step('notices', () => this.#tell(enough.signal)),
    );
    await Promise.race([last, sleep(LAST_ROUND, undefined, { signal: enough.signal }).catch(() => undefined)]);
    enough.abort();
  }

  /** One step after the other, and a failed one is tried again the next time: nothing here may end a home. */
  async #round(): Promise<void> {
    await this.#step('failed attempts', () => this.attempts.sweep());
    // In this order: what is old enough to be forgotten has been told before.
    await this.#step('notices', () => this.#tell(this.#ended.signal));
    await this.#step('what ends soon', () => this.#look());
  }

  #warn(what: string, thrown: unknown): void {
    this.#options.onWarning(`${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }

  async #step(what: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#warn(what, thrown);
    }
  }

  async #tell(signal: AbortSignal): Promise<void> {
    const { home, env, clock } = this.#options;
    const { config, registry, audit, profiles } = home;
    const senders = await noticeSenders(home, { env, clock });
    const queue = new NoticeQueue(
      {
        ...{ registry, audit, outbox: this.outbox, senders, clock, random: cryptoRandom },
        people: config.notices.people ? profiles : undefined,
      },
      {
        home: { name: config.name, domain: config.domain },
        topics: config.notices.on,
        language: config.language,
        giveUpAfter: config.notices.giveUpDays * DAY,
      },
    );
    queue.collect();
    await queue.deliver(signal);
  }

  async #look(): Promise<void> {
    const { home, clock } = this.#options;
    const now = clock.now();
    if (Math.abs(now - this.#lookedAt) < LOOK_EVERY) return;
    this.#lookedAt = now;
    const { registry, audit, config, layout } = home;
    const watch = new ExpiryWatch({ registry, audit, outbox: this.outbox, clock });
    const page = `${inviteOrigin({ host: config.enrolmentHost, port: config.ports.https })}${ME_PAGE}`;
    watch.devices(new ExpiringCertificates(registry).between(now, now + DEVICES_AHEAD), page);
    const ca = new X509Certificate(await home.caCertificate());
    watch.ca({
      fingerprint: ca.fingerprint256.replaceAll(':', '').toLowerCase(),
      notBefore: ca.validFromDate.getTime(),
      notAfter: ca.validToDate.getTime(),
    });
    for (const [host, listener] of [
      [config.enrolmentHost, layout.run.enrolment] as const,
      ...config.services.map(({ host }) => [host, layout.run.wan] as const),
    ]) {
      const served = await servedCertificate({ path: listener }, host);
      if (served) watch.server(host, served);
    }
    audit.prune(now - config.audit.keepDays * DAY);
  }
}
