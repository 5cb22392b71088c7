/** What the registry remembers. Every time is in milliseconds since 1970-01-01 UTC. */
import type { Contact } from '../../shared/api.ts';

/** What is known of the home beside its registry: from `latchkey.yaml`. */
export interface HomeFacts {
  /** The home's name, as in certificates (`O=`). */
  readonly name: string;
  readonly domain: string;
  /** The host where the app enrols; undefined when the page of an invite is there too. */
  readonly enrolmentHost?: string | undefined;
  /** The admin's console, which admins open and nobody else. */
  readonly consoleHost?: string | undefined;
  /** Whom people ask; empty when the admin says nobody. */
  readonly contact: Contact;
  /** Every declared service, in the order of `latchkey.yaml`. */
  readonly services: readonly HomeService[];
  /** Hosts of hand-written sites, wildcards among them, as Caddy was last told. */
  readonly sites: readonly string[];
  /** Of these, the ones that only who was given them by name may open; also single names of a wildcard. */
  readonly chosenHosts: readonly string[];
  /** Single hosts that are for everyone although a wildcard of `chosenHosts` stands for them. */
  readonly everyonesHosts: readonly string[];
  /** The life of a device's certificate. */
  readonly certificateDays: number;
  /** For how many days after its end a device may still renew. */
  readonly graceDays: number;
}

/** A declared service. */
interface HomeService {
  readonly name: string;
  readonly url: string;
  readonly icon?: string;
  /** Only who was given it by name may open it. */
  readonly chosen: boolean;
}

/** An invitation is open until it is redeemed, cancelled or past its end, whichever comes first. */
export type InvitationState = 'open' | 'redeemed' | 'expired' | 'cancelled';

export interface Invitation {
  /** A UUID. The code itself is stored nowhere. */
  readonly id: string;
  readonly person: string;
  /** The device's name that the admin gave; otherwise the device names itself. */
  readonly deviceName: string | undefined;
  /** What its person may open once it is redeemed, beside what they may open already; undefined for everything. */
  readonly services: readonly string[] | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly redeemedAt: number | undefined;
  readonly cancelledAt: number | undefined;
  /** The device that redeemed it. */
  readonly deviceId: string | undefined;
  /** For a further key of a device that there is, for one app. */
  readonly appKey?: { readonly device: string; readonly app: string };
  /** Fingerprint of the certificate with which a device asked for it itself; without `appKey` for its next certificate. */
  readonly askedWith?: string;
}

export const PLATFORMS = ['macos', 'windows', 'linux', 'other'] as const;
export type Platform = (typeof PLATFORMS)[number];

/**
 * How a device came, and so how it renews: `app` by its renewal secret, `est` by the key of its certificate, `scep` and `page` by hand. A text of the
 * registry, so that more ways need no new table.
 */
export const ORIGINS = ['app', 'est', 'scep', 'page'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Whether nothing on the device renews its key: phones, and whatever a file or a profile was installed on. */
export const renewsByHand = (origin: Origin): boolean => origin === 'scep' || origin === 'page';

/** A device is active until it leaves or is shut out. Who was shut out by mistake can be let in again; who left cannot. */
export type DeviceState = 'active' | 'shut-out' | 'left';

export interface Device {
  /** A UUID, also in the certificate's subject alternative name (`urn:uuid:`). */
  readonly id: string;
  readonly person: string;
  /** Not unique: a person may have two computers of the same name. */
  readonly name: string;
  readonly platform: Platform | undefined;
  readonly origin: Origin;
  readonly state: DeviceState;
  /** The number of its newest renewal secret; how often it was rotated. */
  readonly renewalGeneration: number;
  /**
   * The newest renewal secret that it has shown to have received: the same as {@link renewalGeneration}, or one less
   * while the newest certificate is under way.
   */
  readonly confirmedGeneration: number;
  readonly enrolledAt: number;
  /** When it left or was shut out. */
  readonly endedAt: number | undefined;
  /** When its newest certificate expires. */
  readonly notAfter: number;
}

export interface Certificate {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly deviceId: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly der: Uint8Array;
  /** SHA-256 of the DER of its SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly spkiHash: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly state: 'active' | 'superseded' | 'revoked';
  /** The number of the renewal secret that came with it. */
  readonly generation: number;
  /** The app that it is for; undefined for the device's own. */
  readonly app?: string;
}

/** A certificate and whose it is. */
export interface Enrolment {
  readonly certificate: Certificate;
  readonly device: Device;
}

/** A visit from outside, as the edge proxy and the client-auth check saw it. */
export interface Sighting {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** The source address that HAProxy saw, in its canonical text. */
  readonly address: string;
  /** The host that was asked for, lower case; undefined when that was no host name. */
  readonly host: string | undefined;
}

/** What has become of an invitation. */
export function invitationState(invitation: Invitation, at: number): InvitationState {
  if (invitation.redeemedAt !== undefined) return 'redeemed';
  if (invitation.cancelledAt !== undefined) return 'cancelled';
  return invitation.expiresAt <= at ? 'expired' : 'open';
}
