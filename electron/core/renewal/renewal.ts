/**
 * Renewal as a stream of events. The order of effects is the promise: the next key is in the vault before the home hears
 * of it; the next certificate is proven before the home is told to let the one before go; and that one leaves the stores
 * last. So at every moment one certificate works, a start after a crash goes on, and doing any part twice does it once.
 */
import type { CertificateReply } from '../../../shared/api.ts';
import { LatchkeyError, unlessExpected } from '../../../shared/errors.ts';
import type { AccessTest } from '../access/access-test.ts';
import { servicesNow } from '../access/services-now.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import { checkCertificate } from '../home-checks/check-certificate.ts';
import type { CertificateWallet } from '../installed/certificate-wallet.ts';
import { type Installed, install, pack } from '../installed/install.ts';
import type { Clock, DeviceKey, EnrolmentStore, HomeApi, Keys, Pkcs12Writer, Random, Vault } from '../ports.ts';
import { forgetNextKey, keepNextKey, type NextKey, readNextKey } from '../vault-items/next-key.ts';
import { renewalKey } from '../vault-items/renewal-secret.ts';
import { dueFrom, isDue, timeAt } from './due.ts';
import type { RenewalEvent, RenewalStep } from './events.ts';
import { prove } from './prove.ts';
import { switchStores } from './switch-stores.ts';

export interface RenewalDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly wallet: CertificateWallet;
  readonly homes: HomeApi;
  readonly keys: Keys;
  readonly pkcs12: Pkcs12Writer;
  readonly enrolmentStore: EnrolmentStore;
  readonly access: Pick<AccessTest, 'run' | 'whoami'>;
  /** Checks signatures. */
  readonly crypto: Crypto;
  readonly checkpoint?: CheckpointHook;
}

export interface RenewOptions {
  /** Before it is due, too. */
  readonly early?: boolean;
}

/** The states of a certificate that the home has taken back. */
const TAKEN_AWAY: ReadonlySet<string> = new Set(['shut-out', 'left', 'superseded']);

/** Where one run is, for its failure to be told. */
interface Run {
  record: EnrolmentRecord;
  step: RenewalStep;
}

/** The next certificate with what belongs to it. */
interface Candidate {
  readonly record: EnrolmentRecord;
  readonly key: DeviceKey;
  readonly secret: string;
}

/** Renews the certificate of an enrolled home, by this computer's clock, or by the home's where the two differ by a day. */
export class Renewal {
  readonly #deps: RenewalDeps;

  constructor(deps: RenewalDeps) {
    this.#deps = deps;
  }

  /**
   * Renews one home's certificate when it is due, and goes on with what an earlier run left. Nothing happens for an id
   * that is no enrolled home's.
   * @throws CLIENT_BUSY when another copy of the app is at work; every other failure is the last event
   */
  async *run(id: string, options: RenewOptions = {}): AsyncGenerator<RenewalEvent, void> {
    const { enrolmentStore } = this.#deps;
    const unlock = await enrolmentStore.lock();
    try {
      // Read under the lock: another copy may just have renewed it.
      const record = await enrolmentStore.get(id, 'enrolled');
      if (record) yield* this.#run({ record, step: 'ask-time' }, options);
    } finally {
      await unlock();
    }
  }

