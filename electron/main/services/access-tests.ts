/** What a home opens now: asked quietly, or tested with a report for the admin; one home at a time. */

import type { WhoamiReply } from '../../../shared/api.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { AccessOutcomeView, AccessProgress, AccessReportView, HomeView } from '../../../shared/ipc/views.ts';
import { Serial } from '../../../shared/serial.ts';
import type { AccessEvent, AccessReport, AccessTest } from '../../core/access/access-test.ts';
import type { AccessOutcome, StrangerOutcome } from '../../core/access/outcome.ts';
import { keepServicesNow } from '../../core/access/services-now.ts';
import type { Clock, DeviceFacts, EnrolmentStore } from '../../core/ports.ts';
import type { Log } from '../log/log.ts';
import { type AppFacts, reportText } from './report-text.ts';

export interface AccessTestsDeps {
  readonly access: Pick<AccessTest, 'run' | 'whoami'>;
  readonly enrolmentStore: Pick<EnrolmentStore, 'get' | 'list' | 'put' | 'withLock'>;
  readonly system: DeviceFacts['platform'];
  readonly clock: Clock;
  readonly app: AppFacts;
  readonly log: Log;
  readonly progress: (progress: AccessProgress) => void;
  /** Something is known better now. */
  readonly changed: () => void;
}

export class AccessTests {
  readonly #deps: AccessTestsDeps;
  readonly #running = new Map<string, Promise<AccessReportView>>();
  readonly #texts = new Map<string, string>();
  readonly #answers = new Map<string, Answer>();
  #looking: Promise<void> | undefined;
  readonly #oneByOne = new Serial();

  constructor(deps: AccessTestsDeps) {
    this.#deps = deps;
  }

  /**
   * Tests one home at a time: a certificate is shown to one server at a time. A second call for the same home joins the
   * first.
   */
  test(homeId: string): Promise<AccessReportView> {
    const running = this.#running.get(homeId);
    if (running) return running;
    const begun = this.#oneByOne.run(() => this.#test(homeId)).finally(() => this.#running.delete(homeId));
    this.#running.set(homeId, begun);
    return begun;
  }

  /** How the home answered the last time that it was asked. */
  answer(homeId: string): Answer | undefined {
    return this.#answers.get(homeId);
  }

  /** Asks every home what is open now. Nobody waits for it, and asking twice is asking once. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#note(error))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** The text of the last report. @throws NOT_ENROLLED when there is none */
  text(homeId: string): string {
    const text = this.#texts.get(homeId);
    if (text === undefined) throw new LatchkeyError('NOT_ENROLLED');
    return text;
  }

  async #look(): Promise<void> {
    const { enrolmentStore, access, system } = this.#deps;
    for (const record of await enrolmentStore.list('enrolled')) {
      // macOS asks the person when a program first uses a key: that is the access test's, which says so before.
      if (system === 'macos' && record.access === undefined) continue;
      await this.#oneByOne.run(async () => {
        const whoami = await access.whoami(record).catch((error: unknown) => this.#note(error));
        await this.#keep(record.id, whoami);
      });
    }
  }

  async #keep(homeId: string, whoami: WhoamiReply | undefined): Promise<void> {
    const { enrolmentStore, clock, changed } = this.#deps;
    this.#answers.set(homeId, answerOf(whoami));
    await keepServicesNow(enrolmentStore, homeId, whoami, clock.now()).catch((error: unknown) => this.#note(error));
    changed();
  }

  /** What is expected may be tried again at the next look. */
  #note(error: unknown): undefined {
    if (!LatchkeyError.is(error)) throw error;
    this.#deps.log.warn('look', { code: error.code });
  }

  async #test(homeId: string): Promise<AccessReportView> {
    const { enrolmentStore, access, progress, log, clock, app } = this.#deps;
    const record = await enrolmentStore.get(homeId, 'enrolled');
    if (!record) throw new LatchkeyError('NOT_ENROLLED');
    let kept: Promise<void> | undefined;
    for await (const event of access.run(record)) {
      if (event.type === 'whoami') kept = this.#keep(homeId, event.reply);
      const seen = toProgress(event, homeId);
      if (seen) progress(seen);
      if (event.type !== 'done') continue;
      await kept;
      log.info('access-tested', { verdict: event.report.verdict });
      const text = reportText(event.report, app, clock.now());
      this.#texts.set(homeId, text);
      return toView(event.report, text);
    }
    throw new Error('the access test ended without a report');
  }
}

type Answer = NonNullable<HomeView['access']['answer']>;

function answerOf(whoami: WhoamiReply | undefined): Answer {
  if (!whoami) return 'none';
  return whoami.state === 'shut-out' || whoami.state === 'left' ? 'shut-out' : 'answered';
}

function toProgress(event: AccessEvent, homeId: string): AccessProgress | undefined {
  switch (event.type) {
    case 'begun':
      return { type: 'begun', homeId };
    case 'service':
      return { type: 'service', homeId, service: event.service.name, outcome: outcomeView(event.outcome) };
    case 'stranger':
      return { type: 'stranger', homeId, outcome: outcomeView(event.outcome) };
    default:
      return undefined;
  }
}

function toView({ record, verdict, services, stranger }: AccessReport, text: string): AccessReportView {
  return {
    homeId: record.id,
    verdict,
    services: services.map(({ service, outcome }) => ({ service: service.name, outcome: outcomeView(outcome) })),
    ...(stranger ? { stranger: { ...outcomeView(stranger.outcome), service: stranger.service.name } } : {}),
    text,
  };
}

/** The window needs no more than the contract names; `notAfter` it has from the home itself. */
function outcomeView(outcome: AccessOutcome | StrangerOutcome): AccessOutcomeView {
  return outcome;
}
