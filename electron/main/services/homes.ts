/** The homes of this computer: listed, left, and left again when the first try could not reach them. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { HomeView, LeaveView } from '../../../shared/ipc/views.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { AddToStore } from '../../core/installed/add-to-store.ts';
import type { Unlock } from '../../core/installed/certificate-wallet.ts';
import type { Leaving } from '../../core/leaving/leaving.ts';
import type { EnrolmentStore } from '../../core/ports.ts';
import type { Log } from '../log/log.ts';
import { homeView, leaveView } from './views.ts';

export interface HomesDeps {
  readonly enrolmentStore: EnrolmentStore;
  readonly leaving: Pick<Leaving, 'leave' | 'finish'>;
  readonly addToStore: Pick<AddToStore, 'candidates' | 'add'>;
  /** How a home answered when it was asked what is open. */
  readonly answer: (homeId: string) => HomeView['access']['answer'];
  readonly log: Log;
  readonly changed: () => void;
}

export class Homes {
  readonly #deps: HomesDeps;

  constructor(deps: HomesDeps) {
    this.#deps = deps;
  }

  /** @throws RECORDS_DAMAGED */
  async list(): Promise<HomeView[]> {
    const { enrolmentStore, addToStore, answer } = this.#deps;
    const views: HomeView[] = [];
    for (const record of await enrolmentStore.list()) {
      // A certificate on its way is no home yet: it is told of among the unfinished enrolments.
      if (!isHome(record)) continue;
      const candidates = record.state === 'enrolled' ? await addToStore.candidates(record) : [];
      views.push(homeView(record, candidates, answer(record.id)));
    }
    return views;
  }

  /** @throws NOT_ENROLLED, CLIENT_BUSY; what `AddToStore.add` throws */
  async addToStore(homeId: string, storeId: string, password?: string): Promise<void> {
    await this.#locked(async () => {
      const record = await this.#deps.enrolmentStore.get(homeId, 'enrolled');
      if (!record) throw new LatchkeyError('NOT_ENROLLED');
      await this.#deps.addToStore.add(record, storeId, password);
      this.#deps.log.info('added-to-store');
    });
  }

  /** @throws NOT_ENROLLED, CLIENT_BUSY */
  async leave(homeId: string, unlock?: Unlock): Promise<LeaveView> {
    return this.#locked(async () => {
      const record = await this.#deps.enrolmentStore.get(homeId, 'enrolled', 'leaving');
      if (!record) throw new LatchkeyError('NOT_ENROLLED');
      const outcome = await this.#deps.leaving.leave(record, unlock);
      this.#deps.log.info('left', { home: outcome.home, removed: outcome.removed });
      return leaveView(outcome);
    });
  }

  /** Tells the homes that could not be told earlier. Silent: nobody is waiting for it. */
  async retryLeaves(): Promise<void> {
    if ((await this.#deps.enrolmentStore.list('leaving')).length === 0) return;
    await this.#locked(async () => {
      for (const { home, removed } of await this.#deps.leaving.finish()) {
        this.#deps.log.info('made-up-for', { home, removed });
      }
    });
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#deps.enrolmentStore.withLock(work);
    } finally {
      this.#deps.changed();
    }
  }
}

type Home = EnrolmentRecord & { readonly state: HomeView['state'] };
const isHome = (record: EnrolmentRecord): record is Home => record.state !== 'installing';
