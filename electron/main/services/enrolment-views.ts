/** An enrolment as the window is shown it: what an invite promises, the steps, the end. */
import { ENROLMENT_STEPS, type EnrolmentStep } from '../../../shared/ipc/enrolment-steps.ts';
import type { EnrolmentEnd, EnrolmentProgress, PreviewView, PromptHint } from '../../../shared/ipc/views.ts';
import type { EnrolmentEvent } from '../../core/enrolment/events.ts';
import { addedBy, type Promised } from '../../core/enrolment/preview.ts';
import { contactView } from './asking.ts';
import { storeFailure } from './views.ts';

type Progress = (progress: EnrolmentProgress) => void;

/** @param promptHints what the system will ask the person meanwhile */
export function promiseView(promised: Promised, promptHints: PromptHint[]): PreviewView {
  const { invite, preview, deviceName, already } = promised;
  const adds = addedBy(promised);
  const { home, person, services, expiresAt, certificateDays } = preview;
  return {
    home,
    host: invite.host,
    person,
    deviceName,
    services,
    ...contactView(preview.contact),
    ...(adds ? { adds } : {}),
    expiresAt,
    certificateDays,
    already: already.map(({ id, person, device }) => ({ id, person, deviceName: device.name })),
    promptHints,
  };
}

/** What an enrolment has come to. */
export function doneView({ record, replaced, alsoHere }: EnrolmentEvent & { type: 'done' }): EnrolmentEnd {
  return {
    type: 'done',
    homeId: record.id,
    replaced: replaced.map((outcome) => outcome.record.device.name),
    alsoHere: alsoHere.map(({ person, device }) => `${person} (${device.name})`),
  };
}

/** Tells of every step once, in order, and of what became of each store. */
export class Steps {
  readonly #progress: Progress;
  #home: string;
  #reached: EnrolmentStep | undefined;

  /** @param home its name, where it is known already */
  constructor(progress: Progress, home: string) {
    this.#progress = progress;
    this.#home = home;
  }

  /** Tells what the window is to know of an event. */
  hear(event: EnrolmentEvent): void {
    switch (event.type) {
      case 'resuming':
        this.#home = event.host;
        return;
      case 'requested':
        this.enter('sign');
        return;
      case 'checked':
      case 'packed':
        this.enter('install');
        return;
      case 'read-back':
        this.enter('finish');
        this.#progress({ type: 'store', name: event.store.name });
        return;
      case 'store-skipped':
        this.#progress({ type: 'store', name: event.store.name, failure: storeFailure(event) });
        return;
      case 'replaced':
      case 'done':
        this.enter('finish');
    }
  }

  /** Tells of a step, unless it or a later one was told. */
  enter(step: EnrolmentStep): void {
    const place = (of: EnrolmentStep | undefined) => (of === undefined ? -1 : ENROLMENT_STEPS.indexOf(of));
    if (place(step) <= place(this.#reached)) return;
    this.#reached = step;
    this.#progress({ type: 'step', step, home: this.#home });
  }
}
