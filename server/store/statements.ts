import { OWN_KEYS_SQL } from './own-keys-sql.ts';

/** An invitation as {@link import('./rows.ts').toInvitation} reads it, and the device that came of it. */
export const INVITATION = `
  SELECT i.id, i.person, i.device_name, i.services, i.created_at, i.expires_at, i.redeemed_at, i.cancelled_at,
         i.for_device, i.app, i.asked_with,
         coalesce(d.id, iif(i.redeemed_at IS NULL, NULL, coalesce(i.for_device,
           (SELECT a.device_id FROM certificate a WHERE a.fingerprint = i.asked_with)))) AS device_id
  FROM invitation i LEFT JOIN device d ON d.invitation_id = i.id`;

const DEVICE = `
  SELECT d.id, d.person, d.name, d.platform, d.origin, d.state, d.renewal_generation, d.confirmed_generation,
         d.enrolled_at, d.ended_at,
         (SELECT max(not_after) FROM certificate WHERE device_id = d.id AND app IS NULL) AS last_not_after
  FROM device d`;

const CERTIFICATE = `
  SELECT c.fingerprint, c.device_id, c.serial, c.der, c.spki_hash, c.not_before, c.not_after, c.state,
         c.generation, c.app
  FROM certificate c`;

const ACTIVE = `
  FROM certificate c JOIN device d ON d.id = c.device_id
  WHERE c.state = 'active' AND d.state = 'active' AND c.not_after > :at`;

