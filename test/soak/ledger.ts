/** What the home has acknowledged, as the people outside know it: the other side of its registry. */
import type { Identity } from '../support/probe.ts';

/**
 * Where a key stands. `unsettled` while something about it was asked for and not acknowledged: then either answer is
 * right, and whoever asked asks again until it is acknowledged.
 */
type Standing = 'in' | 'out' | 'unsettled';

/** A certificate that the home gave, with its key. */
export interface Key {
  readonly identity: Identity;
  readonly fingerprint: string;
  readonly standing: Standing;
  /** Counts what became of it, so that an answer can be held against what was true all the time it took. */
  readonly changes: number;
}

/** A device that was enrolled. */
export interface KnownDevice {
  readonly id: string;
  readonly person: string;
  readonly enrolledAt: number;
  /** The newest last; those before it are out once it is confirmed. */
  readonly keys: Key[];
  renewalSecret: string;
  /** When it was last changed, also before that is acknowledged; milliseconds. */
  touchedAt: number;
  /** Somebody is changing it: nobody else does. */
  busy: boolean;
}

export class Ledger {
  readonly devices: KnownDevice[] = [];
  /** Codes that are used up. */
  readonly spent: string[] = [];
  /** What must not happen and did, in sentences. */
  readonly violations: string[] = [];
  readonly counts: Record<string, number> = {};

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  violated(sentence: string): void {
    // Each of them is one too many; a thousand of the same say nothing more.
    if (this.violations.length < 50) this.violations.push(sentence);
  }

  /** Says that all keys of a device stand so from now on. */
  moveAll(device: KnownDevice, standing: Standing): void {
    for (const key of device.keys) this.move(device, key, standing);
  }

  move(device: KnownDevice, key: Key, standing: Standing): void {
    const at = device.keys.indexOf(key);
    device.keys[at] = { ...key, standing, changes: key.changes + 1 };
    device.touchedAt = Date.now();
  }

  /** The key that the device works with. */
  newest(device: KnownDevice): Key | undefined {
    return device.keys.at(-1);
  }

  /** Whether the device is let in, as far as it is settled. */
  standing(device: KnownDevice): Standing {
    return this.newest(device)?.standing ?? 'unsettled';
  }

  /**
   * Runs something that changes a device, alone.
   * @param fits for which devices it is at all
   * @returns undefined when there is none that stands so and is free
   */
  async alone<Value>(
    standing: Standing,
    work: (device: KnownDevice) => Promise<Value>,
    fits: (device: KnownDevice) => boolean = () => true,
  ): Promise<Value | undefined> {
    const free = this.devices.filter((device) => !device.busy && this.standing(device) === standing && fits(device));
    const device = free[Math.floor(Math.random() * free.length)];
    if (!device) return undefined;
    device.busy = true;
    try {
      return await work(device);
    } finally {
      device.busy = false;
    }
  }
}
