/** What is known of a person beside their name, and how services are told of it. */
import { LatchkeyError } from '../../../shared/errors.ts';
import { LANGUAGES, type Language } from '../../../shared/languages.ts';

/** What a service can be told of a person. */
export const FACTS = ['user', 'email', 'name', 'groups'] as const;
export type Fact = (typeof FACTS)[number];

/** What services are told that a person is. Undefined facts are not told. */
export interface Profile {
  /** What they are called where they log in. */
  readonly user: string | undefined;
  readonly email: string | undefined;
  readonly groups: readonly string[];
  /** What they read, where it is not the language of latchkey.yaml. No service is told it. */
  readonly language?: Language | undefined;
}

export const NO_PROFILE: Profile = { user: undefined, email: undefined, groups: [] };

/** Profiles in the registry. Errors as of {@link import('../ports/registry.ts').Registry}. */
export interface Profiles {
  /** {@link NO_PROFILE} for who has none. */
  of(person: string): Profile;
  put(person: string, profile: Profile): void;
  /** Others whom a service may take for this person: with the same user or address, in whatever case and place. */
  othersLike(person: string, profile: Profile): readonly string[];
}

/** Where the auth endpoint says who somebody is. */
export const IDENTITY_PATH = '/identity';

/** The header in which the auth endpoint says a fact: `X-Latchkey-User`. */
export const factHeader = (fact: Fact): string => `X-Latchkey-${fact.charAt(0).toUpperCase()}${fact.slice(1)}`;

/** The header fields that say who a person is. A value is UTF-8, one byte a character, as Node writes headers. */
export function identityHeaders(person: string, profile: Profile): Readonly<Record<string, string>> {
  const facts: Record<Fact, string | undefined> = {
    user: profile.user,
    email: profile.email,
    name: person,
    groups: profile.groups.join(','),
  };
  return Object.fromEntries(
    FACTS.flatMap((fact) => {
      const value = facts[fact];
      return value ? [[factHeader(fact), Buffer.from(value, 'utf8').toString('latin1')]] : [];
    }),
  );
}

/** A profile in one line, for the audit log. */
export function profileInWords({ user, email, groups, language }: Profile): string {
  const parts = [
    user ?? 'nobody',
    ...(email ? [email] : []),
    ...(groups.length > 0 ? [`in ${groups.join(', ')}`] : []),
    ...(language ? [`reads ${language}`] : []),
  ];
  return parts.join(', ');
}

/** What services, shells, folders and LDAP take for a user's name; no header can be ended by it. */
const USER = /^[A-Za-z0-9](?:[A-Za-z0-9._@+-]{0,62}[A-Za-z0-9])?$/;
/** One `@`, and nothing that a header, a list or a mail program reads as something else. */
const EMAIL = /^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,189}$/;
const GROUP = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MOST_GROUPS = 32;

/** What is to be changed: an empty text or list takes a fact away, undefined leaves it. */
export interface ProfileChange {
  readonly user?: string | undefined;
  readonly email?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly language?: string | undefined;
}

/**
 * A profile with a change made.
 * @throws LatchkeyError USAGE for what services could not take; nothing is changed then
 */
export function changedProfile(before: Profile, { user, email, groups, language }: ProfileChange): Profile {
  const refuse = (what: string, hint: string): never => {
    throw new LatchkeyError('USAGE', { detail: what, hint: `${hint} Nothing was changed.` });
  };
  const fact = (value: string | undefined, old: string | undefined, pattern: RegExp, name: string, hint: string) => {
    if (value === undefined) return old;
    if (value !== '' && !pattern.test(value)) refuse(`${JSON.stringify(value)} is no ${name}.`, hint);
    return value === '' ? undefined : value;
  };
  const wrong = groups?.find((group) => !GROUP.test(group));
  const GROUPS_HINT = 'Write letters, digits, dots, hyphens and underscores, with commas between groups.';
  if (wrong !== undefined) refuse(`${JSON.stringify(wrong)} is no group.`, GROUPS_HINT);
  if (groups && groups.length > MOST_GROUPS)
    refuse(`${groups.length} groups are too many.`, `Write at most ${MOST_GROUPS}.`);
  const reads = LANGUAGES.find((each) => each === language);
  if (language && reads === undefined)
    refuse(`${JSON.stringify(language)} is none of our languages.`, `Write one of ${LANGUAGES.join(', ')}.`);
  return {
    ...(language === undefined ? before : { language: reads }),
    user: fact(user, before.user, USER, 'user', 'Write up to 64 letters, digits, dots, hyphens, @, + and underscores.'),
    email: fact(email, before.email, EMAIL, 'e-mail address', 'Write one such as dave@example.com.'),
    groups: groups === undefined ? before.groups : [...new Set(groups)],
  };
}
