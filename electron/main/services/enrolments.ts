/** Enrolling as the window sees it: one run at a time, its events as steps, its end as a value. */

import { LatchkeyError } from '../../../shared/errors.ts';
import type { InviteDefaults } from '../../../shared/invite.ts';
import type {
  EnrolmentEnd,
  EnrolmentProgress,
  PreviewReply,
  PromptHint,
  UnfinishedView,
} from '../../../shared/ipc/views.ts';
import type { Choice, Enrolment } from '../../core/enrolment/enrolment.ts';
import type { EnrolmentEvent } from '../../core/enrolment/events.ts';
import type { Preview } from '../../core/enrolment/preview.ts';
import type { Unfinished } from '../../core/enrolment/unfinished.ts';
import type { DeviceFacts, EnrolmentStore } from '../../core/ports.ts';
import type { RetryAfter } from '../../core/retry-after.ts';
import { toFailure } from '../ipc/failure.ts';
import type { Log } from '../log/log.ts';
import { type Addressee, contactView } from './asking.ts';
import { doneView, promiseView, Steps } from './enrolment-views.ts';
import { STEP_VIEWS } from './views.ts';

export interface EnrolmentsDeps {
  readonly enrolment: Pick<Enrolment, 'preview' | 'start' | 'resume' | 'forget' | 'unfinished'>;
  readonly enrolmentStore: Pick<EnrolmentStore, 'get'>;
  readonly retry: RetryAfter;
  readonly system: DeviceFacts['platform'];
  readonly log: Log;
  readonly progress: (progress: EnrolmentProgress) => void;
  readonly changed: () => void;
}

type Last = EnrolmentEvent & { type: 'done' | 'failed' };

export class Enrolments {
  readonly #deps: EnrolmentsDeps;
  #run: Promise<unknown> | undefined;
  #known: Promise<UnfinishedView[]> | undefined;
  /** What was asked last, for the yes to it: the home is asked once. */
  #asked: { readonly text: string; readonly preview: Preview } | undefined;
  #begun: readonly Unfinished[] = [];
  #addressee: Addressee = { home: '' };
  /** Whether the vault has answered without asking the person for anything. */
  #vaultOpen = false;

  constructor(deps: EnrolmentsDeps) {
    this.#deps = deps;
  }

