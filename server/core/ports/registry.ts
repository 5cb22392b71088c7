/** What the core needs of the registry. */
import type { Certificate, Device, DeviceState, Enrolment, Invitation, Origin, Platform } from '../records.ts';
import type { IssuedCertificate } from './authority.ts';

/** What {@link Registry.redeem} records when the code can be claimed. */
export interface Redemption {
  readonly codeHash: string;
  readonly at: number;
  /** The device that comes into being; undefined for the key of an app, whose device the invitation names. */
  readonly device:
    | {
        readonly id: string;
        readonly name: string;
        readonly platform: Platform | undefined;
        readonly origin: Origin;
      }
    | undefined;
  readonly certificate: IssuedCertificate;
}

/** What {@link Registry.renew} records, if the device is still as it was when the certificate was made. */
export interface Renewal {
  readonly deviceId: string;
  /** The device's newest generation and certificate as they were read. */
  readonly seen: { readonly generation: number; readonly fingerprint: string };
  /** The generation of the new certificate. The one before it is confirmed by this. */
  readonly generation: number;
  readonly at: number;
  readonly certificate: IssuedCertificate;
  /** How the device proved itself; that is how it renews from now on. */
  readonly origin: Origin;
  /** The id of the invitation that it came by, when it did. */
  readonly invitation?: string;
}

/**
 * The truth: invitations, devices, certificates. Several processes use one registry at the same time. Every method is
 * atomic, and what it changed is on disk when it returns.
 * Every method may throw LatchkeyError REGISTRY_DAMAGED, UNAVAILABLE (another process writes for too long) or
 * FOLDER_NOT_WRITABLE.
 */
export interface Registry {
  /**
   * Runs something that is not asynchronous in one transaction: all that it changes, its audit entries included, is on
   * disk when this returns, or nothing is when it throws. Within another one it becomes part of it.
   */
  atomically<T>(run: () => T): T;

  /**
   * As {@link atomically}, in one transaction with whatever else asks for the same at this moment: for what many may ask
   * for at once, so that they wait for the disk together. None of them sees another's failure.
   */
  together<T>(run: () => T): Promise<T>;

  /** Throws when the registry cannot be read right now. */
  check(): void;

  addInvitation(invitation: Invitation, codeHash: string): void;
  invitationByCode(codeHash: string): Invitation | undefined;
  /** All of them, the newest first. */
  invitations(): readonly Invitation[];
  /** Open ones whose ids begin so: one, or two when there are several. */
  openInvitationsByIdPrefix(prefix: string, at: number): readonly Invitation[];
  /** Cancels it when it is open; false when it was not. */
  cancelInvitation(id: string, at: number): boolean;

  /**
   * Cancels the open invitations for further keys of a device, and those that it asked for itself.
   * @param app only those for this app; null for only those for its next certificate
   * @returns how many
   */
  closeInvitations(deviceId: string, at: number, app?: string | null): number;
  /** How many invitations a device has asked for itself since that moment. */
  askedSince(deviceId: string, since: number): number;

  /** Claims the code alone: within {@link together}, beside what it is claimed for. False when it is not open. */
  claimInvitation(codeHash: string, at: number): boolean;
  /**
   * Claims the code, if it is open, and records the device and its certificate with it, or nothing at all. A code that
   * was claimed before gives what {@link redeemed} gives.
   */
  redeem(redemption: Redemption): Enrolment | undefined;
  /** What this code was redeemed for with this key, as long as the code, the device and the certificate are good. */
  redeemed(codeHash: string, spkiHash: string, at: number): Enrolment | undefined;

  /** All of them, the newest first. */
  devices(): readonly Device[];
  device(id: string): Device | undefined;
  devicesByIdPrefix(prefix: string): readonly Device[];
  devicesByName(name: string): readonly Device[];
  /** Every name that a device has, each once. */
  deviceNames(): readonly string[];
  /** Everybody who was ever invited, each name once. */
  personNames(): readonly string[];
  /** Ends an active device, revokes its active certificates and closes what it was or has asked to be invited for; a device that has ended stays as it is. */
  endDevice(id: string, state: Exclude<DeviceState, 'active'>, at: number): Device | undefined;
  renameDevice(id: string, name: string): void;
  /** Writes something about a device, for the admin alone; undefined removes it. */
  setNote(id: string, note: string | undefined): void;
  /**
   * Makes a device that was shut out active again, with the certificates that it was shut out with, as far as they are
   * still good. Nothing happens when there is none.
   * @returns the fingerprints of those certificates
   */
  letDeviceIn(id: string, at: number): readonly string[];
  /** Remembers that somebody came with an old renewal secret of this device. */
  suspect(id: string, at: number): void;
  /** Ends the key of an app alone; false when it is no such key, or ended already. */
  endAppKey(fingerprint: string, at: number): boolean;
  /** Every certificate that the device ever had, the newest first. */
  certificatesOf(deviceId: string): readonly Certificate[];

  /** A device with its newest certificate: of the highest generation, and of those the last that was issued. */
  renewable(deviceId: string): Enrolment | undefined;
  /**
   * Records a certificate beside the confirmed one and retires every other.
   * @returns the fingerprints that are retired; undefined, and nothing recorded, when the device has ended or moved on
   */
  renew(renewal: Renewal): readonly string[] | undefined;
  /**
   * Records that the device has received this generation, and retires every other certificate.
   * @returns the fingerprints that are retired; undefined when the device has ended or this is not its newest generation
   */
  confirmRenewal(deviceId: string, generation: number, at: number): readonly string[] | undefined;

  enrolment(fingerprint: string): Enrolment | undefined;
  /** Fingerprints of active, unexpired certificates of active devices. */
  activeFingerprints(at: number): readonly string[];
  /** Whether {@link activeFingerprints} has this one. */
  isActive(fingerprint: string, at: number): boolean;
  /** Another number whenever {@link activeFingerprints} may have changed by more than the passing of time. */
  activeVersion(): number;
  /** When the first of the active certificates expires, milliseconds since 1970; undefined when there is none. */
  nextEnd(at: number): number | undefined;
  /**
   * Whether open connections with this one may go on: it is active, or a renewal retired it and it is not past its own
   * end. Of active devices only.
   */
  mayStayOpen(fingerprint: string, at: number): boolean;
}
