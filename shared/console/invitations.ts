/** Inviting somebody, and taking that back. */
import { z } from 'zod';
import { MAX_HOST } from '../host.ts';
import { LANGUAGES } from '../languages.ts';
import { saidNameSchema, saidTextSchema } from '../names.ts';
import { idSchema, newNameSchema, pageOf, pageQuery, personSchema, serviceNameSchema, timeSchema } from './fields.ts';

const invitationStateSchema = z.enum(['open', 'redeemed', 'expired', 'cancelled']);

export const invitationsQuery = z.strictObject({
  ...pageQuery,
  person: personSchema.optional(),
  state: invitationStateSchema.optional(),
});

export const invitationSchema = z.object({
  id: idSchema,
  person: saidNameSchema,
  /** The device's name that the admin gave; null when the device names itself. */
  deviceName: saidNameSchema.nullable(),
  /** The app that it makes a key for; null for a device. */
  app: saidNameSchema.nullable(),
  /** What it adds to what the person may open; null for everything. */
  services: z.array(saidTextSchema(MAX_HOST)).nullable(),
  state: invitationStateSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** The device that redeemed it. */
  device: idSchema.nullable(),
});

export const invitationPageSchema = pageOf(invitationSchema);

export const inviteRequest = z.strictObject({
  /**
   * Made by the page for each press of the button. The same one again, within ten minutes and from the same page, gets the
   * same reply: one that was lost makes no second invitation.
   */
  request: z.uuid(),
  person: newNameSchema,
  /** What the certificate will call the device; it names itself when this is left out. */
  device: newNameSchema.optional(),
  /** When left out: everything for somebody new, nothing more for others. */
  services: z.array(serviceNameSchema).min(1).max(500).optional(),
  /** For how long the code works, in seconds. */
  lifeSeconds: z
    .number()
    .int()
    .min(60)
    .max(90 * 24 * 60 * 60),
  /** What the message is for: both when left out. */
  isFor: z.enum(['computer', 'phone']).optional(),
  /** The language of the message where the person's profile has none. */
  pageLanguage: z.enum(LANGUAGES).optional(),
});

/** `code` and all that contains it are secrets until the code is redeemed: to be shown once, and kept nowhere. */
export const inviteReply = z.object({
  invitation: invitationSchema,
  /** `K7QF-2M9X-4TDW` */
  code: z.string(),
  /** To read aloud: the code and where. `K7QF-2M9X-4TDW@enroll.example.com` */
  invite: z.string(),
  /** Opens the app. */
  link: z.string(),
  /** Opens the page of the invite; what the QR code holds. */
  webLink: z.string(),
  /** The QR code: its rows from the top, a `1` for each dark module; the quiet zone is not in it. */
  qr: z.array(z.string().regex(/^[01]+$/)).max(177),
  /** To copy or share as it is. */
  message: z.string(),
  /** What the person may open once it is redeemed; and of these, what they may not open yet. */
  services: z.array(saidTextSchema(MAX_HOST)),
  adds: z.array(saidTextSchema(MAX_HOST)),
  /** Why the link leads to the host of the app, where a phone may be asked for a certificate; null when it does not. */
  pageLacks: z.enum(['address', 'certificate']).nullable(),
  /** It was meant for a phone, whose browser does not know the private root of this home. */
  notForPhones: z.boolean(),
});

export const takeBackRequest = z.strictObject({ invitation: idSchema });

export const takeBackReply = z.object({ invitation: invitationSchema });