/** Every statement's text; what is slow here is slow everywhere, so a test asks SQLite for each one's plan. */
export const SQL = {
  ...OWN_KEYS_SQL,
  check: 'SELECT count(*) FROM meta',

  addInvitation: `
    INSERT INTO invitation (id, code_hash, person, device_name, services, created_at, expires_at, for_device, app,
                            asked_with)
    VALUES (:id, :codeHash, :person, :deviceName, :services, :createdAt, :expiresAt, :forDevice, :app, :askedWith)`,
  invitationByCode: `${INVITATION} WHERE i.code_hash = :codeHash`,
  invitations: `${INVITATION} ORDER BY i.created_at DESC, i.rowid DESC`,
  openInvitationsByIdPrefix: `
    ${INVITATION}
    WHERE i.id >= :prefix AND i.id < :end AND i.redeemed_at IS NULL AND i.cancelled_at IS NULL AND i.expires_at > :at
    ORDER BY i.id LIMIT 2`,
  cancelInvitation: `
    UPDATE invitation SET cancelled_at = :at
    WHERE id = :id AND redeemed_at IS NULL AND cancelled_at IS NULL AND expires_at > :at`,

  claimInvitation: `
    UPDATE invitation SET redeemed_at = :at
    WHERE code_hash = :codeHash AND redeemed_at IS NULL AND cancelled_at IS NULL AND expires_at > :at`,
  addDevice: `
    INSERT INTO device (id, invitation_id, person, name, platform, origin, state, renewal_generation, enrolled_at)
    SELECT :id, id, person, :name, :platform, :origin, 'active', 0, :at FROM invitation WHERE code_hash = :codeHash`,
  addCertificate: `
    INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state, generation,
                             invitation_id)
    VALUES (:fingerprint, :deviceId, :serial, :der, :spkiHash, :notBefore, :notAfter, 'active', :generation, :invitation)`,
  addAppKey: `
    INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state, generation,
                             app, invitation_id)
    SELECT :fingerprint, d.id, :serial, :der, :spkiHash, :notBefore, :notAfter, 'active', 0, i.app, i.id
    FROM invitation i JOIN device d ON d.id = i.for_device
    WHERE i.code_hash = :codeHash AND d.id = :deviceId AND d.state = 'active'`,
  redeemed: `
    ${CERTIFICATE} JOIN device d ON d.id = c.device_id JOIN invitation i ON i.id = d.invitation_id
    WHERE i.code_hash = :codeHash AND i.expires_at > :at AND d.state = 'active'
      AND c.spki_hash = :spkiHash AND c.state = 'active' AND c.not_after > :at AND c.app IS NULL`,
  redeemedForDevice: `
    ${CERTIFICATE} JOIN invitation i ON i.id = c.invitation_id JOIN device d ON d.id = c.device_id
    WHERE i.code_hash = :codeHash AND i.expires_at > :at AND d.state = 'active'
      AND c.spki_hash = :spkiHash AND c.state = 'active' AND c.not_after > :at`,

  devices: `${DEVICE} ORDER BY d.enrolled_at DESC, d.rowid DESC`,
  device: `${DEVICE} WHERE d.id = :id`,
  devicesByIdPrefix: `${DEVICE} WHERE d.id >= :prefix AND d.id < :end ORDER BY d.id`,
  devicesByName: `${DEVICE} WHERE d.name = :name ORDER BY d.rowid DESC`,
  deviceNames: 'SELECT DISTINCT name FROM device ORDER BY name',
  personNames: 'SELECT person FROM device UNION SELECT person FROM invitation ORDER BY person',
  endDevice: `UPDATE device SET state = :state, ended_at = :at WHERE id = :id AND state = 'active'`,
  renameDevice: 'UPDATE device SET name = :name WHERE id = :id',
  setNote: 'UPDATE device SET note = :note WHERE id = :id',
  letCertificatesIn: `
    UPDATE certificate SET state = 'active', revoked_at = NULL, reason = NULL
    WHERE device_id = :id AND state = 'revoked' AND reason = 'shut-out' AND not_after > :at
      AND revoked_at = (SELECT ended_at FROM device WHERE id = :id AND state = 'shut-out')
    RETURNING fingerprint`,
  letDeviceIn: `UPDATE device SET state = 'active', ended_at = NULL WHERE id = :id AND state = 'shut-out'`,
  suspectDevice: 'UPDATE device SET secret_reused_at = :at WHERE id = :id',
  revokeCertificates: `
    UPDATE certificate SET state = 'revoked', revoked_at = :at, reason = :reason
    WHERE device_id = :id AND state = 'active'`,
  revokeAppKey: `
    UPDATE certificate SET state = 'revoked', revoked_at = :at, reason = 'shut-out'
    WHERE fingerprint = :fingerprint AND state = 'active' AND app IS NOT NULL`,
  certificatesOf: `${CERTIFICATE} WHERE c.device_id = :deviceId ORDER BY c.not_after DESC`,

  newestCertificate: `${CERTIFICATE} WHERE c.device_id = :deviceId AND c.app IS NULL ORDER BY c.generation DESC, c.rowid DESC LIMIT 1`,
  advanceDevice: `
    UPDATE device SET renewal_generation = :next, confirmed_generation = :next - 1, origin = :origin
    WHERE id = :deviceId AND state = 'active' AND renewal_generation = :seen`,
  confirmDevice: `
    UPDATE device SET confirmed_generation = :generation
    WHERE id = :deviceId AND state = 'active' AND renewal_generation = :generation`,
  retireOthers: `
    UPDATE certificate SET state = 'superseded', revoked_at = :at
    WHERE device_id = :deviceId AND state = 'active' AND generation <> :kept AND app IS NULL RETURNING fingerprint`,

  enrolment: `${CERTIFICATE} WHERE c.fingerprint = :fingerprint`,
  activeFingerprints: `SELECT c.fingerprint ${ACTIVE}`,
  activeVersion: 'SELECT version FROM active_version WHERE one = 1',
  nextEnd: `SELECT min(not_after) AS end FROM certificate WHERE state = 'active' AND not_after > :at`,
  mayStayOpen: `
    SELECT 1 FROM certificate c JOIN device d ON d.id = c.device_id
    WHERE c.fingerprint = :fingerprint AND c.state <> 'revoked' AND d.state = 'active' AND c.not_after > :at`,
  isActive: `SELECT 1 ${ACTIVE} AND c.fingerprint = :fingerprint`,
} as const;
