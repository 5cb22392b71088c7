import { plainText } from '../../../shared/plain-text.ts';
import { type AuditEntry, type AuditKind, fillWords } from '../audit/audit.ts';

interface Words {
  readonly topic: string;
  readonly title: string;
  readonly text: string;
}

/**
 * The entries of the audit log that the admin can be told of, in words for somebody who is not thinking about Latchkey
 * right now: what happened, and what to do if it should not have. `{id}` is the beginning of the device's id.
 */
const WORDS = {
  'invitation-redeemed': {
    topic: 'invitation-used',
    title: 'The invitation of {person} was used',
    text: 'It was used from {who}. If that was not {person}: latchkey shut-out {id}',
  },
  'device-enrolled': {
    topic: 'device-enrolled',
    title: '{name} of {person} has a key now',
    text: 'It opens your services from anywhere. It was enrolled from {who}. If that was not {person}: latchkey shut-out {id}',
  },
  'device-shut-out': {
    topic: 'device-shut-out',
    title: '{name} of {person} is shut out',
    text: 'Its key opens nothing any more. Done by {who}.',
  },
  'device-left': {
    topic: 'device-left',
    title: '{name} of {person} gave its key back',
    text: 'Its key opens nothing any more. Nothing needs to be done.',
  },
  'renewal-secret-reused': {
    topic: 'renewal-secret-reused',
    title: 'Somebody may have a copy of the key of {name} of {person}',
    text: 'A secret that only this computer may use, once, was used a second time, from {who}. The computer is shut out, to be safe. Talk to {person}, have the computer looked at, then invite {person} again.',
  },
  'renewal-by-key-refused': {
    topic: 'renewal-secret-reused',
    title: 'Somebody may have a copy of the key of {name} of {person}',
    text: 'Its key was shown from {who} to renew by EST, which the app never does. Nothing was given out, and the computer is still let in. If it was not you who tried that: latchkey shut-out {id}, then have the computer looked at and invite {person} again.',
  },
  'expiry-coming': {
    topic: 'expiry-coming',
    title: 'The key of {name} of {person} expires in {days} days',
    text: 'It has not renewed itself, perhaps because the computer is seldom on. If {person} still uses it, ask them to open Latchkey on it.',
  },
  'brute-force': {
    topic: 'brute-force',
    title: 'Somebody at {subject} is guessing codes',
    text: '{failures} wrong codes or secrets came from there in a quarter of an hour. Nobody got in. Nothing needs to be done, unless it was somebody you invited: then send a new invitation.',
  },
  'brute-force-distributed': {
    topic: 'brute-force',
    title: 'Many addresses together are guessing codes',
    text: 'More than {addresses} addresses have sent wrong codes or secrets in a quarter of an hour. Nobody got in. While it lasts, people that you invite may have to try again later.',
  },
  'backup-failed': {
    topic: 'backup-failed',
    title: 'The backup that was due could not be made',
    text: 'latchkey audit says why. It is tried again every minute. Perhaps the disk is full, or away.',
  },
  'ca-expiry-coming': {
    topic: 'ca-expiry-coming',
    title: 'The Homelab CA expires in {days} days',
    text: 'After that no key opens anything. Change it in good time: latchkey ca rotate',
  },
  'server-certificate-expiry-coming': {
    topic: 'server-certificate-expiry-coming',
    title: 'The server certificate of {subject} expires in {days} days',
    text: 'It should have been renewed by now. After that no browser opens the service without a warning. Find out why: latchkey doctor',
  },
  'configuration-refused': {
    topic: 'configuration-refused',
    title: 'The home was started with the last valid latchkey.yaml',
    text: 'latchkey.yaml is not valid now. Everybody who could come in before still can. See what is wrong: latchkey config check',
  },
  'server-certificate-not-issued': {
    topic: 'server-certificate-not-issued',
    title: 'The CA gives no certificate for {subject}',
    text: 'The home asks again by itself. Why not, and how long the one that is served is good for: latchkey doctor',
  },
  'server-certificate-refused': {
    topic: 'server-certificate-refused',
    title: 'The renewed server certificate is not served',
    text: 'Something is wrong with the new files: latchkey audit says what. What was served before is served until it expires. Once the files are right, they are taken over by themselves.',
  },
  'server-certificate-recovered': {
    topic: 'server-certificate-not-issued',
    title: 'The home has a new server certificate',
    text: 'It is valid until {until}. Nothing needs to be done.',
  },
  'client-auth-failed': {
    topic: 'client-auth-failed',
    title: 'The client-certificate check does not hold: the home was stopped',
    text: 'At the start somebody without a valid key got in. Nothing is served until this is corrected. Find out why: latchkey doctor',
  },
  'ca-burned': {
    topic: 'ca-key',
    title: 'The Homelab CA was burned, and everybody is shut out',
    text: 'Done by {who}. Nobody gets in from outside until you invite them again.',
  },
  'ca-key-exported': {
    topic: 'ca-key',
    title: 'The key of the Homelab CA was exported',
    text: 'Done by {who}. Whoever has that file can sign certificates, though the home lets in only those that its registry knows. If that was not you: latchkey ca burn',
  },
  'doctor-found': {
    topic: 'doctor-found',
    title: 'The doctor found something',
    text: '{subject}. See what to do: latchkey doctor',
  },
} as const satisfies Partial<Record<AuditKind, Words>>;

type Told = keyof typeof WORDS;
export type Topic = (typeof WORDS)[Told]['topic'];

export const ALL_TOPICS = [...new Set(Object.values(WORDS).map(({ topic }) => topic))] as [Topic, ...Topic[]];

/** Topics by the names that latchkey.yaml had for them in 0.1. */
export const FORMER_TOPICS = { 'lock-failed': 'client-auth-failed' } as const satisfies Readonly<Record<string, Topic>>;

/** A used invitation is an enrolled device: one notice of the two is enough. */
export const DEFAULT_TOPICS: readonly Topic[] = ALL_TOPICS.filter((topic) => topic !== 'invitation-used');

/** The topic of an entry; undefined when nobody is told of it. */
export function topicOf(kind: AuditKind): Topic | undefined {
  return kind in WORDS ? WORDS[kind as Told].topic : undefined;
}

/** An entry in words for the admin. */
export function noticeWords(entry: AuditEntry): { readonly title: string; readonly text: string } | undefined {
  if (!(entry.kind in WORDS)) return undefined;
  const { title, text } = WORDS[entry.kind as Told];
  const more = { who: whoWords(entry.actor), id: entry.device?.slice(0, 8) };
  // One day is not "1 days".
  const fill = (words: string) => plainText(fillWords(words, entry, more)).replace(/\b1 days\b/, '1 day');
  return { title: fill(title), text: fill(text) };
}

function whoWords(actor: string): string {
  if (actor === 'latchkey') return 'the home itself';
  return actor.replace(/^admin:/, 'the admin ').replace(/^address:/, 'the address ');
}
