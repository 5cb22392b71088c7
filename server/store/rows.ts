/** Rows of the registry as the core's records. A row that does not fit its record is damage, not a bug. */
import { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import type { ListedDevice, Person } from '../core/names/directory.ts';
import { type Certificate, type Device, type Invitation, ORIGINS, PLATFORMS, type Sighting } from '../core/records.ts';

export const optionalText = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);
const optionalTime = z
  .int()
  .nullable()
  .transform((time) => time ?? undefined);
/** A JSON list of names. */
export const listOfNames = z.string().transform((text, context) => {
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    context.issues.push({ code: 'custom', input: text, message: 'is not a list of names' });
    return z.NEVER;
  }
});
const optionalNames = listOfNames.nullable().transform((names) => names ?? undefined);

const invitationRow = z
  .object({
    id: z.string(),
    person: z.string(),
    device_name: optionalText,
    services: optionalNames,
    created_at: z.int(),
    expires_at: z.int(),
    redeemed_at: optionalTime,
    cancelled_at: optionalTime,
    device_id: optionalText,
    for_device: optionalText,
    app: optionalText,
    asked_with: optionalText,
  })
  .transform(
    (row): Invitation => ({
      id: row.id,
      person: row.person,
      deviceName: row.device_name,
      services: row.services,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      redeemedAt: row.redeemed_at,
      cancelledAt: row.cancelled_at,
      deviceId: row.device_id,
      ...(row.for_device === undefined || row.app === undefined
        ? {}
        : { appKey: { device: row.for_device, app: row.app } }),
      ...(row.asked_with === undefined ? {} : { askedWith: row.asked_with }),
    }),
  );

const deviceColumns = z.object({
  id: z.string(),
  person: z.string(),
  name: z.string(),
  platform: z
    .enum(PLATFORMS)
    .nullable()
    .transform((platform) => platform ?? undefined),
  origin: z.enum(ORIGINS),
  state: z.enum(['active', 'shut-out', 'left']),
  renewal_generation: z.int(),
  confirmed_generation: z.int(),
  enrolled_at: z.int(),
  ended_at: optionalTime,
  last_not_after: z.int(),
});

const asDevice = (row: z.output<typeof deviceColumns>): Device => ({
  id: row.id,
  person: row.person,
  name: row.name,
  platform: row.platform,
  origin: row.origin,
  state: row.state,
  renewalGeneration: row.renewal_generation,
  confirmedGeneration: row.confirmed_generation,
  enrolledAt: row.enrolled_at,
  endedAt: row.ended_at,
  notAfter: row.last_not_after,
});

const seenColumns = z.object({ seen_at: optionalTime, seen_address: optionalText, seen_host: optionalText });

function asSighting(row: z.output<typeof seenColumns>): Sighting | undefined {
  if (row.seen_at === undefined || row.seen_address === undefined) return undefined;
  return { at: row.seen_at, address: row.seen_address, host: row.seen_host };
}

const listedDeviceRow = deviceColumns
  .extend({ note: optionalText, secret_reused_at: optionalTime, ...seenColumns.shape })
  .transform(
    (row): ListedDevice => ({
      ...asDevice(row),
      note: row.note,
      secretReusedAt: row.secret_reused_at,
      lastSeen: asSighting(row),
    }),
  );

const personRow = seenColumns
  .extend({ person: z.string(), devices: z.int(), active: z.int(), open: z.int() })
  .transform(
    (row): Person => ({
      name: row.person,
      devices: row.devices,
      active: row.active,
      openInvitations: row.open,
      lastSeen: asSighting(row),
    }),
  );

const certificateRow = z
  .object({
    fingerprint: z.string(),
    device_id: z.string(),
    serial: z.string(),
    der: z.instanceof(Uint8Array),
    spki_hash: z.string(),
    not_before: z.int(),
    not_after: z.int(),
    state: z.enum(['active', 'superseded', 'revoked']),
    generation: z.int(),
    app: optionalText,
  })
  .transform(
    (row): Certificate => ({
      fingerprint: row.fingerprint,
      deviceId: row.device_id,
      serial: row.serial,
      der: row.der,
      spkiHash: row.spki_hash,
      notBefore: row.not_before,
      notAfter: row.not_after,
      state: row.state,
      generation: row.generation,
      ...(row.app === undefined ? {} : { app: row.app }),
    }),
  );

/** Reads a row, or says which column of which table is damaged. @throws LatchkeyError REGISTRY_DAMAGED */
export const reader =
  <T>(schema: z.ZodType<T>, table: string) =>
  (row: unknown): T => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const column = parsed.error.issues[0]?.path.join('.') ?? 'unknown';
    throw new LatchkeyError('REGISTRY_DAMAGED', { detail: `Table ${table}, column ${column}.` });
  };

export const toInvitation = reader(invitationRow, 'invitation');
export const toDevice = reader(deviceColumns.transform(asDevice), 'device');
export const toListedDevice = reader(listedDeviceRow, 'device');
export const toPerson = reader(personRow, 'device');
export const toCertificate = reader(certificateRow, 'certificate');
