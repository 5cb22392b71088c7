import { LatchkeyError } from '../../../shared/errors.ts';
import type { Audit } from '../audit/audit.ts';
import type { DeviceDirectory, Page, PageRequest } from '../names/directory.ts';
import { findDevice, findPerson } from '../names/finding.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { Device, HomeFacts, Invitation } from '../records.ts';
import type { ConnectionTracker } from './connections.ts';
import type { AccessRules } from './policy.ts';
import { type AccessRule, EVERYTHING, inWords, rulesOfInvitation, type Verdict, verdict } from './rules.ts';
import { type GivenService, HomeServices, knownServices } from './services.ts';

/** What somebody is to be given, or not to have any more. */
export interface AccessOrder {
  /** As of {@link findPerson}. */
  readonly person: string;
  /** Names or hosts; every service when undefined. */
  readonly services: readonly string[] | undefined;
  /** One device of theirs, as of {@link findDevice}; all of them when undefined. */
  readonly device?: string | undefined;
  /** Milliseconds; no end when undefined. */
  readonly until?: number | undefined;
}

/** What somebody may open, service by service, in the order of {@link HomeServices.all}. */
export interface PersonAccess {
  readonly person: string;
  /** A device that opens less than its person; undefined for the person. */
  readonly device: Device | undefined;
  readonly opens: readonly (GivenService & Verdict)[];
}

interface GrantingPorts {
  readonly registry: Registry;
  readonly directory: DeviceDirectory;
  readonly rules: AccessRules;
  readonly connections: Pick<ConnectionTracker, 'recheck'>;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly home: HomeFacts;
}

const isForEverything = ({ service }: AccessRule) => service === EVERYTHING;

/** What the admin says about who may open what. */
export class Granting {
  readonly #ports: GrantingPorts;
  readonly #services: HomeServices;

  constructor(ports: GrantingPorts) {
    this.#ports = ports;
    this.#services = new HomeServices(ports.home);
  }

  /**
   * Lets a person open services, from their next request on; with a device, takes back what it opens less than they do.
   * @throws LatchkeyError PERSON_NOT_FOUND, PERSON_AMBIGUOUS, DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS, SERVICE_NOT_FOUND; USAGE
   * for a device that would open more than its person, and an end that is over. Nothing is changed then.
   */
  async allow(order: AccessOrder): Promise<readonly PersonAccess[]> {
    const { clock } = this.#ports;
    if (order.until !== undefined && order.until <= clock.now())
      throw new LatchkeyError('USAGE', { detail: 'That end is over already.', hint: 'Nothing was changed.' });
    return this.#change(order, 'access-allowed');
  }

  /**
   * Takes services from a person, or from one device of theirs: nothing of these is open to them when this returns.
   * @throws LatchkeyError as {@link allow}
   */
  async deny(order: AccessOrder): Promise<readonly PersonAccess[]> {
    return this.#change(order, 'access-denied');
  }

