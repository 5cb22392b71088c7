/**
 * Enrolment as a stream of events. The order of effects is the promise: the key is in the vault before the home hears
 * of it, the certificate is in the enrolment store before it goes into a store, and the pending key is forgotten last. So a
 * start after a crash always finds what it needs to go on, and doing any part twice does it once.
 */

import { pemToDer, sameBytes, uuidFrom } from '../../../shared/bytes.ts';
import { type ErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import type { Invite, InviteDefaults } from '../../../shared/invite.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import { checkCertificate } from '../home-checks/check-certificate.ts';
import { requireDomain } from '../home-checks/check-home.ts';
import type { CertificateWallet } from '../installed/certificate-wallet.ts';
import { install } from '../installed/install.ts';
import type { LeaveOutcome, Leaving } from '../leaving/leaving.ts';
import type {
  Clock,
  DeviceFacts,
  DeviceKey,
  EnrolmentStore,
  HomeApi,
  Keys,
  Pkcs12Writer,
  Random,
  Vault,
} from '../ports.ts';
import {
  forgetPending,
  keepPending,
  listPending,
  type Pending,
  readPending,
  sameInvite,
} from '../vault-items/pending.ts';
import { renewalKey } from '../vault-items/renewal-secret.ts';
import type { EnrolmentEvent, Step } from './events.ts';
import { inviteDigest } from './known-invite.ts';
import { type Preview, type Promised, previewInvite, requireDeviceName } from './preview.ts';
import { listUnfinished, type Unfinished } from './unfinished.ts';

export interface EnrolmentDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly wallet: CertificateWallet;
  readonly homes: HomeApi;
  readonly keys: Keys;
  readonly pkcs12: Pkcs12Writer;
  readonly enrolmentStore: EnrolmentStore;
  readonly device: DeviceFacts;
  readonly leaving: Leaving;
  /** Checks signatures. */
  readonly crypto: Crypto;
  /** The home that a bare code is for, when the build carries one. */
  readonly defaults?: InviteDefaults;
  readonly checkpoint?: CheckpointHook;
}

/** What the person at this computer chose, having seen the preview. */
export interface Choice {
  /** What this computer is called at the home; else what the preview suggests. */
  readonly deviceName?: string | undefined;
  /** Keep an earlier key of the same person to the same home. Browsers will then ask which one to show. */
  readonly keepOld?: boolean | undefined;
}

/** Refusals that no later try can change: the pending key is of no more use. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['INVITATION_NOT_VALID', 'CSR_NOT_VALID', 'REQUEST_NOT_VALID']);

/** Where one run is, for its failure to be told. */
interface Run {
  step: Step;
  resumable: boolean;
}

/**
 * Enrols this computer. What a run fails with is its last event; the other methods throw it. Either way it is an error of
 * the catalogue: what the home answered, CLIENT_BUSY, VAULT_LOCKED, VAULT_NOT_AVAILABLE, RECORDS_DAMAGED, RECORDS_NEWER.
 */
export class Enrolment {
  readonly #deps: EnrolmentDeps;

  constructor(deps: EnrolmentDeps) {
    this.#deps = deps;
  }

