/** People and devices: the lists, one of them, and what is done with them. */
import { z } from 'zod';
import { fingerprintSchema } from '../fingerprint.ts';
import { MAX_HOST } from '../host.ts';
import { saidNameSchema, saidTextSchema } from '../names.ts';
import {
  accessSchema,
  confirmSchema,
  idSchema,
  newNameSchema,
  pageOf,
  pageQuery,
  personSchema,
  searchSchema,
  serviceNameSchema,
  sightingSchema,
  timeSchema,
} from './fields.ts';
import { invitationSchema } from './invitations.ts';

const deviceStateSchema = z.enum(['active', 'expired', 'shut-out', 'left']);

/** `phone`: came by the page of an invite, and names no desktop system. `other`: not known. */
const deviceKindSchema = z.enum(['computer', 'phone', 'other']);

export const devicesQuery = z.strictObject({
  ...pageQuery,
  search: searchSchema,
  person: personSchema.optional(),
  state: deviceStateSchema.optional(),
  kind: deviceKindSchema.optional(),
  /** Devices that may open this service now. */
  service: serviceNameSchema.optional(),
  /** `expiring`: devices that are let in now, the first to end first. */
  order: z.enum(['newest', 'expiring']).default('newest'),
});

const deviceSchema = z.object({
  id: idSchema,
  person: saidNameSchema,
  name: saidNameSchema,
  kind: deviceKindSchema,
  platform: z.enum(['macos', 'windows', 'linux', 'other']).nullable(),
  state: deviceStateSchema,
  /** `by-hand`: its person asks for the next key at `/me`. */
  renews: z.enum(['by-itself', 'by-hand']),
  enrolledAt: timeSchema,
  /** When its newest certificate expires. */
  notAfter: timeSchema,
  /** When it left or was shut out. */
  endedAt: timeSchema.nullable(),
  /** What the admin wrote about it; plain text. */
  note: saidTextSchema(2000).nullable(),
  /** When somebody came with an old renewal secret of it: there may be a copy. */
  suspectSince: timeSchema.nullable(),
  lastSeen: sightingSchema,
  /** Whether its person is an admin: it opens the console. */
  admin: z.boolean(),
  /** Names of what it may open now, were it let in. */
  services: z.array(saidTextSchema(MAX_HOST)),
});

export const devicePageSchema = pageOf(deviceSchema);

export const deviceQuery = z.strictObject({ id: idSchema });

export const deviceDetailsSchema = z.object({
  device: deviceSchema,
  /** The newest first. */
  certificates: z.array(
    z.object({
      fingerprint: fingerprintSchema,
      notBefore: timeSchema,
      notAfter: timeSchema,
      state: z.enum(['active', 'superseded', 'revoked']),
      /** The app that it is for; null for the device's own. */
      app: saidNameSchema.nullable(),
      letIn: z.boolean(),
    }),
  ),
  /** Of the device itself; and of its person, which is the most that it can have. */
  access: accessSchema,
  personAccess: accessSchema,
  /** The device that this page is open on. Shutting it out needs its name in `confirm`. */
  own: z.boolean(),
});

export const renameRequest = z.strictObject({ device: idSchema, name: newNameSchema });

/** Null takes the note away. One line, at most 500 characters. */
export const noteRequest = z.strictObject({ device: idSchema, note: z.string().max(2000).nullable() });

/** `confirm` is the device's name, where it cannot be undone: its certificate has ended, or this page is open on it. */
export const shutOutRequest = z.strictObject({ device: idSchema, confirm: confirmSchema });

/** `confirm` is the name of the app: a key for an app is not let in again. */
export const shutOutAppRequest = z.strictObject({
  device: idSchema,
  app: z.string().min(1).max(256),
  confirm: confirmSchema,
});

/** `confirm` is the device's name, for one that there may be a copy of (`suspectSince`). */
export const letInRequest = z.strictObject({ device: idSchema, confirm: confirmSchema });

export const deviceReply = z.object({ device: deviceSchema });

export const shutOutReply = z.object({
  device: deviceSchema,
  /** Whether letting it in again is possible now. */
  undoable: z.boolean(),
});

export const peopleQuery = z.strictObject({ ...pageQuery, search: searchSchema });

const personRowSchema = z.object({
  name: saidNameSchema,
  /** All that ever enrolled, and those that are let in. */
  devices: z.number().int(),
  active: z.number().int(),
  openInvitations: z.number().int(),
  lastSeen: sightingSchema,
  admin: z.boolean(),
});

export const peoplePageSchema = pageOf(personRowSchema);

export const personQuery = z.strictObject({
  /** What of it can be shown must be something: the reply says it. */
  name: personSchema.refine((name) => saidNameSchema.safeParse(name).success, 'is no name'),
});

/** Their devices are `devices` with `person`. */
export const personDetailsSchema = z.object({
  name: saidNameSchema,
  /** False for a name that nobody has yet: nothing else is known then. */
  known: z.boolean(),
  admin: z.boolean(),
  /** Other people whose names look like this one. */
  looksLike: z.array(saidNameSchema),
  /** The person, then those of their devices that open less. */
  access: z.array(accessSchema),
  invitations: z.array(invitationSchema),
});

/** Every device of theirs, and their open invitations, which are not given back: `confirm` is the person's name. */
export const shutOutPersonRequest = z.strictObject({ person: personSchema, confirm: confirmSchema });

export const shutOutPersonReply = z.object({ devices: z.number().int(), invitations: z.number().int() });

/**
 * One switch. With a device, that device alone: it opens less than its person, or again as much. `until` is the last
 * moment that it is open; none when it is left out.
 */
export const accessRequest = z.strictObject({
  person: personSchema,
  device: idSchema.optional(),
  service: serviceNameSchema,
  open: z.boolean(),
  until: timeSchema.optional(),
});

export const accessReply = z.object({ access: z.array(accessSchema) });
