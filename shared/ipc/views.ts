/**
 * What the window is shown. Views hold no secret: no key, no renewal secret, no code beyond the invite that the person
 * typed. They are schemas, because what crosses between the two processes is checked on both sides.
 */
import { z } from 'zod';
import { contactSchema, homeSchema, serviceSchema } from '../api.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { fingerprintSchema } from '../fingerprint.ts';
import { saidNameSchema } from '../names.ts';
import { isStoreCause, type StoreCause } from '../store-causes.ts';
import { ENROLMENT_STEPS } from './enrolment-steps.ts';

const time = z.iso.datetime();

/** A failure to show: which entry of the catalogue, and what exactly. The words come from the window's own texts. */
export const failureSchema = z.object({
  code: z.custom<ErrorCode>(isErrorCode, 'is not in the catalogue'),
  detail: z.string().optional(),
  /** Why a browser could not take the key, when that is known: then it has words of its own. */
  storeCause: z.custom<StoreCause>(isStoreCause, 'is no cause').optional(),
  /** Leads the admin to the cause in the home's log. */
  requestId: z.string().optional(),
});
export type FailureView = z.infer<typeof failureSchema>;

/** What the system or the browsers will ask on this computer, to be announced before it happens. */
const promptHintSchema = z.enum(['keychain-dialog', 'keyring-unlock', 'browser-picker', 'local-network']);
export type PromptHint = z.infer<typeof promptHintSchema>;

/** A place where browsers look for keys. */
const storeSchema = z.object({ id: z.string().max(5000), name: z.string() });
export type StoreView = z.infer<typeof storeSchema>;

/** Whom to ask about a home, as the home says it; `email` only when a mail program may be given it. */
export type ContactView = z.infer<typeof contactSchema>;

/** What a message to the person who runs a home is about. */
export const askAboutSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('invite') }),
  z.object({ type: z.literal('failure'), failure: failureSchema }),
  /** The last access test. */
  z.object({ type: z.literal('report') }),
]);
export type AskAbout = z.infer<typeof askAboutSchema>;

/** One enrolled home on this computer. */
export const homeViewSchema = z.object({
  id: z.uuid(),
  state: z.enum(['enrolled', 'leaving']),
  home: homeSchema,
  person: saidNameSchema,
  device: z.object({ id: z.uuid(), name: saidNameSchema }),
  fingerprint: fingerprintSchema,
  notBefore: time,
  notAfter: time,
  /** What is open now, as far as the home has said. */
  services: z.array(serviceSchema),
  access: z.object({
    /** When the home said it. */
    at: time,
    /** How it answered the last time that it was asked, if it was since the app was started. */
    answer: z.enum(['answered', 'none', 'shut-out']).optional(),
    /** What came and what went by the last change, by name. */
    changed: z.object({ at: time, added: z.array(z.string()), removed: z.array(z.string()) }).optional(),
  }),
  /** Whom to ask. */
  contact: contactSchema.optional(),
  /** The browsers that have the certificate, in their own names. */
  stores: z.array(z.string()),
  /** Browsers that should have it and do not, and why. */
  skipped: z.array(storeSchema.extend({ failure: failureSchema })),
  /** Browsers that came later and can have it too. */
  others: z.array(storeSchema),
  renewal: z.object({
    /** From when on the app renews the certificate by itself. */
    dueFrom: time,
    renewedAt: time.optional(),
    /** What keeps it from being renewed, and since when. */
    trouble: z.object({ failure: failureSchema, since: time }).optional(),
  }),
});
export type HomeView = z.infer<typeof homeViewSchema>;

/** An enrolment that was interrupted and can go on. */
export const unfinishedViewSchema = z.object({
  id: z.uuid(),
  host: z.string(),
  /** The home's name, when the home has said it. */
  home: z.string().optional(),
  contact: contactSchema.optional(),
  deviceName: z.string(),
  promptHints: z.array(promptHintSchema),
});
export type UnfinishedView = z.infer<typeof unfinishedViewSchema>;

/** What the relative says yes to. */
const previewViewSchema = z.object({
  home: homeSchema,
  /** The enrolment host that answered. */
  host: z.string(),
  person: saidNameSchema,
  /** The name for this computer to start from. */
  deviceName: saidNameSchema,
  services: z.array(serviceSchema),
  /** Whom to ask. */
  contact: contactSchema.optional(),
  /** Of these, what the person's key on this computer does not open yet; undefined when there is none. */
  adds: z.array(z.string()).optional(),
  expiresAt: time,
  certificateDays: z.number().int().positive(),
  /** Keys to the same home that this computer has already. */
  already: z.array(z.object({ id: z.uuid(), person: saidNameSchema, deviceName: saidNameSchema })),
  promptHints: z.array(promptHintSchema),
});
export type PreviewView = z.infer<typeof previewViewSchema>;

/** What an invite turned out to be: a promise of the home, or one that this very computer has used already. */
export const previewReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('promise'), preview: previewViewSchema }),
  /** An enrolment with it can go on. */
  z.object({ type: z.literal('begun'), id: z.uuid() }),
  /** It brought the key that is here. */
  z.object({ type: z.literal('enrolled'), homeId: z.uuid() }),
]);
export type PreviewReply = z.infer<typeof previewReplySchema>;

