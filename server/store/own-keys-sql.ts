/**
 * Invitations that a device asked for itself with the key that it has, for its next key or one for an app. Appended to the
 * registry's migrations.
 */
export const OWN_KEYS_SCHEMA = `
  -- The fingerprint of the certificate that asked. Without an app it is the next certificate of the same device.
  ALTER TABLE invitation ADD COLUMN asked_with TEXT;
  CREATE INDEX invitation_by_asker ON invitation (asked_with) WHERE asked_with IS NOT NULL;
  CREATE INDEX invitation_for_device ON invitation (for_device) WHERE for_device IS NOT NULL;
`;

const ITS_CERTIFICATES = 'SELECT fingerprint FROM certificate WHERE device_id = :deviceId';

export const OWN_KEYS_SQL = {
  // Without an app: its next certificate. With :every, both.
  closeInvitations: `
    UPDATE invitation SET cancelled_at = :at
    WHERE (for_device = :deviceId OR asked_with IN (${ITS_CERTIFICATES})) AND (:every OR app IS :app)
      AND redeemed_at IS NULL AND cancelled_at IS NULL AND expires_at > :at`,
  askedSince: `
    SELECT count(*) AS count FROM invitation
    WHERE asked_with IN (${ITS_CERTIFICATES}) AND created_at > :since`,
} as const;
