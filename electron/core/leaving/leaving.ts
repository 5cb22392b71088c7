/**
 * Giving a key back: the home is notified, the certificate and its key leave every store, the secrets go. Each part may
 * fail by itself and is made up for at a later start; only when all are done is the record forgotten.
 */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord, StoreName } from '../enrolment-record.ts';
import type { CertificateWallet, Unlock } from '../installed/certificate-wallet.ts';
import type { EnrolmentStore, HomeApi, Vault } from '../ports.ts';
import { forgetNextKey, readNextKey } from '../vault-items/next-key.ts';
import { forgetPending } from '../vault-items/pending.ts';
import { renewalKey } from '../vault-items/renewal-secret.ts';

export interface LeaveProblem {
  readonly part: 'tell' | 'remove' | 'forget';
  readonly error: LatchkeyError;
  /** The store that the certificate could not be taken out of. */
  readonly store?: StoreName;
}

export interface LeaveOutcome {
  readonly record: EnrolmentRecord;
  /**
   * `notified`: the home let the device go. `unknown`: it does not know this device any more. `later`: it could not be
   * reached; the next start tries again.
   */
  readonly home: 'notified' | 'unknown' | 'later';
  /** Whether no store holds the certificate any more. */
  readonly removed: boolean;
  /** The stores that held it this time. */
  readonly removedFrom: StoreName[];
  readonly problems: LeaveProblem[];
}

export interface LeavingDeps {
  readonly vault: Vault;
  readonly wallet: CertificateWallet;
  readonly homes: HomeApi;
  readonly enrolmentStore: EnrolmentStore;
  readonly checkpoint?: CheckpointHook;
}

/** Gives keys back, whether or not the home can be reached, and makes up later for what could not be done. */
export class Leaving {
  readonly #deps: LeavingDeps;

  constructor(deps: LeavingDeps) {
    this.#deps = deps;
  }

  /**
   * Leaves one home. The caller holds the enrolment store's lock.
   * @param unlock for this time only
   * @returns what was done and what was not; it does not throw for what can be made up for
   */
  async leave(record: EnrolmentRecord, unlock: Unlock = {}): Promise<LeaveOutcome> {
    const { enrolmentStore, vault, checkpoint } = this.#deps;
    const problems: LeaveProblem[] = [];
    let progress = record.leaving ?? { told: false, removed: false };
    let current: EnrolmentRecord = { ...record, state: 'leaving', leaving: progress };
    const note = async (done: Partial<typeof progress>) => {
      progress = { ...progress, ...done };
      current = { ...current, leaving: progress };
      await enrolmentStore.put(current);
    };
    await note({});
    // From here on nothing may take the enrolment up again.
    const kept = await attempt(() => forgetPending(vault, record.id));
    checkpoint?.('old-noted');

    const home = progress.told ? 'notified' : await this.#notify(current, problems);
    if (home !== 'later') await note({ told: true });
    checkpoint?.('old-notified');

    const removedFrom = progress.removed ? [] : await this.#remove(current, problems, unlock);
    if (!problems.some(({ part }) => part === 'remove')) await note({ removed: true });
    checkpoint?.('old-removed');

    if (progress.told && progress.removed) {
      const problem = await attempt(async () => {
        if (kept) await forgetPending(vault, record.id);
        await forgetNextKey(vault, record.id);
        await vault.delete(renewalKey(record.id));
        await enrolmentStore.delete(record.id);
      });
      if (problem) problems.push({ part: 'forget', error: problem });
    }
    checkpoint?.('old-forgotten');
    return { record, home, removed: progress.removed, removedFrom, problems };
  }

  /** Makes up for what earlier leavings could not do. The caller holds the enrolment store's lock. */
  async finish(): Promise<LeaveOutcome[]> {
    const outcomes: LeaveOutcome[] = [];
    for (const record of await this.#deps.enrolmentStore.list('leaving')) outcomes.push(await this.leave(record));
    return outcomes;
  }

  /** Leaves a home that cannot be reached, and never notifies it. What is still in a store stays noted. The caller holds the lock. */
  async leaveUnnotified(record: EnrolmentRecord): Promise<LeaveOutcome> {
    return this.leave({ ...record, leaving: { removed: record.leaving?.removed ?? false, told: true } });
  }

  async #notify({ id, device, place }: EnrolmentRecord, problems: LeaveProblem[]): Promise<LeaveOutcome['home']> {
    try {
      const { vault } = this.#deps;
      // A renewal under way has a newer one, and the home takes an old one for a stolen one.
      const renewalSecret = (await readNextKey(vault, id))?.secret ?? (await vault.get(renewalKey(id)));
      if (renewalSecret === undefined) throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
      await this.#deps.homes.at(place).call('leave', { deviceId: device.id, renewalSecret });
      return 'notified';
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      if (error.code === 'RENEWAL_SECRET_NOT_VALID') return 'unknown';
      problems.push({ part: 'tell', error });
      return 'later';
    }
  }

  async #remove(record: EnrolmentRecord, problems: LeaveProblem[], unlock: Unlock): Promise<StoreName[]> {
    const { stores, retired = [] } = record;
    // A renewal may have been cut off with two in the stores.
    const others = [record.next, ...retired].flatMap((one) => (one ? [one.fingerprint] : []));
    const outcome = await this.#deps.wallet.remove(record, [record.fingerprint, ...others], unlock);
    // A store that never held it and cannot be opened now is no reason to come back.
    const holders = [...stores.map((store) => store.id), ...retired.flatMap((one) => one.stores)];
    for (const { store, error } of [...outcome.skipped, ...outcome.failed]) {
      const held = stores.length === 0 || holders.includes(store.id);
      if (held) problems.push({ part: 'remove', error, store });
    }
    return outcome.done;
  }
}

async function attempt(work: () => Promise<void>): Promise<LatchkeyError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof LatchkeyError) return error;
    throw error;
  }
}