const enrolmentStepSchema = z.enum(ENROLMENT_STEPS);

/** Where the renewal of a home's key is; `ended` comes last. */
export const renewalProgressSchema = z.object({
  homeId: z.uuid(),
  step: z.enum([...ENROLMENT_STEPS, 'ended']),
});
export type RenewalProgress = z.infer<typeof renewalProgressSchema>;

export const renewalEndSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('failed'), failure: failureSchema }),
]);
export type RenewalEnd = z.infer<typeof renewalEndSchema>;

/** Whether the system renews keys while the app is closed. */
export const backgroundViewSchema = z.object({ state: z.enum(['on', 'off', 'not-available']) });
export type BackgroundView = z.infer<typeof backgroundViewSchema>;

/** One piece of progress. `ended` comes last and once. */
export const enrolmentProgressSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step'), step: enrolmentStepSchema, home: z.string() }),
  z.object({ type: z.literal('store'), name: z.string(), failure: failureSchema.optional() }),
]);
export type EnrolmentProgress = z.infer<typeof enrolmentProgressSchema>;

/** How an enrolment ended. `resumable`: what was done is kept, the next try goes on from there. */
export const enrolmentEndSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('done'),
    homeId: z.uuid(),
    /** Earlier keys to the same home that were given back. */
    replaced: z.array(z.string()),
    /** Other keys to the same home that stay: browsers will ask which one to show. */
    alsoHere: z.array(z.string()),
  }),
  z.object({ type: z.literal('failed'), step: enrolmentStepSchema, failure: failureSchema, resumable: z.boolean() }),
]);
export type EnrolmentEnd = z.infer<typeof enrolmentEndSchema>;

/** What became of one visit; the kinds are those of the access test in `electron/core`. */
export const accessOutcomeSchema = z.object({
  kind: z.enum([
    'reached',
    'on-the-lan',
    'offline',
    'name-not-found',
    'home-not-answering',
    'no-certificate',
    'certificate-refused',
    'shut-out',
    'not-allowed',
    'expired',
    'service-down',
    'server-not-trusted',
    'clock-wrong',
    'local-network-denied',
    'not-tested',
    // the stranger's two
    'refused',
    'let-in',
  ]),
  status: z.number().int().optional(),
  /** Milliseconds until the whole answer was read. */
  ms: z.number().nonnegative().optional(),
  /** How far this computer's clock is ahead of the home's. */
  seconds: z.number().optional(),
  detail: z.string().optional(),
});
export type AccessOutcomeView = z.infer<typeof accessOutcomeSchema>;

export const accessProgressSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begun'), homeId: z.uuid() }),
  z.object({ type: z.literal('service'), homeId: z.uuid(), service: z.string(), outcome: accessOutcomeSchema }),
  z.object({ type: z.literal('stranger'), homeId: z.uuid(), outcome: accessOutcomeSchema }),
]);
export type AccessProgress = z.infer<typeof accessProgressSchema>;

export const accessReportSchema = z.object({
  homeId: z.uuid(),
  verdict: z.enum(['ok', 'not-ok', 'not-tested']),
  services: z.array(z.object({ service: z.string(), outcome: accessOutcomeSchema })),
  /** What became of a visit without a key, and to which service. */
  stranger: accessOutcomeSchema.extend({ service: z.string() }).optional(),
  /** For the admin, to copy: names, outcomes, times; no secret. */
  text: z.string(),
});
export type AccessReportView = z.infer<typeof accessReportSchema>;

/** How leaving went. `later`: the home could not be reached; the app tries again by itself. */
export const leaveViewSchema = z.object({
  home: z.enum(['notified', 'unknown', 'later']),
  removed: z.boolean(),
  failures: z.array(failureSchema),
  /** Browsers that keep the key behind their password. */
  locked: z.array(storeSchema),
});
export type LeaveView = z.infer<typeof leaveViewSchema>;

/** A newer app: fetched and ready, or one that the system's package manager has to bring. */
export const updateViewSchema = z.object({ type: z.enum(['ready', 'package']), version: z.string() });
export type UpdateView = z.infer<typeof updateViewSchema>;

/** What the window must know before its first paint. */
export const bootViewSchema = z.object({
  platform: z.enum(['macos', 'windows', 'linux', 'other']),
  /** BCP 47 tags, most wanted first. */
  languages: z.array(z.string()),
  version: z.string(),
  versions: z.record(z.string(), z.string()),
  /** The home that a bare code is for, when this build carries one. */
  defaults: z.object({ host: z.string(), port: z.number(), pin: z.string().optional() }).optional(),
  homes: z.array(homeViewSchema),
  unfinished: z.array(unfinishedViewSchema),
  /** What the system is asking at this moment, because the vault has not answered yet. */
  asking: z.array(promptHintSchema),
  /** The invite that opened the app, as text to start from. */
  invite: z.string().optional(),
  /** A newer app that was found before this window was opened. */
  update: updateViewSchema.optional(),
  /** Something that kept the app from reading its records. */
  failure: failureSchema.optional(),
});
export type BootView = z.infer<typeof bootViewSchema>;
