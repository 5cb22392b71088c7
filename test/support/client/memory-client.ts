/** The client's core on doubles of memory, with real keys, real certificates and a fake home. */

import { AccessTest } from '../../../electron/core/access/access-test.ts';
import type { CheckpointHook } from '../../../electron/core/checkpoints.ts';
import { type Choice, Enrolment } from '../../../electron/core/enrolment/enrolment.ts';
import type { EnrolmentEvent } from '../../../electron/core/enrolment/events.ts';
import { CertificateWallet } from '../../../electron/core/installed/certificate-wallet.ts';
import { Leaving } from '../../../electron/core/leaving/leaving.ts';
import type { AccessProbes, CertificateStore, HomeApi, Pkcs12Writer } from '../../../electron/core/ports.ts';
import type { RenewalEvent } from '../../../electron/core/renewal/events.ts';
import { Renewal, type RenewOptions } from '../../../electron/core/renewal/renewal.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { WebCryptoKeys } from '../../../shared/keys/webcrypto-keys.ts';
import { MemoryEnrolmentStore } from './memory-enrolment-store.ts';
import { MemoryStore, storesOf } from './memory-store.ts';
import { MemoryVault } from './memory-vault.ts';

export class MemoryClient {
  readonly vault = new MemoryVault();
  readonly store = new MemoryStore();
  stores: CertificateStore[] = [this.store];
  enrolmentStore = new MemoryEnrolmentStore();
  /** The memory store looks into no container, and a real one takes the time of all the rest. */
  pkcs12: Pkcs12Writer = { write: ({ certificate }) => Promise.resolve(certificate) };
  now = () => new Date();
  checkpoint: CheckpointHook | undefined;
  homes: HomeApi;
  /** What visits; nothing does until a test says what. */
  probes: AccessProbes = { open: () => Promise.reject(new Error('nothing visits')) };

  constructor(homes: HomeApi) {
    this.homes = homes;
  }

  /** A new start of the program on the same machine. */
  start(): { enrolment: Enrolment; leaving: Leaving; renewal: Renewal } {
    // A process that ended gave its lock back.
    const { records, refuses } = this.enrolmentStore;
    this.enrolmentStore = new MemoryEnrolmentStore();
    this.enrolmentStore.refuses = refuses;
    for (const [id, text] of records) this.enrolmentStore.records.set(id, text);

    const { vault, enrolmentStore, homes, pkcs12 } = this;
    const wallet = new CertificateWallet(storesOf(...this.stores));
    const checkpoint: CheckpointHook = (name) => this.checkpoint?.(name);
    const leaving = new Leaving({ vault, wallet, homes, enrolmentStore, checkpoint });
    const clock = { now: () => this.now() };
    const deps = {
      clock,
      random: { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) },
      vault,
      wallet,
      homes,
      keys: new WebCryptoKeys(crypto),
      pkcs12,
      enrolmentStore,
      crypto,
      checkpoint,
    };
    const device = { platform: 'linux', name: () => Promise.resolve('laptop') } as const;
    const access = new AccessTest({ clock, probes: this.probes, wallet });
    const renewal = new Renewal({ ...deps, access });
    return { enrolment: new Enrolment({ ...deps, device, leaving }), leaving, renewal };
  }

  /** Renews the one home that there is. */
  async renew(options?: RenewOptions): Promise<RenewalEvent[]> {
    const [record] = await this.enrolmentStore.list();
    return collect(this.start().renewal.run(record?.id ?? '', options));
  }

  /** Previews and says yes. A preview that fails is told as an enrolment that fails. */
  async enrol(invite: string, choice?: Choice): Promise<EnrolmentEvent[]> {
    const { enrolment } = this.start();
    try {
      const preview = await enrolment.preview(invite);
      return await this.follow(enrolment.start(preview, choice));
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      const step = error.code === 'INVITE_NOT_VALID' ? 'parse' : 'preview';
      return [{ type: 'failed', step, error, resumable: false }];
    }
  }

  follow(events: AsyncIterable<EnrolmentEvent>): Promise<EnrolmentEvent[]> {
    return collect(events);
  }

  resume(): Promise<EnrolmentEvent[]> {
    return collect(this.start().enrolment.resume());
  }
}

async function collect<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The last event, which must be of that type. */
export function last<Type extends EnrolmentEvent['type']>(
  events: readonly EnrolmentEvent[],
  type: Type,
): EnrolmentEvent & { type: Type } {
  const event = events.at(-1);
  if (event?.type !== type) throw new Error(`expected ${type}, got ${describeEvent(event)}`);
  return event as EnrolmentEvent & { type: Type };
}

const describeEvent = (event: EnrolmentEvent | undefined) =>
  event?.type === 'failed' ? `failed at ${event.step}: ${event.error.message}` : event?.type;
