/** What this computer remembers of one enrolment. Nothing in it is secret. */
import { z } from 'zod';
import { certificateReplySchema, contactSchema } from '../../shared/api.ts';
import { fingerprintSchema } from '../../shared/fingerprint.ts';

const reply = certificateReplySchema.shape;

/** A certificate store as it is told of. */
const storeNameSchema = z.object({ id: z.string(), name: z.string() });
export type StoreName = z.infer<typeof storeNameSchema>;

/** A store that was meant to hold the certificate and does not. */
const skippedStoreSchema = storeNameSchema.extend({
  code: z.string(),
  detail: z.string(),
  /** One of the causes of stores; a later version may know more. */
  storeCause: z.string().optional(),
});
export type SkippedStore = z.infer<typeof skippedStoreSchema>;

/** The part of a home's reply that is no secret. */
const { certificate, ca, notBefore, notAfter, home, person, device, services } = reply;
const nextSchema = z.object({
  certificate,
  ca,
  fingerprint: fingerprintSchema,
  notBefore,
  notAfter,
  home,
  person,
  device,
  services,
});

/** What became of the last tries to renew; times by this computer's clock. */
const renewalSchema = z.object({
  /** When the present certificate took the place of the one before. */
  renewedAt: z.iso.datetime().optional(),
  /** What keeps the next one from coming, and since when. */
  trouble: z
    .object({
      code: z.string(),
      detail: z.string().optional(),
      storeCause: z.string().optional(),
      since: z.iso.datetime(),
      at: z.iso.datetime(),
    })
    .optional(),
  /** When the person was last told that the certificate expires. */
  noticedAt: z.iso.datetime().optional(),
});

/** What the home said the last time that it was asked what is open now; times by this computer's clock. */
const accessSchema = z.object({
  at: z.iso.datetime(),
  /** The last change that was noticed, and the names of what was open before it. */
  changed: z.object({ at: z.iso.datetime(), before: z.array(z.string()) }).optional(),
});

export const enrolmentRecordSchema = z.object({
  version: z.literal(1),
  /**
   * Random, made here. Never anything that a home chose: one home must not be able to overwrite what is remembered of
   * another.
   */
  id: z.uuid(),
  /**
   * `installing`: the certificate came and is on its way into the stores. `enrolled`: it is there. `leaving`: it is on
   * its way out; what is left to do is in `leaving`.
   */
  state: z.enum(['installing', 'enrolled', 'leaving']),
  home,
  /** Where the signing API is. */
  place: z.object({
    host: z.string(),
    port: z.number().int().min(1).max(65_535),
    /** base64url SHA-256 of the private server root's DER. */
    pin: z.string().optional(),
  }),
  /** The home's private server root, PEM, proven by the pin. */
  serverRoot: z.string().optional(),
  person,
  device,
  certificate,
  ca,
  fingerprint: fingerprintSchema,
  notBefore,
  notAfter,
  /** What is open now, as far as the home has said. */
  services,
  /** Whom to ask, as the home said it last. */
  contact: contactSchema.optional(),
  /** Missing until the home was asked, and in records of earlier versions. */
  access: accessSchema.optional(),
  /** The invite that brought it, as `inviteDigest` writes it. */
  invite: z.string().optional(),
  /** Where the certificate was put. */
  stores: z.array(storeNameSchema),
  skipped: z.array(skippedStoreSchema),
  /** The next certificate, from its arrival until it is proven to work. */
  next: nextSchema.optional(),
  /**
   * Certificates that were replaced, and the ids of the stores that have not made the switch yet. As long as this is
   * there, even empty, the key of the present certificate is still in the vault.
   */
  retired: z.array(z.object({ fingerprint: fingerprintSchema, stores: z.array(z.string()) })).optional(),
  renewal: renewalSchema.optional(),
  /** `told`: the home was notified. */
  leaving: z.object({ told: z.boolean(), removed: z.boolean() }).optional(),
});
export type EnrolmentRecord = z.infer<typeof enrolmentRecordSchema>;
