import { type HomeRecord, homeRecordSchema } from '../../../electron/core/home-record.ts';
import type { Journal } from '../../../electron/core/ports.ts';

/** A journal of memory that keeps text, as a disk would. */
export class MemoryJournal implements Journal {
  readonly records = new Map<string, string>();
  /** The disk is full. */
  refuses = false;
  #held = false;

  list(): Promise<HomeRecord[]> {
    return Promise.resolve([...this.records.values()].map((text) => homeRecordSchema.parse(JSON.parse(text))));
  }

  put(record: HomeRecord): Promise<void> {
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
}