  /**
   * Asks what an invite promises; makes nothing and keeps nothing.
   * @param text the invite as it was pasted or typed
   * @throws INVITE_NOT_VALID; whatever the home answers to an invite that this computer has not used
   */
  preview(text: string): Promise<Preview> {
    return previewInvite(this.#deps, text);
  }

  /** Enrols as it was previewed. An unfinished enrolment with the same invite goes on, and the choice is its own. */
  async *start(preview: Preview, choice: Choice = {}): AsyncGenerator<EnrolmentEvent, void> {
    yield* this.#telling((run) => this.#enrol(run, preview, choice));
  }

  /** Goes on with every enrolment that an earlier start could not finish, or with one of them. */
  async *resume(id?: string): AsyncGenerator<EnrolmentEvent, void> {
    const ids = id === undefined ? (await this.unfinished()).map((unfinished) => unfinished.id) : [id];
    for (const id of ids) yield* this.#telling((run) => this.#locked(() => this.#goOn(run, id)));
  }

  /** The enrolments that are not finished, without their secrets. */
  unfinished(): Promise<Unfinished[]> {
    return listUnfinished(this.#deps);
  }

  /** Gives up on an unfinished enrolment: its key is forgotten, and a certificate that came already is given back. */
  async forget(id: string): Promise<void> {
    const { enrolmentStore, leaving } = this.#deps;
    await enrolmentStore.withLock(async () => {
      const record = await enrolmentStore.get(id);
      if (record?.state === 'installing') await leaving.leave(record);
      else if (!record) await this.#discard(id);
    });
  }

  async *#telling(work: (run: Run) => AsyncGenerator<EnrolmentEvent, void>): AsyncGenerator<EnrolmentEvent, void> {
    const run: Run = { step: 'parse', resumable: false };
    try {
      yield* work(run);
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      yield { type: 'failed', step: run.step, error, resumable: run.resumable };
    }
  }

  async *#locked(work: () => AsyncGenerator<EnrolmentEvent, void>): AsyncGenerator<EnrolmentEvent, void> {
    const unlock = await this.#deps.enrolmentStore.lock();
    try {
      yield* work();
    } finally {
      await unlock();
    }
  }

