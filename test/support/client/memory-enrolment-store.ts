import { type EnrolmentRecord, enrolmentRecordSchema } from '../../../electron/core/enrolment-record.ts';
import type { EnrolmentStore } from '../../../electron/core/ports.ts';

/** An enrolment store of memory that keeps text, as a disk would. */
export class MemoryEnrolmentStore implements EnrolmentStore {
  readonly records = new Map<string, string>();
  /** The disk is full. */
  refuses = false;
  #held = false;

  async get(id: string, ...states: EnrolmentRecord['state'][]): Promise<EnrolmentRecord | undefined> {
    return (await this.list(...states)).find((record) => record.id === id);
  }

  list(...states: EnrolmentRecord['state'][]): Promise<EnrolmentRecord[]> {
    const all = [...this.records.values()].map((text) => enrolmentRecordSchema.parse(JSON.parse(text)));
    return Promise.resolve(all.filter(({ state }) => states.length === 0 || states.includes(state)));
  }

  put(record: EnrolmentRecord): Promise<void> {
    if (this.refuses) return Promise.reject(new Error('disk full'));
    this.records.set(record.id, JSON.stringify(record));
    return Promise.resolve();
  }

  delete(id: string): Promise<void> {
    this.records.delete(id);
    return Promise.resolve();
  }

  lock(): Promise<() => Promise<void>> {
    if (this.#held) throw new Error('locked twice');
    this.#held = true;
    return Promise.resolve(() => {
      this.#held = false;
      return Promise.resolve();
    });
  }

  async withLock<T>(work: () => Promise<T>): Promise<T> {
    const unlock = await this.lock();
    try {
      return await work();
    } finally {
      await unlock();
    }
  }
}
