/** The access test as the window sees it, and its report for the admin. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { AccessOutcomeView, AccessProgress, AccessReportView } from '../../../shared/ipc/views.ts';
import type { AccessEvent, AccessReport, AccessTest } from '../../core/access/access-test.ts';
import type { AccessOutcome, StrangerOutcome } from '../../core/access/outcome.ts';
import type { Clock, EnrolmentStore } from '../../core/ports.ts';
import type { Log } from '../log/log.ts';
import { type AppFacts, reportText } from './report-text.ts';

export interface AccessTestsDeps {
  readonly access: Pick<AccessTest, 'run'>;
  readonly enrolmentStore: Pick<EnrolmentStore, 'get'>;
  readonly clock: Clock;
  readonly app: AppFacts;
  readonly log: Log;
  readonly progress: (progress: AccessProgress) => void;
}

export class AccessTests {
  readonly #deps: AccessTestsDeps;
  readonly #running = new Map<string, Promise<AccessReportView>>();
  readonly #texts = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: AccessTestsDeps) {
    this.#deps = deps;
  }

  /** Tests one home at a time: a certificate is expected by one door at a time. Asking twice is asking once. */
  test(homeId: string): Promise<AccessReportView> {
    const running = this.#running.get(homeId);
    if (running) return running;
    const begun = this.#last.then(() => this.#test(homeId)).finally(() => this.#running.delete(homeId));
    this.#running.set(homeId, begun);
    this.#last = begun.catch(() => undefined);
    return begun;
  }

  /** The text of the last report. @throws NOT_ENROLLED when there is none */
  text(homeId: string): string {
    const text = this.#texts.get(homeId);
    if (text === undefined) throw new LatchkeyError('NOT_ENROLLED');
    return text;
  }

  async #test(homeId: string): Promise<AccessReportView> {
    const { enrolmentStore, access, progress, log, clock, app } = this.#deps;
    const record = await enrolmentStore.get(homeId, 'enrolled');
    if (!record) throw new LatchkeyError('NOT_ENROLLED');
    for await (const event of access.run(record)) {
      const seen = toProgress(event, homeId);
      if (seen) progress(seen);
      if (event.type !== 'done') continue;
      log.info('access-tested', { verdict: event.report.verdict });
      const text = reportText(event.report, app, clock.now());
      this.#texts.set(homeId, text);
      return toView(event.report, text);
    }
    throw new Error('the access test ended without a report');
  }
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
    ...(stranger ? { stranger: outcomeView(stranger.outcome) } : {}),
    text,
  };
}

/** The window needs no more than the contract names; `notAfter` it has from the home itself. */
function outcomeView(outcome: AccessOutcome | StrangerOutcome): AccessOutcomeView {
  return outcome;
}