  async *#enrol(
    run: Run,
    preview: Preview,
    { deviceName, keepOld = false }: Choice,
  ): AsyncGenerator<EnrolmentEvent, void> {
    if (preview.type !== 'promised') return yield* this.#locked(() => this.#goOn(run, preview.id, preview.refusal));
    const name = deviceName === undefined ? preview.deviceName : requireDeviceName(deviceName);
    run.step = 'keep-key';
    const earlier = await this.#pendingFor(preview.invite);
    if (earlier) return yield* this.#locked(() => this.#goOn(run, earlier.id));
    run.step = 'stores';
    await this.#deps.wallet.demandUsable();
    yield* this.#locked(() => this.#begin(run, preview, name, keepOld));
  }

  async *#begin(
    run: Run,
    { invite, preview }: Promised,
    deviceName: string,
    keepOld: boolean,
  ): AsyncGenerator<EnrolmentEvent, void> {
    const { keys, vault, random, checkpoint } = this.#deps;
    // Another window may have begun with the same invite while this one was waiting for a yes.
    const earlier = await this.#pendingFor(invite);
    if (earlier) return yield* this.#goOn(run, earlier.id);

    run.step = 'make-key';
    const key = await keys.generate();
    checkpoint?.('key-made');
    yield { type: 'key-made' };

    run.step = 'keep-key';
    const agreed = { person: preview.person, home: preview.home.name };
    const id = uuidFrom(random.bytes(16));
    const pending: Pending = {
      id,
      invite,
      key: key.pkcs8,
      deviceName,
      keepOld,
      agreed,
      contact: preview.contact,
    };
    await keepPending(vault, pending);
    run.resumable = true;
    checkpoint?.('key-kept');
    yield { type: 'key-kept', id: pending.id };
    yield* this.#finish(run, pending, key);
  }

  /** @param refusal why the home did not take its invite again; thrown when there is nothing to go on with */
  async *#goOn(run: Run, id: string, refusal?: LatchkeyError): AsyncGenerator<EnrolmentEvent, void> {
    run.step = 'keep-key';
    run.resumable = true;
    const pending = await readPending(this.#deps.vault, id);
    if (!pending) return await this.#withoutKey(run, id, refusal);
    yield { type: 'resuming', id, host: pending.invite.host, deviceName: pending.deviceName };
    yield* this.#finish(run, pending, await this.#deps.keys.read(pending.key));
  }

  /** Another process finished it, or the vault has lost the key: then what came for it is of no use. */
  async #withoutKey(run: Run, id: string, refusal?: LatchkeyError): Promise<void> {
    const record = await this.#deps.enrolmentStore.get(id);
    if (record?.state === 'installing') await this.#giveBack(run, record);
    if (!refusal) return;
    run.step = 'preview';
    run.resumable = false;
    throw refusal;
  }

  async #giveBack(run: Run, record: EnrolmentRecord): Promise<never> {
    run.resumable = false;
    await this.#deps.leaving.leave(record);
    throw new LatchkeyError('KEY_LOST');
  }

  async *#finish(run: Run, pending: Pending, key: DeviceKey): AsyncGenerator<EnrolmentEvent, void> {
    const { enrolmentStore, vault, checkpoint } = this.#deps;
    let record = await this.#deps.enrolmentStore.get(pending.id);
    if (record?.state === 'leaving') return this.#giveBack(run, record);
    record ??= yield* this.#request(run, pending, key);

    if (record.state === 'installing') {
      const enter = (step: Step) => {
        run.step = step;
      };
      const installed = yield* install(this.#deps, record, key, { enter, prefer: true });
      run.step = 'record';
      record = { ...record, ...installed, state: 'enrolled' };
      await enrolmentStore.put(record);
      checkpoint?.('recorded');
    }

    run.step = 'replace';
    const others = await this.#othersOfSameHome(record);
    const stays = (other: EnrolmentRecord) => pending.keepOld || other.person !== record.person;
    const replaced: LeaveOutcome[] = [];
    for (const other of others.filter((other) => !stays(other))) {
      const outcome = await this.#deps.leaving.leave(other);
      replaced.push(outcome);
      yield { type: 'replaced', outcome };
    }

    run.step = 'forget-key';
    await forgetPending(vault, pending.id);
    checkpoint?.('key-forgotten');
    yield { type: 'done', record, replaced, alsoHere: others.filter(stays) };
  }

  async *#request(run: Run, pending: Pending, key: DeviceKey): AsyncGenerator<EnrolmentEvent, EnrolmentRecord> {
    const { homes, keys, vault, enrolmentStore, device, clock, crypto, checkpoint } = this.#deps;
    const { id, invite, deviceName, agreed } = pending;
    run.step = 'request';
    const domain = requireDomain(invite.host);
    yield { type: 'requested' };
    const home = homes.at(invite);
    const csr = await keys.request(key);
    const reply = await home
      .call('issueCertificate', { code: invite.code, csr, device: { name: deviceName, platform: device.platform } })
      .catch(async (error: unknown) => {
        if (!(error instanceof LatchkeyError && FINAL.has(error.code))) throw error;
        await this.#discard(id);
        run.resumable = false;
        throw error;
      });
    checkpoint?.('reply-received');
    yield { type: 'certificate-received', fingerprint: reply.fingerprint, notAfter: reply.notAfter };

    run.step = 'check';
    await checkCertificate(reply, { spki: key.spki, domain, agreed, now: clock.now(), crypto });
    yield { type: 'checked' };

    run.step = 'keep-certificate';
    const { renewalSecret, ...known } = reply;
    await vault.set(renewalKey(id), renewalSecret);
    checkpoint?.('renewal-secret-kept');
    const serverRoot = await home.serverRoot();
    const { host, port, pin } = invite;
    const record: EnrolmentRecord = {
      version: 1,
      id,
      state: 'installing',
      place: { host, port, ...(pin ? { pin } : {}) },
      ...(serverRoot ? { serverRoot } : {}),
      invite: await inviteDigest(crypto, invite),
      ...known,
      stores: [],
      skipped: [],
    };
    await enrolmentStore.put(record);
    checkpoint?.('certificate-kept');
    return record;
  }

  /**
   * Homes are the same when the same authority signs for them. A domain or a name is only what a home says of itself:
   * believing it would let any home take away the key to another.
   */
  async #othersOfSameHome(record: EnrolmentRecord): Promise<EnrolmentRecord[]> {
    const ca = pemToDer(record.ca);
    const records = await this.#deps.enrolmentStore.list('enrolled');
    return records.filter((other) => other.id !== record.id && sameBytes(pemToDer(other.ca), ca));
  }

  async #pendingFor(invite: Invite): Promise<Pending | undefined> {
    return (await listPending(this.#deps.vault)).find((pending) => sameInvite(pending.invite, invite));
  }

  async #discard(id: string): Promise<void> {
    await this.#deps.vault.delete(renewalKey(id));
    await forgetPending(this.#deps.vault, id);
  }
}
