import { CODE_RANDOM_BYTES, codeFromRandom, parseCode } from '../../../shared/code.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { AccessRules } from '../access/policy.ts';
import { HomeServices, knownServices } from '../access/services.ts';
import type { Audit } from '../audit/audit.ts';
import { uuid } from '../encoding.ts';
import { listedState } from '../names/directory.ts';
import { validName } from '../names/names.ts';
import type { Clock, Random, Secrets } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import { type Device, type HomeFacts, type Invitation, type InvitationState, invitationState } from '../records.ts';
import { DAY } from '../validity.ts';

/** How long a code opens something unless the admin says otherwise: 72 hours. */
export const DEFAULT_INVITATION_LIFE = 72 * 60 * 60 * 1000;
/** The shortest and the longest life of an invitation: a minute, 90 days. */
export const INVITATION_LIFE = { min: 60 * 1000, max: 90 * DAY } as const;

export interface InvitationOrder {
  readonly person: string;
  /** The name that the certificate will give the device; otherwise the device names itself. */
  readonly deviceName?: string | undefined;
  /** Names of services or hosts of sites; when absent, everything for somebody new, and nothing more for others. */
  readonly services?: readonly string[] | undefined;
  /** Milliseconds; {@link DEFAULT_INVITATION_LIFE} when absent. */
  readonly life?: number | undefined;
}

export interface NewInvitation {
  /** In its written form. A secret: this is the only moment at which it is known. */
  readonly code: string;
  readonly invitation: Invitation;
}

/** Whom and what an invitation is for. */
type Whom = Pick<Invitation, 'person' | 'deviceName' | 'services' | 'appKey' | 'askedWith'>;

/** The code whose hash is looked up for what is no code, so that it costs the same as a wrong one. */
const NO_CODE = '0000-0000-0000';

/** The hash of a code as a person typed it; for a text that is no code, one that no invitation has. */
export function typedCodeHash(secrets: Secrets, text: string): string {
  const parsed = parseCode(text);
  const hash = secrets.codeHash(parsed.ok ? parsed.code : NO_CODE);
  return parsed.ok ? hash : '';
}

/** What the admin does with invitations. */
export class Invitations {
  readonly #registry: Registry;
  readonly #audit: Audit;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #services: HomeServices;
  readonly #rules: Pick<AccessRules, 'ofPerson'>;

  constructor(ports: {
    readonly registry: Registry;
    readonly rules: Pick<AccessRules, 'ofPerson'>;
    readonly audit: Audit;
    readonly secrets: Secrets;
    readonly clock: Clock;
    readonly random: Random;
    readonly home: HomeFacts;
  }) {
    this.#registry = ports.registry;
    this.#audit = ports.audit;
    this.#secrets = ports.secrets;
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#services = new HomeServices(ports.home);
    this.#rules = ports.rules;
  }

  /**
   * Invites one person for one device. Redeeming it adds to what they may open, and takes nothing away.
   * @throws LatchkeyError USAGE for a name that cannot be in a certificate, a life out of bounds; SERVICE_NOT_FOUND
   */
  invite(order: InvitationOrder): NewInvitation {
    const person = validName('name of the person', order.person);
    return this.#add(
      {
        person,
        deviceName: order.deviceName === undefined ? undefined : validName('name of the device', order.deviceName),
        services: order.services ? knownServices(this.#services, order.services) : this.#nothingMore(person),
      },
      order.life,
    );
  }

