/** Renewing as the app does it: by itself in rounds, or because somebody pressed the button; one home at a time. */

import { LatchkeyError } from '../../../shared/errors.ts';
import type { EnrolmentStep } from '../../../shared/ipc/enrolment-steps.ts';
import type { RenewalEnd, RenewalProgress } from '../../../shared/ipc/views.ts';
import { Serial } from '../../../shared/serial.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { Clock, EnrolmentStore } from '../../core/ports.ts';
import type { RenewalEvent } from '../../core/renewal/events.ts';
import type { Renewal, RenewOptions } from '../../core/renewal/renewal.ts';
import type { RetryAfter } from '../../core/retry-after.ts';
import { toFailure } from '../ipc/failure.ts';
import type { Log } from '../log/log.ts';
import { isNoticeDue } from './expiry-notice.ts';

export interface RenewalsDeps {
  readonly renewal: Pick<Renewal, 'run'>;
  readonly enrolmentStore: Pick<EnrolmentStore, 'list' | 'put' | 'withLock'>;
  readonly clock: Clock;
  readonly retry: RetryAfter;
  readonly log: Log;
  readonly progress: (progress: RenewalProgress) => void;
  readonly changed: () => void;
  /** Tells the person outside the window that this key expires. */
  readonly notify: (record: EnrolmentRecord) => void;
}

type Last = RenewalEvent & { type: 'not-due' | 'done' | 'failed' };

const STEPS: Readonly<Partial<Record<RenewalEvent['type'], EnrolmentStep>>> = {
  begun: 'sign',
  received: 'install',
  installed: 'finish',
};

export class Renewals {
  readonly #deps: RenewalsDeps;
  readonly #oneByOne = new Serial();
  #waiting = 0;

  constructor(deps: RenewalsDeps) {
    this.#deps = deps;
  }

  /** Resolves when no renewal is under way; undefined when none is. */
  get ended(): Promise<void> | undefined {
    return this.#waiting === 0 ? undefined : this.#oneByOne.idle();
  }

  /** Renews whatever is due. @returns `again` when a later try may do better */
  async round(): Promise<'fine' | 'again'> {
    let result: 'fine' | 'again' = 'fine';
    for (const { id } of await this.#deps.enrolmentStore.list('enrolled')) {
      const end = await this.#alone(() => this.#run(id, {})).catch(ifBusy);
      if (end?.type === 'failed') result = 'again';
    }
    await this.#notice();
    return result;
  }

  /** Because somebody wants it now. @throws NOT_ENROLLED, CLIENT_BUSY */
  async renew(homeId: string): Promise<RenewalEnd> {
    const end = await this.#alone(() => this.#run(homeId, { early: true }));
    if (!end) throw new LatchkeyError('NOT_ENROLLED');
    return end.type === 'failed' ? { type: 'failed', failure: toFailure(end.error) } : { type: 'done' };
  }

  async #run(homeId: string, options: RenewOptions): Promise<Last | undefined> {
    const { retry, progress, changed } = this.#deps;
    const errorIn = (last: Last | undefined) => (last?.type === 'failed' ? last.error : undefined);
    let begun = false;
    const begins = () => {
      begun = true;
    };
    try {
      return await retry.run(() => this.#try(homeId, options, begins), errorIn);
    } finally {
      if (begun) progress({ homeId, step: 'ended' });
      changed();
    }
  }

  async #try(homeId: string, options: RenewOptions, begins: () => void): Promise<Last | undefined> {
    const { renewal, log, progress } = this.#deps;
    let last: Last | undefined;
    for await (const event of renewal.run(homeId, options)) {
      if (event.type !== 'not-due') log.info('renewal', { step: event.type, ...codeOf(event) });
      if (event.type === 'begun') begins();
      const step = STEPS[event.type];
      if (step) progress({ homeId, step });
      if (event.type === 'not-due' || event.type === 'done' || event.type === 'failed') last = event;
    }
    return last;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const counted = () =>
      work().finally(() => {
        this.#waiting -= 1;
      });
    return this.#oneByOne.run(counted);
  }

  async #notice(): Promise<void> {
    const { enrolmentStore, clock, notify } = this.#deps;
    const isDue = (record: EnrolmentRecord) => isNoticeDue(record, clock.now());
    if (!(await enrolmentStore.list()).some(isDue)) return;
    await enrolmentStore.withLock(async () => {
      for (const record of (await enrolmentStore.list()).filter(isDue)) {
        await enrolmentStore.put({ ...record, renewal: { ...record.renewal, noticedAt: clock.now().toISOString() } });
        notify(record);
      }
    });
  }
}

const codeOf = (event: RenewalEvent) => ('error' in event ? { code: event.error.code, at: event.step } : {});

/** Another copy of the app is at it. */
function ifBusy(error: unknown): undefined {
  if (LatchkeyError.is(error) && error.code === 'CLIENT_BUSY') return undefined;
  throw error;
}
