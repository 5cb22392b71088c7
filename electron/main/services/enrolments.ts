/** Enrolling as the window sees it: one run at a time, its events as steps, its end as a value. */
import { LatchkeyError } from '../../../shared/errors.ts';
import { type InviteDefaults, parseInvite } from '../../../shared/invite.ts';
import type {
  Announcement,
  EnrolmentEnd,
  EnrolmentProgress,
  EnrolmentStep,
  PreviewReply,
  PreviewView,
  UnfinishedView,
} from '../../../shared/ipc/views.ts';
import { ENROLMENT_STEPS } from '../../../shared/ipc/views.ts';
import type { Enrolment, Previewed } from '../../core/enrolment/enrolment.ts';
import type { EnrolmentEvent } from '../../core/enrolment/events.ts';
import type { KnownInvite } from '../../core/enrolment/known-invite.ts';
import type { DeviceFacts, Journal } from '../../core/ports.ts';
import { toFailure } from '../ipc/failure.ts';
import type { Log } from '../log/log.ts';
import { STEP_VIEWS, storeFailure } from './views.ts';

export interface EnrolmentsDeps {
  readonly enrolment: Pick<Enrolment, 'enrol' | 'preview' | 'resume' | 'forget' | 'unfinished'>;
  /** Whether this computer has used an invite already. */
  readonly known: (invite: string) => Promise<KnownInvite | undefined>;
  readonly journal: Pick<Journal, 'list'>;
  readonly system: DeviceFacts['platform'];
  readonly defaults: InviteDefaults | undefined;
  readonly log: Log;
  readonly progress: (progress: EnrolmentProgress) => void;
  readonly changed: () => void;
}

export class Enrolments {
  readonly #deps: EnrolmentsDeps;
  #run: Promise<unknown> | undefined;
  #known: Promise<UnfinishedView[]> | undefined;
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
   * @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE, JOURNAL_DAMAGED
   */
  unfinished(): Promise<UnfinishedView[]> {
    this.#known ??= this.#deps.enrolment.unfinished().then((found) => {
      this.#vaultOpen = true;
      return found.map((unfinished) => ({ ...unfinished, announcements: this.#announcements() }));
    });
    return this.#known;
  }

  /** What the system is asking as long as the vault does not answer. */
  get asking(): Announcement[] {
    return this.#announcements().filter((one) => one === 'keyring-unlock' || one === 'keychain-dialog');
  }

  async preview(invite: string): Promise<PreviewReply> {
    const { enrolment, known } = this.#deps;
    try {
      return { type: 'promise', preview: this.#promise(invite, await enrolment.preview(invite)) };
    } catch (error) {
      if (!LatchkeyError.is(error) || error.code !== 'INVITATION_NOT_VALID') throw error;
      // Perhaps this computer itself has used the code. A vault that does not open is no answer to that.
      const own = await known(invite).catch(undefinedIfExpected);
      if (own === undefined) throw error;
      if (own.type === 'enrolled') return { type: 'enrolled', homeId: own.id };
      this.#known = undefined;
      return { type: 'begun', id: own.id };
    }
  }

  #promise(invite: string, { preview, deviceName, already }: Previewed): PreviewView {
    const { defaults } = this.#deps;
    const { home, person, services, expiresAt, certificateDays } = preview;
    const parsed = parseInvite(invite, defaults);
    return {
      home,
      host: parsed.ok ? parsed.invite.host : home.domain,
      person,
      deviceName,
      services,
      expiresAt,
      certificateDays,
      already: already.map(({ id, person, device }) => ({ id, person, deviceName: device.name })),
      announcements: this.#announcements(),
    };
  }

  enrol(invite: string, deviceName: string, keepOld: boolean): Promise<EnrolmentEnd> {
    // An empty name is no name: the invitation's suggestion or the computer's own is taken.
    const named = deviceName.trim() === '' ? {} : { deviceName };
    return this.#alone(() => this.#follow(this.#deps.enrolment.enrol(invite, { ...named, keepOld })));
  }

  resume(id: string): Promise<EnrolmentEnd> {
    return this.#alone(() => this.#follow(this.#deps.enrolment.resume(id), id));
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

  async #follow(events: AsyncIterable<EnrolmentEvent>, id?: string): Promise<EnrolmentEnd> {
    const { log, progress } = this.#deps;
    const steps = new Steps(progress);
    steps.enter('key');
    for await (const event of events) {
      log.info('enrolment', { step: event.type, ...('error' in event ? { code: event.error.code } : {}) });
      steps.hear(event);
      if (event.type === 'done') return doneView(event);
      if (event.type === 'failed') {
        const { step, error, resumable } = event;
        return { type: 'failed', step: STEP_VIEWS[step], failure: toFailure(error), resumable };
      }
    }
    // Nothing was left to do: the command line has finished it, or thrown it away.
    const finished = (await this.#deps.journal.list()).find(
      (record) => record.id === id && record.state === 'enrolled',
    );
    if (!finished) throw new LatchkeyError('KEY_LOST');
    return { type: 'done', homeId: finished.id, replaced: [], alsoHere: [] };
  }

  #announcements(): Announcement[] {
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

function undefinedIfExpected(error: unknown): undefined {
  if (!LatchkeyError.is(error)) throw error;
}

function doneView({ record, replaced, alsoHere }: EnrolmentEvent & { type: 'done' }): EnrolmentEnd {
  return {
    type: 'done',
    homeId: record.id,
    replaced: replaced.map((outcome) => outcome.record.device.name),
    alsoHere: alsoHere.map(({ person, device }) => `${person} (${device.name})`),
  };
}

/** Tells of every step once, in order, and of what became of each store. */
class Steps {
  readonly #progress: EnrolmentsDeps['progress'];
  #home = '';
  #reached: EnrolmentStep | undefined;

  constructor(progress: EnrolmentsDeps['progress']) {
    this.#progress = progress;
  }

  hear(event: EnrolmentEvent): void {
    switch (event.type) {
      case 'parsed':
      case 'resuming':
        this.#home = event.host;
        return;
      case 'previewed':
        this.#home = event.preview.home.name;
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

  enter(step: EnrolmentStep): void {
    const place = (of: EnrolmentStep | undefined) => (of === undefined ? -1 : ENROLMENT_STEPS.indexOf(of));
    if (place(step) <= place(this.#reached)) return;
    this.#reached = step;
    this.#progress({ type: 'step', step, home: this.#home });
  }
}