  /**
   * Invites a device that there is to make a further key, for one app that cannot use the device's own.
   * @param app what the app is called; the certificate says `device · app`
   * @param askedWith the certificate that asked for it, when the device did so itself; the admin needs none
   * @throws LatchkeyError USAGE for a device that opens nothing any more, a name that cannot be in a certificate, a life out
   * of bounds
   */
  inviteApp(
    device: Pick<Device, 'id' | 'name' | 'person' | 'state' | 'notAfter'>,
    app: string,
    life?: number,
    askedWith?: string,
  ): NewInvitation {
    if (listedState(device, this.#clock.now()) !== 'active') {
      const detail = `${device.name} of ${device.person} opens nothing any more, and so would a further key of it.`;
      throw new LatchkeyError('USAGE', { detail, hint: 'Invite the person again.' });
    }
    const named = validName('name of the app', app);
    const deviceName = validName('name of the device with the app', `${device.name} · ${named}`);
    const whom = { person: device.person, deviceName, services: [], appKey: { device: device.id, app: named } };
    return askedWith === undefined ? this.#add(whom, life) : this.#addOwn({ ...whom, askedWith }, device.id, life);
  }

  /**
   * Invites a device that there is to its next certificate, which it has asked for itself.
   * @param askedWith the certificate that asked
   * @param life milliseconds
   */
  inviteAgain({ id, person, name }: Pick<Device, 'id' | 'person' | 'name'>, askedWith: string, life: number) {
    return this.#addOwn({ person, deviceName: name, services: [], askedWith }, id, life);
  }

  /** In the place of what the device asked for before and has not used. */
  #addOwn(whom: Whom, deviceId: string, life?: number): NewInvitation {
    return this.#registry.atomically(() => {
      this.#registry.closeInvitations(deviceId, this.#clock.now(), whom.appKey?.app ?? null);
      return this.#add(whom, life);
    });
  }

  #add(whom: Whom, life = DEFAULT_INVITATION_LIFE): NewInvitation {
    const now = this.#clock.now();
    const invitation: Invitation = {
      ...whom,
      id: uuid(this.#random.bytes(16)),
      createdAt: now,
      expiresAt: now + validLife(life),
      redeemedAt: undefined,
      cancelledAt: undefined,
      deviceId: undefined,
    };
    const code = codeFromRandom(this.#random.bytes(CODE_RANDOM_BYTES));
    this.#registry.atomically(() => {
      this.#registry.addInvitation(invitation, this.#secrets.codeHash(code));
      if (invitation.askedWith === undefined) this.#record('invitation-created', invitation);
    });
    return { code, invitation };
  }

  /** All invitations, the newest first, and what has become of each. */
  list(): readonly (Invitation & { readonly state: InvitationState })[] {
    const now = this.#clock.now();
    return this.#registry.invitations().map((each) => ({ ...each, state: invitationState(each, now) }));
  }

  /**
   * Takes an open invitation back.
   * @param reference its id, or the beginning of it
   * @throws LatchkeyError INVITATION_NOT_FOUND when there is no such one, or it is no longer open
   */
  cancel(reference: string): Invitation {
    const now = this.#clock.now();
    const wanted = reference.trim().toLowerCase();
    const [found, another] = wanted === '' ? [] : this.#registry.openInvitationsByIdPrefix(wanted, now);
    if (!found || another) {
      const detail = found && `Several open invitations begin with ${wanted}.`;
      throw new LatchkeyError('INVITATION_NOT_FOUND', detail ? { detail } : {});
    }
    this.#registry.atomically(() => {
      if (!this.#registry.cancelInvitation(found.id, now)) throw new LatchkeyError('INVITATION_NOT_FOUND');
      this.#record('invitation-cancelled', found);
    });
    return { ...found, cancelledAt: now };
  }

  #record(kind: 'invitation-created' | 'invitation-cancelled', { id, person, deviceName }: Invitation): void {
    const detail = deviceName === undefined ? undefined : { name: deviceName };
    this.#audit.record({ kind, outcome: 'ok', person, subject: id, detail });
  }

  /** Somebody who has been given or refused something before is not given everything by a second device. */
  #nothingMore(person: string): readonly string[] | undefined {
    return this.#rules.ofPerson(person).some(({ device }) => device === undefined) ? [] : undefined;
  }
}

function validLife(life: number): number {
  if (Number.isSafeInteger(life) && life >= INVITATION_LIFE.min && life <= INVITATION_LIFE.max) return life;
  throw new LatchkeyError('USAGE', {
    detail: 'An invitation lives between one minute and 90 days.',
  });
}
