/** What this computer remembers of one enrolment. Nothing in it is secret. */
import { z } from 'zod';
import { certificateReplySchema, fingerprintSchema } from '../../shared/api.ts';

const reply = certificateReplySchema.shape;

/** A certificate store as it is told of. */
const storeNameSchema = z.object({ id: z.string(), name: z.string() });
export type StoreName = z.infer<typeof storeNameSchema>;

/** A store that was meant to hold the certificate and does not. */
const skippedStoreSchema = storeNameSchema.extend({ code: z.string(), detail: z.string() });
export type SkippedStore = z.infer<typeof skippedStoreSchema>;

export const homeRecordSchema = z.object({
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
  home: reply.home,
  /** Where the signing API is. */
  place: z.object({
    host: z.string(),
    port: z.number().int().min(1).max(65_535),
    /** base64url SHA-256 of the private server root's DER. */
    pin: z.string().optional(),
  }),
  /** The home's private server root, PEM, proven by the pin. */
  serverRoot: z.string().optional(),
  person: reply.person,
  device: reply.device,
  certificate: reply.certificate,
  ca: reply.ca,
  fingerprint: fingerprintSchema,
  notBefore: reply.notBefore,
  notAfter: reply.notAfter,
  services: reply.services,
  /** Where the certificate was put. */
  stores: z.array(storeNameSchema),
  skipped: z.array(skippedStoreSchema),
  leaving: z.object({ told: z.boolean(), removed: z.boolean() }).optional(),
});
export type HomeRecord = z.infer<typeof homeRecordSchema>;