  /** Resolves when no run is under way; at once when none is. */
  get ended(): Promise<void> | undefined {
    return this.#run?.then(
      () => undefined,
      () => undefined,
    );
  }

  /**
   * What is unfinished. The vault is asked again only when something has happened since: a locked one asks the person.
   * @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE, RECORDS_DAMAGED
   */
  unfinished(): Promise<UnfinishedView[]> {
    this.#known ??= this.#deps.enrolment.unfinished().then((found) => {
      this.#vaultOpen = true;
      this.#begun = found;
      return found.map(({ contact, port: _port, ...unfinished }) => ({
        ...unfinished,
        ...contactView(contact),
        promptHints: this.#promptHints(),
      }));
    });
    return this.#known;
  }

  /** Where an unfinished enrolment leads, of those that were found last. */
  placeOf(id: string): InviteDefaults | undefined {
    return this.#begun.find((one) => one.id === id);
  }

  /** What is unfinished may be another thing now. */
  askAnew(): void {
    this.#known = undefined;
  }

  /** What the system is asking as long as the vault does not answer. */
  get asking(): PromptHint[] {
    return this.#promptHints().filter((one) => one === 'keyring-unlock' || one === 'keychain-dialog');
  }

  /** Whom to ask about the invite that was looked at or taken up last, as far as its home has said it. */
  get addressee(): Addressee {
    return this.#addressee;
  }

  async preview(text: string): Promise<PreviewReply> {
    const preview = await this.#ask(text);
    if (preview.type === 'promised') {
      this.#asked = { text, preview };
      this.#addressee = { home: preview.preview.home.name, contact: preview.preview.contact };
      return { type: 'promise', preview: promiseView(preview, this.#promptHints()) };
    }
    if (preview.refusal.code !== 'INVITATION_NOT_VALID') throw preview.refusal;
    if (preview.type === 'enrolled') return { type: 'enrolled', homeId: preview.id };
    this.#known = undefined;
    return { type: 'begun', id: preview.id };
  }

  #ask(text: string): Promise<Preview> {
    const { enrolment, retry } = this.#deps;
    const refusalIn = (preview: Preview) => (preview.type === 'promised' ? undefined : preview.refusal);
    return retry.run(() => enrolment.preview(text), refusalIn);
  }

  enrol(text: string, deviceName: string, keepOld: boolean): Promise<EnrolmentEnd> {
    // An empty name is no name: the invitation's suggestion or the computer's own is taken.
    const named = deviceName.trim() === '' ? {} : { deviceName };
    return this.#alone(() => this.#enrol(text, { ...named, keepOld }));
  }

  async #enrol(text: string, choice: Choice): Promise<EnrolmentEnd> {
    const { enrolment } = this.#deps;
    // A page that was loaded anew may say yes to what another one asked.
    const preview = this.#asked?.text === text ? this.#asked.preview : await this.#ask(text);
    const home = preview.type === 'promised' ? preview.preview.home.name : '';
    const end = await this.#follow(() => enrolment.start(preview, choice), { home });
    if (end.type === 'done') this.#asked = undefined;
    return end;
  }

  resume(id: string): Promise<EnrolmentEnd> {
    const begun = this.#begun.find((one) => one.id === id);
    this.#addressee = { home: begun?.home ?? begun?.host ?? '', contact: begun?.contact };
    return this.#alone(() => this.#follow(() => this.#deps.enrolment.resume(id), { id }));
  }

  forget(id: string): Promise<void> {
    return this.#alone(() => this.#deps.enrolment.forget(id));
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#run !== undefined) throw new LatchkeyError('CLIENT_BUSY');
    const run = work();
    this.#run = run;
    try {
      return await run;
    } finally {
      this.#run = undefined;
      this.#known = undefined;
      this.#deps.changed();
    }
  }

  /** @param begin begins, or goes on with what an earlier try has kept */
  async #follow(
    begin: () => AsyncIterable<EnrolmentEvent>,
    { home = '', id }: { readonly home?: string; readonly id?: string },
  ): Promise<EnrolmentEnd> {
    const steps = new Steps(this.#deps.progress, home);
    steps.enter('key');
    const errorIn = (last: Last | undefined) => (last?.type === 'failed' ? last.error : undefined);
    const last = await this.#deps.retry.run(() => this.#try(begin(), steps), errorIn);
    if (last?.type === 'done') return doneView(last);
    if (last?.type === 'failed') {
      const { step, error, resumable } = last;
      return { type: 'failed', step: STEP_VIEWS[step], failure: toFailure(error), resumable };
    }
    // Nothing was left to do: the command line has finished it, or thrown it away.
    const finished = id === undefined ? undefined : await this.#deps.enrolmentStore.get(id, 'enrolled');
    if (!finished) throw new LatchkeyError('KEY_LOST');
    return { type: 'done', homeId: finished.id, replaced: [], alsoHere: [] };
  }

  async #try(events: AsyncIterable<EnrolmentEvent>, steps: Steps): Promise<Last | undefined> {
    for await (const event of events) {
      this.#deps.log.info('enrolment', { step: event.type, ...('error' in event ? { code: event.error.code } : {}) });
      steps.hear(event);
      if (event.type === 'done' || event.type === 'failed') return event;
    }
    return undefined;
  }

  #promptHints(): PromptHint[] {
    switch (this.#deps.system) {
      case 'macos':
        return ['keychain-dialog', 'browser-picker', 'local-network'];
      case 'linux':
        return this.#vaultOpen ? ['browser-picker'] : ['keyring-unlock', 'browser-picker'];
      default:
        return ['browser-picker'];
    }
  }
}