  /** What rules call a service. @throws LatchkeyError SERVICE_NOT_FOUND */
  known(reference: string): string {
    const [name = ''] = knownServices(this.#services, [reference]);
    return name;
  }

  /** What a person may open, and the devices of theirs that open less. @throws as of {@link findPerson} */
  of(reference: string): readonly PersonAccess[] {
    return this.#accessOf(findPerson(this.#ports, reference));
  }

  /** What a person will be able to open when an invitation is redeemed. */
  withInvitation(invitation: Pick<Invitation, 'person' | 'services' | 'createdAt'>): PersonAccess {
    const { rules, clock } = this.#ports;
    const before = rules.ofPerson(invitation.person).filter(({ device }) => device === undefined);
    const added = rulesOfInvitation(before, invitation, clock.now());
    const kept = before.filter(({ service }) => !added.some((rule) => rule.service === service));
    return this.#opens(invitation.person, undefined, [...kept, ...added]);
  }

  /** Of everybody who has a device or was given something, by name, those behind `after` alone. */
  page({ after = '', limit }: PageRequest): Page<readonly PersonAccess[]> {
    const names = this.#ports.rules.people(after, limit + 1);
    const items = names.slice(0, limit).map((person) => this.#accessOf(person));
    return { items, next: names.length > limit ? names[limit - 1] : undefined };
  }

  async #change(order: AccessOrder, kind: 'access-allowed' | 'access-denied'): Promise<readonly PersonAccess[]> {
    const { registry, connections } = this.#ports;
    const person = registry.atomically(() => this.#record(order, kind));
    // Also when nothing was to be changed: whoever said so before may have crashed before this line.
    const devices = this.#devicesOf(person).flatMap(({ id }) => registry.certificatesOf(id));
    await connections.recheck(devices.map(({ fingerprint }) => fingerprint));
    return this.#accessOf(person);
  }

  #record(order: AccessOrder, kind: 'access-allowed' | 'access-denied'): string {
    const { rules, audit } = this.#ports;
    const person = findPerson(this.#ports, order.person);
    const device = order.device === undefined ? undefined : findDevice(this.#ports, order.device, 'active', person);
    const before = rules.ofPerson(person);
    const services = this.#named(order, before);
    const own = before.filter((rule) => rule.device === device?.id);
    const until = kind === 'access-allowed' ? order.until : undefined;
    if (kind === 'access-allowed' && device) this.#requireOfPerson(person, before, services);
    const to = { person, device: device?.id, until, allowed: kind === 'access-allowed' };
    // Said twice is said once, also by whoever crashed in between.
    if (!this.#write(to, services, own)) return person;
    const detail = {
      services: inWords(services),
      ...(device && { name: device.name }),
      ...(until !== undefined && { until: new Date(until).toISOString() }),
    };
    audit.record({ kind, outcome: 'ok', person, ...(device && { device: device.id }), detail });
    return person;
  }

  #named({ services }: AccessOrder, before: readonly AccessRule[]): readonly string[] {
    if (services === undefined) return [EVERYTHING];
    // What is not served any more can be taken away all the same.
    const known = before.map(({ service }) => service).filter((service) => service !== EVERYTHING);
    return knownServices(this.#services, services, known);
  }

  /**
   * @param own the rules that there are for the same person or device
   * @returns whether they said something else
   */
  #write(
    to: Omit<AccessRule, 'service' | 'changedAt'>,
    services: readonly string[],
    own: readonly AccessRule[],
  ): boolean {
    const { rules, clock } = this.#ports;
    const everything = services.includes(EVERYTHING);
    const replaced = everything ? own.filter((rule) => !this.#stays(rule, to.allowed)) : [];
    for (const rule of replaced) rules.remove(rule);
    // Without a rule of its own, a device opens what its person opens.
    const asPerson = to.device !== undefined && to.allowed && to.until === undefined;
    const narrowed = !everything && own.some(isForEverything);
    let changed = replaced.some((rule) => !isForEverything(rule));
    for (const service of services) {
      const rule = { ...to, service, changedAt: clock.now() };
      const before = own.find((each) => each.service === service);
      if (asPerson && !narrowed) {
        rules.remove(rule);
        changed ||= before !== undefined;
      } else {
        // Also when it says the same: it is later than an invitation that says something else.
        rules.put(rule);
        changed ||= before?.allowed !== rule.allowed || before.until !== rule.until;
      }
    }
    return changed;
  }

  /** Being given everything is not being taken away what only the chosen may open. */
  #stays(rule: AccessRule, allowed: boolean): boolean {
    if (!allowed || !rule.allowed || isForEverything(rule)) return false;
    return this.#services.ofName(rule.service).chosen;
  }

  #requireOfPerson(person: string, rules: readonly AccessRule[], services: readonly string[]): void {
    const ofPerson = rules.filter(({ device }) => device === undefined);
    const at = this.#ports.clock.now();
    const missing = services.find(
      (name) => name !== EVERYTHING && !verdict(ofPerson, this.#services.ofName(name), at).open,
    );
    if (missing === undefined) return;
    throw new LatchkeyError('USAGE', {
      detail: `${person} may not open ${missing}, and a device never opens more than its person.`,
      hint: 'Nothing was changed. Allow it to the person first, then deny it to their other devices.',
    });
  }

  #devicesOf(person: string): readonly Device[] {
    const { directory, clock } = this.#ports;
    const devices: Device[] = [];
    let after: string | undefined;
    do {
      const page = directory.devices({ person }, { limit: 500, after, at: clock.now() });
      devices.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return devices;
  }

  #accessOf(person: string): readonly PersonAccess[] {
    const { rules, registry } = this.#ports;
    const all = rules.ofPerson(person);
    const of = (device: Device | undefined) =>
      this.#opens(
        person,
        device,
        all.filter((rule) => rule.device === undefined || rule.device === device?.id),
      );
    const narrower = [...new Set(all.flatMap(({ device }) => device ?? []))];
    const devices = narrower.flatMap((id) => registry.device(id) ?? []).filter(({ state }) => state === 'active');
    return [of(undefined), ...devices.map(of)];
  }

  #opens(person: string, device: Device | undefined, rules: readonly AccessRule[]): PersonAccess {
    const at = this.#ports.clock.now();
    const opens = this.#services
      .all()
      .map((service) => ({ ...service, ...verdict(rules, this.#services.ofName(service.name), at) }));
    return { person, device, opens };
  }
}
