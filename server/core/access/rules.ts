/** Who may open what: rules of the registry, and what they say of a service. */
import { wildcardOf } from '../../../shared/host.ts';

/** Stands for every service, in a rule and in an invitation. */
export const EVERYTHING = '*';

/** Services of rules, for people to read. */
export const inWords = (services: readonly string[]): string =>
  services.map((service) => (service === EVERYTHING ? 'everything' : service)).join(', ');

/** One line of who may open what. */
export interface AccessRule {
  readonly person: string;
  /** A device's id: it opens less than its person. Undefined for the person. */
  readonly device: string | undefined;
  /** A service by its name, a hand-written site by its host, or {@link EVERYTHING}. */
  readonly service: string;
  readonly allowed: boolean;
  /** Milliseconds; it holds until then. Undefined for no end. */
  readonly until: number | undefined;
  readonly changedAt: number;
}

/** A service as rules know it. */
export interface RuledService {
  /** Names that a rule may have for it, the most specific first. */
  readonly names: readonly string[];
  /** Only who was given it by name may open it. */
  readonly chosen: boolean;
}

/** What is open, and until when; undefined for no end. */
export interface Verdict {
  readonly open: boolean;
  readonly until?: number | undefined;
}

const CLOSED: Verdict = { open: false };
const OPEN: Verdict = { open: true };

function verdictOf({ allowed, until }: AccessRule, at: number): Verdict {
  return allowed && (until === undefined || until > at) ? { open: true, until } : CLOSED;
}

function ruled(rules: readonly AccessRule[], { names, chosen }: RuledService, at: number): Verdict | undefined {
  for (const name of names) {
    const own = rules.find(({ service }) => service === name);
    if (own) return verdictOf(own, at);
  }
  const all = rules.find(({ service }) => service === EVERYTHING);
  if (!all) return undefined;
  return chosen ? CLOSED : verdictOf(all, at);
}

const earlier = (one: number | undefined, other: number | undefined) =>
  one === undefined || (other !== undefined && other < one) ? other : one;

/** What is open in both. */
const lesser = (one: Verdict, other: Verdict): Verdict =>
  one.open && other.open ? { open: true, until: earlier(one.until, other.until) } : CLOSED;

/**
 * What the rules say of a service. A rule that names it comes before one for everything; a person without a rule opens
 * nothing; a device opens what its person opens, unless a rule of its own says less.
 * @param rules of one person, of the person alone or of one device as well
 */
export function verdict(rules: readonly AccessRule[], service: RuledService, at: number): Verdict {
  const ofPerson = ruled(
    rules.filter(({ device }) => device === undefined),
    service,
    at,
  );
  if (!ofPerson?.open) return CLOSED;
  const ofDevice = ruled(
    rules.filter(({ device }) => device !== undefined),
    { ...service, chosen: false },
    at,
  );
  if (!ofDevice) return ofPerson;
  return ofDevice.open ? { open: true, until: earlier(ofPerson.until, ofDevice.until) } : CLOSED;
}

/**
 * The rules that an invitation adds when it is redeemed. What was said of a service after the invitation was made holds.
 * @param rules of the person
 */
export function rulesOfInvitation(
  rules: readonly AccessRule[],
  invitation: { readonly person: string; readonly services: readonly string[] | undefined; readonly createdAt: number },
  at: number,
): readonly AccessRule[] {
  const { person, services = [EVERYTHING], createdAt } = invitation;
  const ofPerson = rules.filter(({ device }) => device === undefined);
  const later = ofPerson.filter(({ changedAt }) => changedAt >= createdAt);
  const everythingTakenAway = later.some(({ service, allowed }) => service === EVERYTHING && !allowed);
  return services.flatMap((service): AccessRule[] => {
    const own = ofPerson.find((rule) => rule.service === service);
    const wildcardTakenAway = later.some((rule) => rule.service === wildcardOf(service) && !rule.allowed);
    const decided = everythingTakenAway || wildcardTakenAway || (own !== undefined && later.includes(own));
    if (decided || (own?.allowed && own.until === undefined)) return [];
    return [{ person, device: undefined, service, allowed: true, until: undefined, changedAt: at }];
  });
}

/**
 * What takes from one set of rules what another one does not allow: rules to put in the place of theirs, so that nothing is
 * open that was taken away in between.
 * @param rules of one person, from an older state
 * @param newer of the same person
 * @param isChosen whether a service is opened by name only
 */
export function narrowed(
  rules: readonly AccessRule[],
  newer: readonly AccessRule[],
  isChosen: (service: string) => boolean,
  at: number,
): readonly AccessRule[] {
  const [one] = [...newer, ...rules];
  if (!one) return [];
  const devices = [...new Set([...rules, ...newer].map(({ device }) => device))];
  return devices.flatMap((device) => {
    const [mine, theirs] = [rules, newer].map((all) => all.filter((each) => each.device === device));
    // A device without a rule opens what its person opens.
    const otherwise = device === undefined ? CLOSED : OPEN;
    const both = (names: readonly string[], service: string): Verdict => {
      const asked = { names, chosen: device === undefined && isChosen(service) };
      const [before, after] = [mine, theirs].map((all = []) => ruled(all, asked, at) ?? otherwise);
      return lesser(before ?? CLOSED, after ?? CLOSED);
    };
    const named = new Set([EVERYTHING, ...[...rules, ...newer].map(({ service }) => service)]);
    /** What a service opens as when it has no rule of its own here. */
    const falling = (service: string, names: readonly string[]): Verdict => {
      const next = names.find((name) => name !== service && named.has(name));
      if (next !== undefined) return both([next], next);
      return device === undefined && isChosen(service) ? CLOSED : both([EVERYTHING], EVERYTHING);
    };
    return [...named].flatMap((service): AccessRule[] => {
      // Only what is served says whether a name is a site of its own or one of a wildcard: nothing is open either way.
      const ways = [[service], [service, wildcardOf(service)]];
      const opens = ways.map((names) => both(names, service));
      const own = mine?.find((each) => each.service === service);
      const otherwiseHere = (names: readonly string[]) =>
        service === EVERYTHING ? otherwise : falling(service, names);
      const now = ways.map((names) => (own ? verdictOf(own, at) : otherwiseHere(names)));
      if (now.every((each, i) => each.open === opens[i]?.open && each.until === opens[i]?.until)) return [];
      const least = opens.reduce(lesser);
      return [{ person: one.person, device, service, allowed: least.open, until: least.until, changedAt: at }];
    });
  });
}
