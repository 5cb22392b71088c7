import type { CertificateReply, CertificateRequest } from '../../../shared/api.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { inWords, rulesOfInvitation } from '../access/rules.ts';
import { isoTime, uuid } from '../encoding.ts';
import { listedState } from '../names/directory.ts';
import type { RequestedKey } from '../ports/authority.ts';
import type { Redemption } from '../ports/registry.ts';
import { type Enrolment, type Invitation, invitationState, type Origin, renewsByHand } from '../records.ts';
import { certificateReply } from './certificate-reply.ts';
import { templateFor } from './certificate-template.ts';
import { PHONE_KINDS, readChallenge } from './challenges.ts';
import { typedCodeHash } from './invitations.ts';
import { redeemNext } from './redeeming-again.ts';
import type { RedeemingPorts } from './redeeming-ports.ts';

/** What a device says of itself, and how it came. */
type NewDevice = Omit<CertificateRequest['device'], 'origin'> & { readonly origin: Origin };

/** What is looked up for a challenge that is none: a hash that no invitation has. */
const NO_CHALLENGE = { codeHash: '', kind: 'other' } as const;

/** Redeems codes for certificates. */
export class Redeeming {
  readonly #ports: RedeemingPorts;

  constructor(ports: RedeemingPorts) {
    this.#ports = ports;
  }

  /**
   * Redeems a code. The same code with the same key gives the same reply again until the code expires, so a lost reply
   * costs nothing; a device that was shut out or has left is not let back in by it.
   * @param origin who asks, and so how the device will renew
   * @throws LatchkeyError INVITATION_NOT_VALID, the same for wrong, used, expired and cancelled; CSR_NOT_VALID
   */
  async redeem(request: CertificateRequest, origin: Origin = 'app'): Promise<CertificateReply> {
    const { authority, secrets } = this.#ports;
    // Every attempt costs the same until the code is known to be good: one signature check, one hash, two look-ups.
    const key = authority.readRequest(request.csr);
    return certificateReply(
      this.#ports,
      await this.#enrol(typedCodeHash(secrets, request.code), key, {
        ...request.device,
        origin: request.device.origin ?? origin,
      }),
    );
  }

  /**
   * The same for SCEP: redeems the code that the challenge was made for, and takes an RSA key.
   * @throws LatchkeyError as {@link redeem}, also for a challenge that is past its ten minutes
   */
  async redeemChallenge(challenge: string, csr: string): Promise<Enrolment['certificate']> {
    const { authority, secrets, clock } = this.#ports;
    const key = authority.readRequest(csr, 'RSA');
    const { codeHash, kind } = readChallenge(secrets, challenge, clock.now()) ?? NO_CHALLENGE;
    const device = { name: PHONE_KINDS[kind], platform: kind === 'mac' ? 'macos' : 'other', origin: 'scep' } as const;
    return (await this.#enrol(codeHash, key, device)).certificate;
  }

  async #enrol(codeHash: string, key: RequestedKey, device: NewDevice): Promise<Enrolment> {
    const { registry, reconciler, clock } = this.#ports;
    const now = clock.now();
    const invitation = registry.invitationByCode(codeHash);
    const earlier = registry.redeemed(codeHash, key.spkiHash, now);

    const enrolment = earlier ?? (await this.#claim(device, key, codeHash, invitation, now));
    if (!invitation || !enrolment) throw new LatchkeyError('INVITATION_NOT_VALID');
    if (!(await reconciler.admit(enrolment.certificate.fingerprint))) throw new LatchkeyError('INVITATION_NOT_VALID');
    return enrolment;
  }

  /** Signs before the registry is asked to claim the code: the write lock is never held while a signature is made. */
  async #claim(
    { name: itsOwnName, platform, origin }: NewDevice,
    key: RequestedKey,
    codeHash: string,
    invitation: Invitation | undefined,
    now: number,
  ): Promise<Enrolment | undefined> {
    const { registry, clock, random } = this.#ports;
    if (!invitation || invitationState(invitation, now) !== 'open') return undefined;
    if (invitation.appKey) return origin === 'page' ? this.#redeemForApp(invitation, key, codeHash, now) : undefined;
    if (invitation.askedWith !== undefined) {
      return renewsByHand(origin) ? redeemNext(this.#ports, invitation, key, codeHash, now, origin) : undefined;
    }
    const id = uuid(random.bytes(16));
    const name = invitation.deviceName ?? itsOwnName;
    const certificate = await templateFor(this.#ports, { id, name, person: invitation.person }, key, now);
    const redemption: Redemption = {
      codeHash,
      at: clock.now(),
      device: { id, name, platform, origin },
      certificate,
    };
    return await registry.together(() => {
      const enrolment = registry.redeem(redemption);
      // Otherwise somebody else was first with this code, or this device was with the same key.
      if (enrolment?.device.id === id) {
        this.#record(invitation, enrolment);
        this.#allow(invitation);
      }
      return enrolment;
    });
  }

  /** A further certificate of a device that there is. It opens what the device opens, and ends with it at the latest. */
  async #redeemForApp(
    { id, person, deviceName, appKey }: Invitation,
    key: RequestedKey,
    codeHash: string,
    now: number,
  ): Promise<Enrolment | undefined> {
    const { registry, audit, clock } = this.#ports;
    const device = registry.device(appKey?.device ?? '');
    if (!device || listedState(device, now) !== 'active') return undefined;
    const name = deviceName ?? device.name;
    const about = { id: device.id, name, person };
    const certificate = await templateFor(this.#ports, about, key, now, { noLater: device.notAfter });
    return await registry.together(() => {
      const enrolment = registry.redeem({ codeHash, at: clock.now(), device: undefined, certificate });
      if (enrolment?.certificate.fingerprint === certificate.fingerprint) {
        const common = { outcome: 'ok', person, device: device.id, detail: { name } } as const;
        audit.record({ ...common, kind: 'invitation-redeemed', subject: id });
        audit.record({ ...common, kind: 'app-key-created', subject: certificate.fingerprint });
      }
      return enrolment;
    });
  }

  /** What the invitation is for becomes what its person may open. */
  #allow(invitation: Invitation): void {
    const { rules, audit, clock } = this.#ports;
    const { id, person } = invitation;
    const added = rulesOfInvitation(rules.ofPerson(person), invitation, clock.now());
    if (added.length === 0) return;
    for (const rule of added) rules.put(rule);
    const services = inWords(added.map(({ service }) => service));
    audit.record({ kind: 'access-allowed', outcome: 'ok', person, subject: id, detail: { services } });
  }

  #record({ id, person }: Invitation, { device, certificate }: Enrolment): void {
    const { audit } = this.#ports;
    const common = { outcome: 'ok', person, device: device.id } as const;
    const detail = { name: device.name };
    audit.record({ ...common, kind: 'invitation-redeemed', subject: id, detail });
    const { fingerprint, notAfter } = certificate;
    audit.record({
      ...common,
      kind: 'device-enrolled',
      subject: fingerprint,
      detail: { ...detail, notAfter: isoTime(notAfter) },
    });
  }
}
