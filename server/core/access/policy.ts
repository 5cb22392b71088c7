import type { Clock } from '../ports/basics.ts';
import type { HomeFacts } from '../records.ts';
import { type AccessRule, verdict } from './rules.ts';
import { HomeServices } from './services.ts';

/** The rules of who may open what, in the registry. Errors as of {@link import('../ports/registry.ts').Registry}. */
export interface AccessRules {
  /** Of a person and of each of their devices. */
  ofPerson(person: string): readonly AccessRule[];
  /** Of a certificate's device and its person. */
  ofCertificate(fingerprint: string): readonly AccessRule[];
  /** Puts a rule in the place of the one for the same person, device and service. */
  put(rule: AccessRule): void;
  remove(rule: Pick<AccessRule, 'person' | 'device' | 'service'>): void;
  /** Whether a certificate is a device's own, and its person is an admin. */
  isAdmin(fingerprint: string): boolean;
  /** Another number whenever a rule has changed, or who is an admin. */
  version(): number;
  /** When the next rule expires, milliseconds since 1970; undefined when none does. */
  nextEnd(at: number): number | undefined;
  /** Names of everybody who has a device or a rule, in order, those behind `after` alone. */
  people(after: string, limit: number): readonly string[];
}

/** Says who may open what at this moment. */
export class AccessPolicy {
  readonly #rules: AccessRules;
  readonly #services: HomeServices;
  readonly #home: HomeFacts;
  readonly #clock: Clock;

  constructor(ports: { readonly rules: AccessRules; readonly home: HomeFacts; readonly clock: Clock }) {
    this.#rules = ports.rules;
    this.#services = new HomeServices(ports.home);
    this.#home = ports.home;
    this.#clock = ports.clock;
  }

  /**
   * Whether a certificate's device may open a host, whatever becomes of the certificate itself.
   * @param host in lower case, without its port
   */
  mayOpen(fingerprint: string, host: string): boolean {
    // A key for an app is not the admin's own: it opens services.
    if (host === this.#home.consoleHost) return this.#rules.isAdmin(fingerprint);
    const service = this.#services.ofHost(host);
    return verdict(this.#rules.ofCertificate(fingerprint), service, this.#clock.now()).open;
  }

  /**
   * The declared services that a device may open, as its app shows them.
   * @param more rules that will hold besides
   */
  servicesOf(person: string, device: string | undefined, more: readonly AccessRule[] = []): HomeFacts['services'] {
    const replaced = ({ service, device: of }: AccessRule) =>
      more.some((each) => each.service === service && each.device === of);
    const rules = this.#rules
      .ofPerson(person)
      .filter((rule) => (rule.device === undefined || rule.device === device) && !replaced(rule));
    const at = this.#clock.now();
    return this.#home.services.filter(
      ({ name, chosen }) => verdict([...rules, ...more], { names: [name], chosen }, at).open,
    );
  }

  /** Another text whenever {@link mayOpen} may answer something else, by the passing of time too. */
  stamp(): string {
    const { consoleHost = '' } = this.#home;
    return `${this.#rules.version()} ${this.#rules.nextEnd(this.#clock.now())} ${consoleHost} ${this.#services.stamp()}`;
  }
}
