import type {
  CertificateReply,
  RenewalConfirmation,
  RenewalConfirmationReply,
  RenewalRequest,
} from '../../../shared/api.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { isStale, secretGeneration } from '../devices/renewal-secrets.ts';
import { shutOutAsStolen } from '../devices/stolen-secret.ts';
import type { RequestedKey } from '../ports/authority.ts';
import type { Renewal } from '../ports/registry.ts';
import { type Certificate, type Device, type Enrolment, renewsByHand } from '../records.ts';
import { DAY } from '../validity.ts';
import { certificateReply } from './certificate-reply.ts';
import { templateFor } from './certificate-template.ts';
import type { RedeemingPorts } from './redeeming-ports.ts';
import { judgeRenewal, type RenewalProof } from './renewal-verdict.ts';

/** How often a renewal is judged anew because another one of the same device came in between. */
const ATTEMPTS = 3;

/** How a key renews that does not renew by EST, for whoever has tried. */
function renewsOtherwise({ origin }: Device, { app }: Certificate): string {
  if (app !== undefined) return 'This key is for an app. It does not renew: the device asks for another one at /me.';
  if (renewsByHand(origin)) return 'This key was installed by hand, and renews by hand at /me.';
  return 'The Latchkey app enrolled this device, and renews it with its renewal secret.';
}

/** Gives devices their next certificate, and retires the one before when the next one works. */
export class Renewing {
  readonly #ports: RedeemingPorts;
  /** When it was last reported of a device that its key was shown where the app never shows it. */
  readonly #copiesReported = new Map<string, number>();

  constructor(ports: RedeemingPorts) {
    this.#ports = ports;
  }

