import { type EndingPorts, recordEnd } from '../devices/shutting-out.ts';
import type { Invitations } from '../enrolment/invitations.ts';
import type { DeviceDirectory, Page, PageRequest } from '../names/directory.ts';
import { findPerson, peopleLike } from '../names/finding.ts';
import type { Device, Invitation } from '../records.ts';
import { changedProfile, type Profile, type ProfileChange, type Profiles, profileInWords } from './profile.ts';

/** What of a person lets them in, now or with a code that they hold. */
export interface Belongings {
  /** As it is kept: tidied. */
  readonly person: string;
  /** Every device that was not ended yet, past its certificate's end or not. */
  readonly devices: readonly Device[];
  /** The open ones. */
  readonly invitations: readonly Invitation[];
  /** Whether their devices open the console. */
  readonly admin: boolean;
}

/** How many are read at a time. */
const AT_ONCE = 500;

function everything<Item>(turn: (page: PageRequest) => Page<Item>, at: number): Item[] {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = turn({ limit: AT_ONCE, after, at });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

/** Who opens the console. */
interface AdminRecords {
  admins(): readonly { readonly person: string }[];
  /** @returns false when they were none */
  removeAdmin(person: string): boolean;
}

type PeoplePorts = EndingPorts & {
  readonly directory: DeviceDirectory;
  readonly invitations: Invitations;
  readonly profiles: Profiles;
  readonly records: AdminRecords;
};

/** A person as services are told of them. */
export interface NamedProfile extends Profile {
  readonly person: string;
  /** Others whom a service may take for them. */
  readonly sharedWith: readonly string[];
}

/** What the admin does with everything of one person. */
export class People {
  readonly #ports: PeoplePorts;

  constructor(ports: PeoplePorts) {
    this.#ports = ports;
  }

  /** @param reference as of {@link findPerson}. @throws LatchkeyError PERSON_NOT_FOUND, PERSON_AMBIGUOUS */
  belongings(reference: string): Belongings {
    const { directory, records, clock } = this.#ports;
    const person = findPerson(this.#ports, reference);
    const admin = records.admins().some((each) => each.person === person);
    const at = clock.now();
    const known = everything((page) => directory.devices({ person }, page), at);
    const invitations = everything((page) => directory.invitations({ person, state: 'open' }, page), at);
    return { person, devices: known.filter(({ state }) => state === 'active'), invitations, admin };
  }

  /** Other people whose names look like this one; see {@link peopleLike}. */
  lookingLike(name: string): readonly string[] {
    return peopleLike(this.#ports, name);
  }

  /** What services are told of a person. @throws LatchkeyError as {@link belongings} */
  profile(reference: string): NamedProfile {
    return this.#named(findPerson(this.#ports, reference));
  }

  /**
   * Changes what services are told of a person, from their next request on.
   * @throws LatchkeyError as {@link belongings}; USAGE for what services could not take. Nothing is changed then.
   */
  setProfile(reference: string, change: ProfileChange): NamedProfile {
    const { registry, profiles, audit } = this.#ports;
    return registry.atomically(() => {
      const person = findPerson(this.#ports, reference);
      const before = profiles.of(person);
      const after = changedProfile(before, change);
      const identity = profileInWords(after);
      if (identity !== profileInWords(before)) {
        profiles.put(person, after);
        audit.record({ kind: 'person-changed', outcome: 'ok', person, detail: { identity } });
      }
      return this.#named(person);
    });
  }

  #named(person: string): NamedProfile {
    const { profiles } = this.#ports;
    const profile = profiles.of(person);
    return { person, ...profile, sharedWith: profiles.othersLike(person, profile) };
  }

  /**
   * Shuts every device of a person out and takes their open invitations back, in one step: none of them opens anything
   * when this returns. An admin is none any more, also when a device is let in again or the person is invited anew.
   * @returns what there was to take
   * @throws LatchkeyError as {@link belongings}
   */
  async shutOut(reference: string): Promise<Belongings> {
    const { registry, invitations, records, audit, reconciler } = this.#ports;
    const taken = registry.atomically(() => {
      const belongings = this.belongings(reference);
      const { person } = belongings;
      if (records.removeAdmin(person)) audit.record({ kind: 'admin-removed', outcome: 'ok', person });
      for (const { id } of belongings.invitations) invitations.cancel(id);
      for (const { id } of belongings.devices) recordEnd(this.#ports, id, 'shut-out');
      return belongings;
    });
    const certificates = taken.devices.flatMap(({ id }) => registry.certificatesOf(id));
    await reconciler.refuse(certificates.map(({ fingerprint }) => fingerprint));
    return taken;
  }
}
