/**
 * Keys for apps: further certificates of a device, each with the app's name, and the invitations that they come by. Appended
 * to the registry's migrations.
 */
export const APP_KEYS_SCHEMA = `
  -- The device that an invitation is for a further key of, and the app; null for an invitation of a new device.
  ALTER TABLE invitation ADD COLUMN for_device TEXT;
  ALTER TABLE invitation ADD COLUMN app TEXT CHECK ((app IS NULL) = (for_device IS NULL));

  -- Null for the device's own.
  ALTER TABLE certificate ADD COLUMN app TEXT;
  ALTER TABLE certificate ADD COLUMN invitation_id TEXT;
  CREATE INDEX certificate_by_invitation ON certificate (invitation_id) WHERE invitation_id IS NOT NULL;

  -- What renewing and lists go by is the device's own certificate.
  DROP INDEX certificate_one_active;
  CREATE UNIQUE INDEX certificate_one_active ON certificate (device_id, generation) WHERE state = 'active' AND app IS NULL;
  DROP TRIGGER certificate_prolongs_device;
  CREATE TRIGGER certificate_prolongs_device AFTER INSERT ON certificate WHEN NEW.app IS NULL
  BEGIN UPDATE device SET not_after = max(not_after, NEW.not_after) WHERE id = NEW.device_id; END;
`;
