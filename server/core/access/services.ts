import { LatchkeyError } from '../../../shared/errors.ts';
import { wildcardOf } from '../../../shared/host.ts';
import { didYouMean } from '../names/did-you-mean.ts';
import type { HomeFacts } from '../records.ts';
import { EVERYTHING, type RuledService } from './rules.ts';

/** A service or a hand-written site that somebody may be given. */
export interface GivenService {
  /** What rules call it: a service's name, a site's host. */
  readonly name: string;
  readonly host: string;
  readonly chosen: boolean;
}

/** Whether a host of hand-written sites is opened by name only: as its own line says, else as its wildcard's. */
export function isChosenHost(
  { chosenHosts, everyonesHosts }: Pick<HomeFacts, 'chosenHosts' | 'everyonesHosts'>,
  host: string,
): boolean {
  if (everyonesHosts.includes(host)) return false;
  return chosenHosts.includes(host) || chosenHosts.includes(wildcardOf(host));
}

/** Which service or site a host belongs to, by what the home serves now. */
export class HomeServices {
  readonly #home: HomeFacts;

  /** @param home asked each time: it says what the latchkey.yaml of now says */
  constructor(home: HomeFacts) {
    this.#home = home;
  }

  /** @param host in lower case, without its port */
  ofHost(host: string): RuledService {
    const { services, sites } = this.#home;
    const service = services.find((each) => hostOf(each) === host);
    if (service) return { names: [service.name], chosen: service.chosen };
    const wildcard = wildcardOf(host);
    // A site of its own is none of a wildcard's names, as Caddy has it; nor is a host that is chosen by its own name.
    const own = sites.includes(host) || this.#home.chosenHosts.includes(host);
    const names = own || host === wildcard ? [host] : [host, wildcard];
    return { names, chosen: this.#isChosen(host) };
  }

  /** @param name as rules have it */
  ofName(name: string): RuledService {
    const service = this.#home.services.find((each) => each.name === name);
    return service ? { names: [name], chosen: service.chosen } : this.ofHost(name);
  }

  /** Every service, then every hand-written site. */
  all(): readonly GivenService[] {
    const { services, sites } = this.#home;
    return [
      ...services.map((each) => ({ name: each.name, host: hostOf(each), chosen: each.chosen })),
      ...sites.map((host) => ({ name: host, host, chosen: this.#isChosen(host) })),
    ];
  }

  /** What rules call a service that somebody named by its name or its host; undefined when there is no such one. */
  named(reference: string): string | undefined {
    const wanted = reference.trim().toLowerCase().replace(/\.$/, '');
    if (wanted === EVERYTHING || wanted === '') return undefined;
    const found = this.all().find(({ name, host }) => name === wanted || host === wanted);
    if (found) return found.name;
    // One name of a hand-written wildcard.
    return this.#home.sites.includes(wildcardOf(wanted)) ? wanted : undefined;
  }

  /** Another text whenever one of the answers may be another. */
  stamp(): string {
    return JSON.stringify([this.all(), this.#home.chosenHosts, this.#home.everyonesHosts]);
  }

  #isChosen(host: string): boolean {
    return isChosenHost(this.#home, host);
  }
}

/** More than that is no help in a hurry. */
const LISTED = 12;

/**
 * What rules call the services that somebody named, each once.
 * @param also further names that are taken: of services that are not served any more
 * @throws LatchkeyError USAGE when none is named; SERVICE_NOT_FOUND, with the one that may be meant
 */
export function knownServices(
  services: HomeServices,
  references: readonly string[],
  also: readonly string[] = [],
): readonly string[] {
  if (references.length === 0) throw new LatchkeyError('USAGE', { detail: 'No service is named.' });
  return [
    ...new Set(
      references.map((each) => services.named(each) ?? also.find((name) => name === each) ?? refuse(services, each)),
    ),
  ];
}

function refuse(services: HomeServices, reference: string): never {
  const all = services.all();
  // A site is called by its whole host; people write its first label.
  const words = new Map(
    all.flatMap(({ name, host }) => [host.split('.')[0] ?? '', host, name].map((word) => [word, name])),
  );
  const meant = words.get(didYouMean(reference, [...words.keys()]) ?? '');
  const known = all.slice(0, LISTED).map(({ name }) => name);
  const more = all.length > LISTED ? ` and ${all.length - LISTED} more` : '';
  throw new LatchkeyError('SERVICE_NOT_FOUND', {
    detail: `No service is called ${JSON.stringify(reference)}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    hint: `Nothing was changed. The home has: ${known.join(', ') || 'no services yet'}${more}.`,
  });
}

interface Addressed {
  readonly url: string;
}

/** Read once of each service: every new connection looks through all of them. */
const hosts = new WeakMap<Addressed, string>();

function hostOf(service: Addressed): string {
  const known = hosts.get(service);
  if (known !== undefined) return known;
  const { hostname } = new URL(service.url);
  hosts.set(service, hostname);
  return hostname;
}
