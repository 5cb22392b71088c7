import type { Language } from '../../../shared/languages.ts';
import { plainText } from '../../../shared/plain-text.ts';
import { type AuditEntry, type AuditKind, fillWords } from '../audit/audit.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { nl } from './words/nl.ts';
import type { NoticeTexts } from './words/shape.ts';

const TEXTS: Readonly<Record<Language, NoticeTexts>> = { en, de, fr, es, nl };

type Notified = keyof (typeof en)['entries'];

/** The entries of the audit log that the admin can be notified of, and the topic that latchkey.yaml knows each by. */
const TOPICS = {
  'invitation-redeemed': 'invitation-used',
  'device-enrolled': 'device-enrolled',
  'device-shut-out': 'device-shut-out',
  'device-left': 'device-left',
  'renewal-secret-reused': 'renewal-secret-reused',
  'renewal-by-key-refused': 'renewal-secret-reused',
  'expiry-coming': 'expiry-coming',
  'brute-force': 'brute-force',
  'brute-force-distributed': 'brute-force',
  'backup-failed': 'backup-failed',
  'ca-expiry-coming': 'ca-expiry-coming',
  'server-certificate-expiry-coming': 'server-certificate-expiry-coming',
  'configuration-refused': 'configuration-refused',
  'server-certificate-not-issued': 'server-certificate-not-issued',
  'server-certificate-refused': 'server-certificate-refused',
  'server-certificate-recovered': 'server-certificate-not-issued',
  'client-auth-failed': 'client-auth-failed',
  'ca-burned': 'ca-key',
  'ca-key-exported': 'ca-key',
  'doctor-found': 'doctor-found',
} as const satisfies Readonly<Record<Notified, string>> & Partial<Record<AuditKind, string>>;

export type Topic = (typeof TOPICS)[Notified];

export const ALL_TOPICS = [...new Set(Object.values(TOPICS))] as [Topic, ...Topic[]];

/** Topics by the names that latchkey.yaml had for them in 0.1. */
export const FORMER_TOPICS = { 'lock-failed': 'client-auth-failed' } as const satisfies Readonly<Record<string, Topic>>;

/** A used invitation is an enrolled device: one notice of the two is enough. */
export const DEFAULT_TOPICS: readonly Topic[] = ALL_TOPICS.filter((topic) => topic !== 'invitation-used');

/** The topic of an entry; undefined when nobody is notified of it. */
export function topicOf(kind: AuditKind): Topic | undefined {
  return isNotified(kind) ? TOPICS[kind] : undefined;
}

const isNotified = (kind: AuditKind): kind is Notified & AuditKind => Object.hasOwn(TOPICS, kind);

/** What is the same in every notice of a language. */
export const noticeTexts = (language: Language): NoticeTexts => TEXTS[language];

/**
 * An entry in words for somebody who is not thinking about Latchkey right now: what happened, and what to do if it should
 * not have.
 */
export function noticeWords(
  entry: AuditEntry,
  language: Language,
): { readonly title: string; readonly text: string } | undefined {
  if (!isNotified(entry.kind)) return undefined;
  const texts = TEXTS[language];
  const { title, text } = texts.entries[entry.kind];
  const said = renewsByHand(entry) ? texts.byHand : text;
  const { days } = entry.detail ?? {};
  const more = {
    who: whoWords(entry.actor, texts),
    id: entry.device?.slice(0, 8),
    ...(typeof days === 'number' && { days: daysWords(days, language) }),
  };
  const fill = (words: string) => plainText(fillWords(words, entry, more, texts.unknown));
  return { title: fill(title), text: fill(said) };
}

/** Whether an entry says that a key expires which its person renews by hand: it names the page then. */
const renewsByHand = ({ kind, detail }: AuditEntry) => kind === 'expiry-coming' && typeof detail?.page === 'string';

/** The same entry in words for the person whose key expires; undefined for every other entry. */
export function wordsToPerson(
  entry: AuditEntry,
  home: string,
  language: Language,
): { readonly title: string; readonly text: string } | undefined {
  if (!renewsByHand(entry)) return undefined;
  const { toPerson, unknown } = TEXTS[language];
  const more = { home, days: daysWords(Number(entry.detail?.days), language) };
  const filled = (words: string) => plainText(fillWords(words, entry, more, unknown));
  return { title: filled(toPerson.title), text: toPerson.text.split('\n').map(filled).join('\n') };
}

const daysWords = (days: number, language: Language) =>
  new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);

function whoWords(actor: string, texts: NoticeTexts): string {
  if (actor === 'latchkey') return texts.home;
  const [kind, ...rest] = actor.split(':');
  const who = rest.join(':');
  if (kind === 'admin') return texts.admin.replace('{who}', () => who);
  return kind === 'address' ? texts.address.replace('{who}', () => who) : actor;
}