  /**
   * The next certificate of a device that proves itself by its renewal secret. Both work until the new one is
   * confirmed; until then the same secret with the same key gives the same reply again.
   * @throws LatchkeyError CSR_NOT_VALID; TOO_MANY_REQUESTS within a day of the last renewal; RENEWAL_SECRET_NOT_VALID
   * for everything else, also for an old secret, which shuts the device out
   */
  async renew({ deviceId, renewalSecret, csr }: RenewalRequest): Promise<CertificateReply> {
    // A wrong secret costs one hash and one look-up, and no signature check: nothing counts how many come.
    const { renewable, generation } = this.#prove(deviceId, renewalSecret);
    const key = this.#ports.authority.readRequest(csr);
    const enrolment = await this.#next(renewable.device.id, { kind: 'secret', generation }, key);
    return certificateReply(this.#ports, enrolment);
  }

  /**
   * The next certificate of a device that came by EST and proves itself by holding the key of one that it has (RFC 7030
   * 4.2.2). What came otherwise is refused, and on record: it renews otherwise, so whoever comes with such a
   * key may hold a copy, which would otherwise go unnoticed until the device's own next renewal. There
   * is no confirmation: the old one is retired when the new one is renewed, or runs to its end.
   * @param fingerprint of the certificate whose key the caller has proven to hold
   * @throws LatchkeyError as {@link renew}, but a retired certificate is refused and nothing more
   */
  async renewByCertificate(fingerprint: string | undefined, csr: string): Promise<Enrolment> {
    const { authority, registry } = this.#ports;
    const shown = fingerprint === undefined ? undefined : registry.enrolment(fingerprint);
    if (shown && (shown.device.origin !== 'est' || shown.certificate.app !== undefined)) return this.#refuseCopy(shown);
    if (shown?.certificate.state !== 'active') throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
    const { generation } = shown.certificate;
    const key = authority.readRequest(csr);
    return this.#next(shown.device.id, { kind: 'certificate', generation }, key);
  }

  /**
   * The newest certificate works at its device: every other one of the device is no longer let in. Confirming twice is
   * confirming once.
   * @throws LatchkeyError RENEWAL_SECRET_NOT_VALID
   */
  async confirm({ deviceId, renewalSecret }: RenewalConfirmation): Promise<RenewalConfirmationReply> {
    const { registry, reconciler, clock } = this.#ports;
    const { renewable, generation } = this.#prove(deviceId, renewalSecret);
    const { device } = renewable;
    if (isStale(device, generation)) await shutOutAsStolen(this.#ports, device.id);
    if (device.state !== 'active') throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
    const retired = registry.confirmRenewal(device.id, generation, clock.now());
    // The newest of this generation. Without `retired`, the next renewal has overtaken this confirmation and done it.
    const confirmed = registry.certificatesOf(device.id).find((each) => each.generation === generation);
    if (!confirmed || registry.device(device.id)?.state !== 'active')
      throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
    // The new one first: a device is never left without any.
    await reconciler.admit(confirmed.fingerprint);
    await reconciler.retire(retired ?? []);
    return { certificate: confirmed.fingerprint };
  }

  #prove(deviceId: string, renewalSecret: string): { renewable: Enrolment; generation: number } {
    const { registry, secrets } = this.#ports;
    const id = deviceId.toLowerCase();
    const renewable = registry.renewable(id);
    const generation = secretGeneration(secrets, renewable?.device ?? { id, renewalGeneration: 0 }, renewalSecret);
    if (!renewable || generation === undefined) throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
    return { renewable, generation };
  }

  async #next(deviceId: string, proof: RenewalProof, key: RequestedKey): Promise<Enrolment> {
    const { registry, reconciler, clock, home } = this.#ports;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const newest = registry.renewable(deviceId);
      if (!newest) break;
      const now = clock.now();
      const verdict = judgeRenewal(newest, proof, key.spkiHash, now, home.graceDays * DAY);
      switch (verdict.kind) {
        case 'stolen':
          return shutOutAsStolen(this.#ports, deviceId);
        case 'refused':
          throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
        case 'early':
          throw new LatchkeyError('TOO_MANY_REQUESTS', { retryAfter: Math.ceil((verdict.until - now) / 1000) });
        case 'again':
          return this.#admitted(newest);
        case 'issue': {
          // Signed before the registry is asked: the write lock is never held while a signature is made.
          const { device, certificate: seen } = newest;
          const certificate = await templateFor(this.#ports, device, key, now, { noEarlier: seen.notAfter });
          const retired = this.#record(device, {
            deviceId,
            seen: { generation: device.renewalGeneration, fingerprint: seen.fingerprint },
            generation: verdict.generation,
            at: clock.now(),
            certificate,
            origin: proof.kind === 'secret' ? 'app' : 'est',
          });
          const issued = retired && registry.enrolment(certificate.fingerprint);
          if (!issued) continue;
          const enrolment = await this.#admitted(issued);
          await reconciler.retire(retired);
          return enrolment;
        }
      }
    }
    throw new LatchkeyError('UNAVAILABLE', { retryAfter: 1 });
  }

  #record({ person, name }: Device, renewal: Renewal): readonly string[] | undefined {
    const { registry, audit } = this.#ports;
    const { deviceId, certificate } = renewal;
    return registry.atomically(() => {
      const retired = registry.renew(renewal);
      const about = { person, device: deviceId, subject: certificate.fingerprint, detail: { name } };
      if (retired) audit.record({ kind: 'certificate-renewed', outcome: 'ok', ...about });
      return retired;
    });
  }

  /** Told once a day and device: whoever holds such a key must not be able to fill the log and the admin's mail. */
  #refuseCopy({ device, certificate }: Enrolment): never {
    const { audit, clock } = this.#ports;
    const last = this.#copiesReported.get(device.id);
    if (last === undefined || clock.now() - last >= DAY || clock.now() < last) {
      const { id, person, name } = device;
      const about = { person, device: id, subject: certificate.fingerprint, detail: { name } };
      audit.record({ kind: 'renewal-by-key-refused', outcome: 'refused', ...about });
      this.#copiesReported.set(id, clock.now());
    }
    const hint = 'For a client of EST, ask for an invitation of its own.';
    throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID', { detail: renewsOtherwise(device, certificate), hint });
  }

  async #admitted(enrolment: Enrolment): Promise<Enrolment> {
    if (await this.#ports.reconciler.admit(enrolment.certificate.fingerprint)) return enrolment;
    throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
  }
}
