import type { CertificateReply, CertificateRequest } from '../../shared/api.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import type { ActiveSetKeeper } from './active-set.ts';
import { isoTime, pem, uuid } from './encoding.ts';
import { invitationState, invitedServices, typedCodeHash } from './invitations.ts';
import type { CertificateAuthority, Clock, Random, Redemption, Registry, RequestedKey, Secrets } from './ports.ts';
import type { Enrolment, HomeFacts, Invitation } from './records.ts';
import { certificateEnd, certificateStart } from './validity.ts';

export interface IssuingPorts {
  readonly registry: Registry;
  readonly authority: CertificateAuthority;
  readonly keeper: ActiveSetKeeper;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly home: HomeFacts;
}

/** Redeems codes for certificates. */
export class Issuing {
  readonly #ports: IssuingPorts;

  constructor(ports: IssuingPorts) {
    this.#ports = ports;
  }

  /**
   * Redeems a code. The same code with the same key gives the same reply again until the code expires, so a lost reply
   * costs nothing; a device that was shut out or has left is not let back in by it.
   * @throws LatchkeyError INVITATION_NOT_VALID, the same for wrong, used, expired and cancelled; CSR_NOT_VALID
   */
  async issue(request: CertificateRequest): Promise<CertificateReply> {
    const { registry, authority, keeper, secrets, clock } = this.#ports;
    // Every attempt costs the same until the code is known to be good: one signature check, one hash, two look-ups.
    const key = await authority.readRequest(request.csr);
    const codeHash = typedCodeHash(secrets, request.code);
    const now = clock.now();
    const invitation = registry.invitationByCode(codeHash);
    const earlier = registry.redeemed(codeHash, key.spkiHash, now);

    const enrolment = earlier ?? (await this.#redeem(request, key, codeHash, invitation, now));
    if (!invitation || !enrolment) throw new LatchkeyError('INVITATION_NOT_VALID');
    if (!(await keeper.admit(enrolment.certificate.fingerprint))) throw new LatchkeyError('INVITATION_NOT_VALID');
    return this.#reply(invitation, enrolment);
  }

  /** Signs before the registry is asked to claim the code: the write lock is never held while a signature is made. */
  async #redeem(
    { device }: CertificateRequest,
    key: RequestedKey,
    codeHash: string,
    invitation: Invitation | undefined,
    now: number,
  ): Promise<Enrolment | undefined> {
    const { registry, authority, clock, random, home } = this.#ports;
    if (!invitation || invitationState(invitation, now) !== 'open') return undefined;
    const notAfter = certificateEnd(now, home.certificateDays, authority.notAfter);
    if (notAfter <= now) throw new LatchkeyError('UNAVAILABLE', { detail: 'The Homelab CA is past its end.' });
    const id = uuid(random.bytes(16));
    const name = invitation.deviceName ?? device.name;
    const certificate = await authority.issue({
      person: invitation.person,
      deviceName: name,
      deviceId: id,
      home: home.name,
      key,
      notBefore: certificateStart(now),
      notAfter,
    });
    const redemption: Redemption = {
      codeHash,
      at: clock.now(),
      device: { id, name, platform: device.platform },
      certificate,
    };
    return registry.redeem(redemption);
  }

  #reply(invitation: Invitation, { certificate, device }: Enrolment): CertificateReply {
    const { authority, secrets, home } = this.#ports;
    return {
      certificate: pem('CERTIFICATE', certificate.der),
      ca: authority.certificatePem,
      fingerprint: certificate.fingerprint,
      notBefore: isoTime(certificate.notBefore),
      notAfter: isoTime(certificate.notAfter),
      home: { name: home.name, domain: home.domain },
      person: device.person,
      device: { id: device.id, name: device.name },
      services: [...invitedServices(home, invitation.services)],
      renewalSecret: secrets.renewalSecret(device.id, device.renewalGeneration),
    };
  }
}
