/** What the console's calls and replies have in common. Texts that people typed are made harmless on both sides. */
import { z } from 'zod';
import { MAX_HOST, MAX_LABEL } from '../host.ts';
import { nameSchema, saidNameSchema, saidTextSchema } from '../names.ts';

/** A time in UTC, ISO 8601 / RFC 3339. */
export const timeSchema = z.iso.datetime();

/** The id of a device or an invitation. */
export const idSchema = z.uuid();

/** A person, as the registry has the name: older registries know names that nobody could give today. */
export const personSchema = z.string().min(1).max(256);

/** What rules call a service: its name, or the host of a hand-written site. */
export const serviceNameSchema = z.string().min(1).max(MAX_HOST);

/** A name that somebody gives now. */
export const newNameSchema = nameSchema;

/** The name typed again, for what cannot be undone. */
export const confirmSchema = z.string().max(256).optional();

/** One page of a list: as many, and from where on. `after` is what the page before gave as `next`. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(300).optional(),
};

/** What is looked for, anywhere in names and notes; upper and lower case are the same. */
export const searchSchema = z.string().max(100).optional();

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    /** Where the next page begins; null when there is none. */
    next: z.string().nullable(),
  });

/** When and where a device was seen from outside; null when it never was, or when that is not remembered. */
export const sightingSchema = z
  .object({
    at: timeSchema,
    address: saidTextSchema(100),
    host: saidTextSchema(MAX_HOST).nullable(),
    /** The declared service that the host belongs to. */
    service: saidTextSchema(MAX_LABEL).nullable(),
  })
  .nullable();

/** A device as other things refer to it. */
export const deviceRefSchema = z.object({ id: idSchema, name: saidNameSchema });

/** What somebody may open, service by service, in the order of latchkey.yaml. A device never opens more than its person. */
export const accessSchema = z.object({
  person: saidNameSchema,
  /** A device that opens less than its person; null for the person. */
  device: deviceRefSchema.nullable(),
  services: z.array(
    z.object({
      name: saidTextSchema(MAX_HOST),
      host: saidTextSchema(MAX_HOST),
      /** `chosen`: only who was given it by name may open it. */
      for: z.enum(['everyone', 'chosen']),
      open: z.boolean(),
      /** The end of that, when there is one. */
      until: timeSchema.nullable(),
    }),
  ),
});
