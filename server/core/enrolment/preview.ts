import type { PreviewReply } from '../../../shared/api.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { contactForApp, servicesForApp } from '../access/access.ts';
import type { AccessPolicy, AccessRules } from '../access/policy.ts';
import { rulesOfInvitation } from '../access/rules.ts';
import { isoTime } from '../encoding.ts';
import { listedState } from '../names/directory.ts';
import type { CertificateAuthority } from '../ports/authority.ts';
import type { Clock, Secrets } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { Device, HomeFacts, Invitation } from '../records.ts';
import { invitationState } from '../records.ts';
import { certificateDays } from '../validity.ts';
import { readChallenge } from './challenges.ts';
import { typedCodeHash } from './invitations.ts';
import { askingForNext } from './own-keys.ts';

/** Whose key an invitation is for, when it is for a device that there is. */
interface KeyFacts {
  readonly named: Pick<PreviewReply, 'device' | 'app' | 'renews'>;
  readonly device?: Device;
  /** Milliseconds: the certificate ends then at the latest. */
  readonly noLater?: number;
}

/** What the holder of a code may know before anything is made. Redeems nothing. */
export class Preview {
  readonly #registry: Registry;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #home: HomeFacts;
  readonly #authority: Pick<CertificateAuthority, 'notAfter'>;
  readonly #rules: Pick<AccessRules, 'ofPerson'>;
  readonly #policy: Pick<AccessPolicy, 'servicesOf'>;

  constructor(ports: {
    readonly registry: Registry;
    readonly secrets: Secrets;
    readonly clock: Clock;
    readonly home: HomeFacts;
    readonly authority: Pick<CertificateAuthority, 'notAfter'>;
    readonly rules: Pick<AccessRules, 'ofPerson'>;
    readonly policy: Pick<AccessPolicy, 'servicesOf'>;
  }) {
    this.#registry = ports.registry;
    this.#secrets = ports.secrets;
    this.#clock = ports.clock;
    this.#home = ports.home;
    this.#authority = ports.authority;
    this.#rules = ports.rules;
    this.#policy = ports.policy;
  }

  /**
   * @param code as a person typed it
   * @throws LatchkeyError INVITATION_NOT_VALID, the same for wrong, used, expired and cancelled
   */
  preview(code: string): PreviewReply {
    return this.#of(typedCodeHash(this.#secrets, code));
  }

  /**
   * @param challenge what the code was swapped for
   * @throws LatchkeyError INVITATION_NOT_VALID, also for a challenge that is past its ten minutes
   */
  previewByChallenge(challenge: string): PreviewReply {
    return this.#of(readChallenge(this.#secrets, challenge, this.#clock.now())?.codeHash ?? '');
  }

  /** @throws LatchkeyError INVITATION_NOT_VALID for a further key of a device that opens nothing any more */
  #keyOf({ deviceName, appKey, askedWith }: Invitation, now: number): KeyFacts {
    if (appKey === undefined && askedWith === undefined)
      return { named: deviceName === undefined ? {} : { device: deviceName } };
    if (appKey === undefined)
      return { named: { device: deviceName, renews: true }, device: this.#asking(askedWith, now) };
    const device = this.#registry.device(appKey.device);
    if (!device || listedState(device, now) !== 'active') throw new LatchkeyError('INVITATION_NOT_VALID');
    return { named: { device: device.name, app: appKey.app }, device, noLater: device.notAfter };
  }

  /** The device whose certificate asked for the next one. @throws LatchkeyError INVITATION_NOT_VALID when it may no longer */
  #asking(askedWith: string | undefined, now: number): Device {
    const asking = askingForNext({ registry: this.#registry, home: this.#home }, askedWith, now);
    if (!asking) throw new LatchkeyError('INVITATION_NOT_VALID');
    return asking.shown.device;
  }

  #of(codeHash: string): PreviewReply {
    const now = this.#clock.now();
    const invitation = this.#registry.invitationByCode(codeHash);
    if (!invitation || invitationState(invitation, now) !== 'open') throw new LatchkeyError('INVITATION_NOT_VALID');
    const { named, device, noLater = Number.POSITIVE_INFINITY } = this.#keyOf(invitation, now);
    const end = Math.min(this.#authority.notAfter, noLater);
    const added = rulesOfInvitation(this.#rules.ofPerson(invitation.person), invitation, now);
    return {
      home: { name: this.#home.name, domain: this.#home.domain },
      ...(this.#home.enrolmentHost === undefined ? {} : { host: this.#home.enrolmentHost }),
      person: invitation.person,
      ...named,
      services: servicesForApp(this.#policy.servicesOf(invitation.person, device?.id, added)),
      ...contactForApp(this.#home),
      expiresAt: isoTime(invitation.expiresAt),
      certificateDays: certificateDays(now, this.#home.certificateDays, end),
    };
  }
}
