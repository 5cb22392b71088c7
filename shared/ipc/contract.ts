/**
 * The conversation between the window and the main process, as one value. The main process binds it, the preload
 * exposes it and test doubles implement it; there is no other channel. Every argument and every reply is checked.
 */
import { z } from 'zod';
import { MAX_LABEL } from '../host.ts';
import { MAX_PASSWORD } from '../limits.ts';
import { MAX_NAME_UNITS } from '../name-rules.ts';
import { MAX_PASTE } from '../paste/read-invite.ts';
import {
  accessProgressSchema,
  accessReportSchema,
  askAboutSchema,
  backgroundViewSchema,
  bootViewSchema,
  enrolmentEndSchema,
  enrolmentProgressSchema,
  failureSchema,
  homeViewSchema,
  leaveViewSchema,
  previewReplySchema,
  renewalEndSchema,
  renewalProgressSchema,
  unfinishedViewSchema,
  updateViewSchema,
} from './views.ts';

/** An invite as it was typed or pasted; {@link import('../invite.ts').parseInvite} reads it. */
const inviteText = z.string().min(1).max(MAX_PASTE);
const homeId = z.uuid();
const storeId = z.string().max(5000);
const storePassword = z.string().min(1).max(MAX_PASSWORD);
const nothing = z.undefined();

interface Call<Argument extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  /** The one argument; several are the fields of one object. */
  readonly argument: Argument;
  readonly reply: Reply;
}

const call = <Argument extends z.ZodType, Reply extends z.ZodType>(
  argument: Argument,
  reply: Reply,
): Call<Argument, Reply> => ({ argument, reply });

/** What the window asks of the main process. */
export const CALLS = {
  boot: call(nothing, bootViewSchema),
  homes: call(nothing, z.object({ homes: z.array(homeViewSchema), unfinished: z.array(unfinishedViewSchema) })),

  /**
   * An invite in the clipboard, while the window has the focus; nothing else of what was copied reaches the window, and
   * the invite itself only with `take`, which is the person's click.
   */
  clipboardInvite: call(
    z.strictObject({ take: z.boolean() }),
    z.object({ host: z.string(), invite: z.string().optional() }).optional(),
  ),
  preview: call(z.strictObject({ invite: inviteText }), previewReplySchema),
  /** Answers when the enrolment has ended; progress comes as events. */
  enrol: call(
    z.strictObject({ invite: inviteText, deviceName: z.string().max(MAX_NAME_UNITS), keepOld: z.boolean() }),
    enrolmentEndSchema,
  ),
  resume: call(z.strictObject({ id: homeId }), enrolmentEndSchema),
  forget: call(z.strictObject({ id: homeId }), nothing),

  testAccess: call(z.strictObject({ homeId }), accessReportSchema),
  /**
   * A message to the person who runs a home, which the main process writes: for the mail program, or on the clipboard;
   * or the page that says how to reach them. Without a home it is about the invite that was looked at or taken up last,
   * and there is no such page: nobody here knows that home yet.
   */
  askContact: call(
    z.strictObject({ homeId: homeId.optional(), about: askAboutSchema, way: z.enum(['mail', 'copy', 'page']) }),
    nothing,
  ),
  /** Puts a failure's details, with this app's version, on the clipboard: only what the main process writes goes there. */
  copyFailure: call(failureSchema, nothing),
  /** Opens a service of an enrolled home in the default browser; nothing else can be opened. */
  openService: call(z.strictObject({ homeId, service: z.string().max(MAX_LABEL) }), nothing),
  /** Opens the system's settings of date and time, on macOS and Windows; nothing elsewhere. */
  openDateSettings: call(nothing, nothing),
  /** `unlock` has the passwords of the browsers that asked for theirs the last time. */
  leave: call(z.strictObject({ homeId, unlock: z.record(storeId, storePassword).optional() }), leaveViewSchema),
  /**
   * Puts the key into one more browser, such as one that was locked when it was made. Fails with STORE_LOCKED when that
   * browser wants a password, or another one than this.
   */
  addToStore: call(z.strictObject({ homeId, storeId, password: storePassword.optional() }), nothing),

  /** Answers when the renewal has ended; progress comes as events. */
  renew: call(z.strictObject({ homeId }), renewalEndSchema),
  /** Ends every wait for a home that is busy: what was waited for fails as the home said. */
  stopWaiting: call(nothing, nothing),
  background: call(nothing, backgroundViewSchema),
  setBackground: call(z.strictObject({ on: z.boolean() }), backgroundViewSchema),

  /**
   * Whether the person is in the middle of nothing. The main process asks no page before it says no: every call that
   * leads to a question says so by itself, and only this one takes it back.
   */
  atRest: call(z.strictObject({ atRest: z.boolean() }), nothing),
  /** Installs the update that is ready and starts the app again; does nothing while something is under way or asked. */
  restartToUpdate: call(nothing, nothing),

  /** Opens the page of a home that has the newest app; without a home, of the invite that was used last. */
  openDownloads: call(z.strictObject({ homeId: homeId.optional() }), nothing),

  /** Moves records that cannot be read aside, so that the others can be used. Nothing is deleted. */
  repairRecords: call(nothing, nothing),
  showLogs: call(nothing, nothing),
  /** The licences of everything of others that the app is made of, to read. */
  licences: call(nothing, z.string()),
  /** Writes a crash of the window into the log on this computer; it goes nowhere else. */
  reportCrash: call(z.strictObject({ message: z.string().max(2000), stack: z.string().max(20_000) }), nothing),
} as const satisfies Record<string, Call>;

/** What the main process tells the window. */
export const EVENTS = {
  /** A link was opened. The server is asked what it promises; nothing is made before the person says yes. */
  inviteOpened: z.object({ invite: z.string() }),
  enrolmentProgress: enrolmentProgressSchema,
  accessProgress: accessProgressSchema,
  renewalProgress: renewalProgressSchema,
  /** A home is busy and is asked again in so many seconds; without a number, that wait is over. */
  homeBusy: z.object({ seconds: z.number().int().positive().optional() }),
  /** Something about the homes has changed: ask again. */
  homesChanged: z.object({}),
  /** A newer app was found. */
  update: updateViewSchema,
  /** A menu item that the window carries out. */
  menu: z.object({ command: z.enum(['add-home', 'show-homes', 'about']) }),
} as const satisfies Record<string, z.ZodType>;

export type CallName = keyof typeof CALLS;
export type EventName = keyof typeof EVENTS;
export type CallArgument<Name extends CallName> = z.input<(typeof CALLS)[Name]['argument']>;
export type CallReply<Name extends CallName> = z.output<(typeof CALLS)[Name]['reply']>;
export type EventPayload<Name extends EventName> = z.output<(typeof EVENTS)[Name]>;

/** Every reply travels in this envelope: expected failures are values, never exceptions that lose their type. */
export type Envelope<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: z.infer<typeof failureSchema> };

/** The channel of a call or event. Only the binding and the preload know it. */
export const channelOf = (kind: 'call' | 'event', name: string) => `latchkey:${kind}:${name}`;

/** What the preload puts on `window.latchkey`. */
export type LatchkeyBridge = {
  readonly [Name in CallName]: CallArgument<Name> extends undefined
    ? () => Promise<Envelope<CallReply<Name>>>
    : (argument: CallArgument<Name>) => Promise<Envelope<CallReply<Name>>>;
} & {
  /** Hears an event. @returns a function that stops hearing it */
  readonly on: <Name extends EventName>(name: Name, hear: (payload: EventPayload<Name>) => void) => () => void;
};
