import type { DatabaseSync } from 'node:sqlite';
import { LatchkeyError } from '../../shared/errors.ts';
import type { IssuedCertificate } from '../core/ports/authority.ts';
import type { Redemption, Registry, Renewal } from '../core/ports/registry.ts';
import type { Certificate, Device, DeviceState, Enrolment, Invitation } from '../core/records.ts';
import { createDatabase, guard, immediately, openDatabase, requireInPlace } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { prepareStatements, type Statements } from './prepare-statements.ts';
import { toCertificate, toDevice, toInvitation } from './rows.ts';
import { SQL } from './statements.ts';

/** The registry in one SQLite file (WAL): several processes read and write it at the same time. */
export class SqliteRegistry implements Registry {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements: Statements<typeof SQL>;
  readonly #afterCommit: (() => void)[] = [];
  readonly #group: GroupCommit;

  private constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
    this.#statements = prepareStatements(this, SQL);
    this.#group = new GroupCommit(database, (run) => this.atomically(run));
  }

  /** Makes a new, empty registry. @throws LatchkeyError HOME_EXISTS, FOLDER_NOT_WRITABLE */
  static create(path: string): SqliteRegistry {
    return new SqliteRegistry(path, createDatabase(path));
  }

  /**
   * Opens a registry, with migrations where its schema is older.
   * @throws LatchkeyError HOME_MISSING, REGISTRY_DAMAGED, FOLDER_NOT_WRITABLE, UNAVAILABLE
   */
  static open(path: string): SqliteRegistry {
    return new SqliteRegistry(path, openDatabase(path));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** The connection, for the tables beside the registry's own. */
  get database(): DatabaseSync {
    return this.#database;
  }

  /** Runs something on {@link database}; what SQLite throws becomes an error of the catalogue. */
  readonly guarded = <T>(run: () => T): T => guard(this.#path, run);

  /** {@link Registry.atomically} */
  atomically<T>(run: () => T): T {
    if (this.#database.isTransaction) return run();
    const value = this.guarded(() => immediately(this.#database, run));
    for (const listener of this.#afterCommit) listener();
    return value;
  }

  /** {@link Registry.together} */
  together<T>(run: () => T): Promise<T> {
    return this.#group.run(run);
  }

  /** Has something done after each transaction of {@link atomically}. */
  afterCommit(listener: () => void): void {
    this.#afterCommit.push(listener);
  }

  /** @throws LatchkeyError REGISTRY_REPLACED, REGISTRY_DAMAGED */
  check(): void {
    requireInPlace(this.#database);
    this.#statements.check.get();
  }

  addInvitation(invitation: Invitation, codeHash: string): void {
    this.#statements.addInvitation.run({
      id: invitation.id,
      codeHash,
      person: invitation.person,
      deviceName: invitation.deviceName ?? null,
      services: invitation.services ? JSON.stringify(invitation.services) : null,
      createdAt: invitation.createdAt,
      expiresAt: invitation.expiresAt,
      forDevice: invitation.appKey?.device ?? null,
      app: invitation.appKey?.app ?? null,
      askedWith: invitation.askedWith ?? null,
    });
  }

  invitationByCode(codeHash: string): Invitation | undefined {
    const row = this.#statements.invitationByCode.get({ codeHash });
    return row && toInvitation(row);
  }

  invitations(): readonly Invitation[] {
    return this.#statements.invitations.all().map(toInvitation);
  }

  openInvitationsByIdPrefix(prefix: string, at: number): readonly Invitation[] {
    return this.#statements.openInvitationsByIdPrefix.all({ prefix, end: `${prefix}\u{10ffff}`, at }).map(toInvitation);
  }

  cancelInvitation(id: string, at: number): boolean {
    return this.#statements.cancelInvitation.run({ id, at }) === 1;
  }

  closeInvitations(deviceId: string, at: number, app?: string | null): number {
    return this.#statements.closeInvitations.run({ deviceId, at, every: app === undefined ? 1 : 0, app: app ?? null });
  }

  askedSince(deviceId: string, since: number): number {
    return Number(this.#statements.askedSince.get({ deviceId, since })?.count);
  }

  claimInvitation(codeHash: string, at: number): boolean {
    return this.#statements.claimInvitation.run({ codeHash, at }) === 1;
  }

  redeem({ codeHash, at, device, certificate }: Redemption): Enrolment | undefined {
    return this.guarded(() =>
      immediately(this.#database, () => {
        const claimed = this.claimInvitation(codeHash, at);
        if (claimed && device === undefined) this.#addAppKey(codeHash, certificate);
        if (claimed && device !== undefined) {
          const { id, name, platform = null, origin } = device;
          this.#statements.addDevice.run({ codeHash, at, id, name, platform, origin });
          this.#addCertificate(device.id, 0, certificate);
        }
        return this.redeemed(codeHash, certificate.spkiHash, at);
      }),
    );
  }

  redeemed(codeHash: string, spkiHash: string, at: number): Enrolment | undefined {
    const asked = { codeHash, spkiHash, at };
    return this.#enrolment(this.#statements.redeemed.get(asked) ?? this.#statements.redeemedForDevice.get(asked));
  }

  devices(): readonly Device[] {
    return this.#statements.devices.all().map(toDevice);
  }

  device(id: string): Device | undefined {
    const row = this.#statements.device.get({ id });
    return row && toDevice(row);
  }

  devicesByIdPrefix(prefix: string): readonly Device[] {
    return this.#statements.devicesByIdPrefix.all({ prefix, end: `${prefix}\u{10ffff}` }).map(toDevice);
  }

  devicesByName(name: string): readonly Device[] {
    return this.#statements.devicesByName.all({ name }).map(toDevice);
  }

  deviceNames(): readonly string[] {
    return this.#statements.deviceNames.all().map(({ name }) => String(name));
  }

  personNames(): readonly string[] {
    return this.#statements.personNames.all().map(({ person }) => String(person));
  }

  endDevice(id: string, state: Exclude<DeviceState, 'active'>, at: number): Device | undefined {
    return this.guarded(() =>
      immediately(this.#database, () => {
        if (this.#statements.endDevice.run({ id, state, at }) === 1)
          this.#statements.revokeCertificates.run({ id, reason: state, at });
        this.closeInvitations(id, at);
        return this.device(id);
      }),
    );
  }

  renameDevice(id: string, name: string): void {
    this.#statements.renameDevice.run({ id, name });
  }

  setNote(id: string, note: string | undefined): void {
    this.#statements.setNote.run({ id, note: note ?? null });
  }

  letDeviceIn(id: string, at: number): readonly string[] {
    return this.atomically(() => {
      const fingerprints = this.#statements.letCertificatesIn
        .all({ id, at })
        .map(({ fingerprint }) => String(fingerprint));
      if (fingerprints.length > 0) this.#statements.letDeviceIn.run({ id });
      return fingerprints;
    });
  }

  suspect(id: string, at: number): void {
    this.#statements.suspectDevice.run({ id, at });
  }

  endAppKey(fingerprint: string, at: number): boolean {
    return this.#statements.revokeAppKey.run({ fingerprint, at }) === 1;
  }

  certificatesOf(deviceId: string): readonly Certificate[] {
    return this.#statements.certificatesOf.all({ deviceId }).map(toCertificate);
  }

  renewable(deviceId: string): Enrolment | undefined {
    return this.#enrolment(this.#statements.newestCertificate.get({ deviceId }));
  }

  renew({ deviceId, seen, generation, at, certificate, origin, invitation }: Renewal): readonly string[] | undefined {
    return this.guarded(() =>
      immediately(this.#database, () => {
        const newest = this.#statements.newestCertificate.get({ deviceId })?.fingerprint;
        if (newest !== seen.fingerprint) return undefined;
        const advance = { deviceId, seen: seen.generation, next: generation, origin };
        if (this.#statements.advanceDevice.run(advance) === 0) return undefined;
        const retired = this.#retireOthers(deviceId, generation - 1, at);
        this.#addCertificate(deviceId, generation, certificate, invitation);
        return retired;
      }),
    );
  }

  confirmRenewal(deviceId: string, generation: number, at: number): readonly string[] | undefined {
    return this.guarded(() =>
      immediately(this.#database, () => {
        const confirmed = this.#statements.confirmDevice.run({ deviceId, generation }) === 1;
        return confirmed ? this.#retireOthers(deviceId, generation, at) : undefined;
      }),
    );
  }

  enrolment(fingerprint: string): Enrolment | undefined {
    return this.#enrolment(this.#statements.enrolment.get({ fingerprint }));
  }

  activeFingerprints(at: number): readonly string[] {
    return this.#statements.activeFingerprints.all({ at }).map(({ fingerprint }) => String(fingerprint));
  }

  activeVersion(): number {
    return Number(this.#statements.activeVersion.get()?.version);
  }

  nextEnd(at: number): number | undefined {
    const end = this.#statements.nextEnd.get({ at })?.end;
    return typeof end === 'number' ? end : undefined;
  }

  mayStayOpen(fingerprint: string, at: number): boolean {
    return this.#statements.mayStayOpen.get({ fingerprint, at }) !== undefined;
  }

  isActive(fingerprint: string, at: number): boolean {
    return this.#statements.isActive.get({ fingerprint, at }) !== undefined;
  }

  #addCertificate(deviceId: string, generation: number, issued: IssuedCertificate, invitation?: string): void {
    const { fingerprint, serial, der, spkiHash, notBefore, notAfter } = issued;
    const certificate = { fingerprint, deviceId, serial, der, spkiHash, notBefore, notAfter, generation };
    this.#statements.addCertificate.run({ ...certificate, invitation: invitation ?? null });
  }

  /** @throws LatchkeyError INVITATION_NOT_VALID when its device has ended meanwhile: the code is not used up then */
  #addAppKey(codeHash: string, certificate: IssuedCertificate): void {
    const { fingerprint, serial, der, spkiHash, notBefore, notAfter } = certificate;
    const deviceId = this.invitationByCode(codeHash)?.appKey?.device ?? null;
    const key = { codeHash, deviceId, fingerprint, serial, der, spkiHash, notBefore, notAfter };
    if (this.#statements.addAppKey.run(key) !== 1) throw new LatchkeyError('INVITATION_NOT_VALID');
  }

  #retireOthers(deviceId: string, kept: number, at: number): readonly string[] {
    return this.#statements.retireOthers.all({ deviceId, kept, at }).map(({ fingerprint }) => String(fingerprint));
  }

  #enrolment(row: unknown): Enrolment | undefined {
    if (row === undefined) return undefined;
    const certificate = toCertificate(row);
    const device = this.device(certificate.deviceId);
    return device && { certificate, device };
  }
}