  async *#run(run: Run, options: RenewOptions): AsyncGenerator<RenewalEvent, void> {
    try {
      yield* this.#renew(run, options);
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      const reason = await this.#reason(run.record, error);
      run.record = await this.#note(run.record, reason);
      yield { type: 'failed', record: run.record, step: run.step, error: reason };
    }
  }

  async *#renew(run: Run, { early = false }: RenewOptions): AsyncGenerator<RenewalEvent, void> {
    const now = await this.#now(run.record, early);
    const wanted = early || run.record.next !== undefined || (now !== undefined && isDue(run.record, now));
    if (!wanted || now === undefined) {
      if (run.record.retired) yield* this.#switch(run);
      await this.#forgetTrouble(run);
      return yield { type: 'not-due', record: run.record, from: new Date(dueFrom(run.record)).toISOString() };
    }
    const candidate = yield* this.#candidate(run, now);
    const installed = yield* this.#prove(run, candidate);
    await this.#take(run, candidate, installed);
    yield { type: 'confirmed' };
    yield* this.#switch(run);
    yield { type: 'done', record: run.record };
  }

  /** @returns undefined when the home cannot be asked and nothing hangs on it */
  async #now(record: EnrolmentRecord, early: boolean): Promise<Date | undefined> {
    const { homes, clock } = this.#deps;
    try {
      return await timeAt(homes.at(record.place), clock);
    } catch (error) {
      if (early || record.next || !(error instanceof LatchkeyError) || isDue(record, clock.now())) throw error;
      return undefined;
    }
  }

  /** The next certificate: the one that came earlier, or one that is asked for now. */
  async *#candidate(run: Run, now: Date): AsyncGenerator<RenewalEvent, Candidate> {
    const { vault, keys, checkpoint } = this.#deps;
    run.step = 'keep-key';
    const secret = await vault.get(renewalKey(run.record.id));
    if (secret === undefined) throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
    const earlier = await readNextKey(vault, run.record.id);
    // Its secret is the present one: that renewal is over, but for a store that could not make the switch.
    const unfinished = earlier && (earlier.secret !== secret || run.record.next) ? earlier : undefined;
    yield { type: 'begun', record: run.record, resumed: unfinished !== undefined };

    if (unfinished?.secret !== undefined && run.record.next && Date.parse(run.record.next.notAfter) > now.getTime()) {
      const key = await keys.read(unfinished.key);
      return { record: { ...run.record, ...run.record.next }, key, secret: unfinished.secret };
    }
    if (unfinished) return yield* this.#request(run, unfinished, secret, now);

    run.step = 'make-key';
    const { pkcs8 } = await keys.generate();
    checkpoint?.('next-key-made');
    run.step = 'keep-key';
    await keepNextKey(vault, run.record.id, { key: pkcs8 });
    checkpoint?.('next-key-kept');
    return yield* this.#request(run, { key: pkcs8 }, secret, now);
  }

  async *#request(run: Run, next: NextKey, secret: string, now: Date): AsyncGenerator<RenewalEvent, Candidate> {
    const { homes, keys, vault, enrolmentStore, crypto, checkpoint } = this.#deps;
    const { id, place, device } = run.record;
    run.step = 'request';
    const key = await keys.read(next.key);
    const csr = await keys.request(key);
    const request = { deviceId: device.id, renewalSecret: secret, csr };
    const reply = await homes.at(place).call('renewCertificate', request);
    checkpoint?.('next-received');
    yield { type: 'received', notAfter: reply.notAfter };

    run.step = 'check';
    // The domain that it was enrolled with: nothing new is believed, and keys from before the rule go on.
    const { domain } = run.record.home;
    await checkCertificate(reply, { spki: key.spki, domain, now, crypto });
    demandSameDevice(reply, run.record);

    run.step = 'keep-certificate';
    const { renewalSecret, ...certificate } = reply;
    await keepNextKey(vault, id, { key: key.pkcs8, secret: renewalSecret });
    checkpoint?.('next-secret-kept');
    run.record = { ...run.record, next: certificate };
    await enrolmentStore.put(run.record);
    checkpoint?.('next-kept');
    return { record: { ...run.record, ...certificate }, key, secret: renewalSecret };
  }

  /** Puts the next certificate into the stores and visits with it. If it is not let in, it goes out again. */
  async *#prove(run: Run, { record, key }: Candidate): AsyncGenerator<RenewalEvent, Installed> {
    const { access, checkpoint } = this.#deps;
    const enter = (step: RenewalStep) => {
      run.step = step;
    };
    try {
      const installed = yield* this.#install(record, key, enter);
      run.step = 'prove';
      await prove(access, record, key);
      checkpoint?.('next-proven');
      yield { type: 'proven' };
      return installed;
    } catch (error) {
      // When it cannot be removed nothing breaks: the home accepts both certificates.
      if (error instanceof LatchkeyError) await this.#deps.wallet.remove(run.record, [record.fingerprint]);
      throw error;
    }
  }

  async *#install(
    record: EnrolmentRecord,
    key: DeviceKey,
    enter: (step: RenewalStep) => void,
  ): AsyncGenerator<RenewalEvent, Installed> {
    // The preference stays with the certificate before until this one is proven.
    const installing = install(this.#deps, record, key, { enter, prefer: false });
    for (;;) {
      const { value, done } = await installing.next();
      if (done) return value;
      if (value.type === 'read-back') yield { type: 'installed', store: value.store };
    }
  }

  /** From here on the next certificate is the present one. */
  async #take(run: Run, { record, secret }: Candidate, installed: Installed): Promise<void> {
    const { homes, vault, enrolmentStore, clock, checkpoint } = this.#deps;
    run.step = 'confirm';
    const confirmation = { deviceId: record.device.id, renewalSecret: secret };
    await homes.at(record.place).call('confirmRenewal', confirmation);
    checkpoint?.('next-confirmed');
    run.step = 'record';
    await vault.set(renewalKey(record.id), secret);
    checkpoint?.('secret-rotated');

    const { next: _taken, retired = [], renewal, ...rest } = record;
    const holders = new Set([...record.stores, ...installed.stores].map(({ id }) => id));
    run.record = {
      ...rest,
      ...installed,
      ...servicesNow(run.record, record.services, clock.now()),
      retired: [...retired, { fingerprint: run.record.fingerprint, stores: [...holders] }],
      renewal: { ...renewal, renewedAt: clock.now().toISOString(), trouble: undefined, noticedAt: undefined },
    };
    await enrolmentStore.put(run.record);
    checkpoint?.('next-recorded');
  }

  async *#switch(run: Run): AsyncGenerator<RenewalEvent, void> {
    const { vault, keys, enrolmentStore, checkpoint } = this.#deps;
    run.step = 'switch';
    const { record } = run;
    const packNow = async () => {
      const next = await readNextKey(vault, record.id);
      return next && pack(this.#deps, record, await keys.read(next.key));
    };
    run.record = yield* switchStores(this.#deps, record, packNow);
    if (run.record.retired?.length) return;
    run.step = 'forget-key';
    await forgetNextKey(vault, record.id);
    checkpoint?.('next-key-forgotten');
    const { retired: _none, ...rest } = run.record;
    run.record = rest;
    await enrolmentStore.put(rest);
  }

  /** A home gives a wrong secret, a late one and a shut-out device the same answer; who shows the certificate learns more. */
  async #reason(record: EnrolmentRecord, error: LatchkeyError): Promise<LatchkeyError> {
    if (error.code !== 'RENEWAL_SECRET_NOT_VALID') return error;
    const seen = await this.#deps.access.whoami(record).catch(unlessExpected);
    const { requestId } = error;
    const details = { cause: error, ...(requestId ? { requestId } : {}) };
    // A certificate that was replaced by one that this computer does not have: somebody else has that one.
    if (seen && TAKEN_AWAY.has(seen.state)) return new LatchkeyError('DEVICE_SHUT_OUT', details);
    if (seen?.state === 'expired') return new LatchkeyError('RENEWAL_TOO_LATE', details);
    return error;
  }

  async #forgetTrouble(run: Run): Promise<void> {
    if (!run.record.renewal?.trouble) return;
    run.record = { ...run.record, renewal: { ...run.record.renewal, trouble: undefined } };
    await this.#deps.enrolmentStore.put(run.record);
  }

  async #note(record: EnrolmentRecord, { code, detail, storeCause }: LatchkeyError): Promise<EnrolmentRecord> {
    const at = this.#deps.clock.now().toISOString();
    const since = record.renewal?.trouble?.since ?? at;
    const noted = { ...record, renewal: { ...record.renewal, trouble: { code, detail, storeCause, since, at } } };
    await this.#deps.enrolmentStore.put(noted);
    return noted;
  }
}

/** The home proved itself by its server certificate, so its authority may be a new one; it is still this home's device. */
function demandSameDevice({ device, home }: CertificateReply, record: EnrolmentRecord): void {
  const same = device.id === record.device.id && home.domain === record.home.domain;
  if (!same) throw new LatchkeyError('CERTIFICATE_NOT_ACCEPTABLE', { detail: 'It is for another device or home.' });
}
