import { LatchkeyError } from '../../../shared/errors.ts';
import type { ConnectionTracker } from '../access/connections.ts';
import type { Audit } from '../audit/audit.ts';
import type { DeviceDirectory } from '../names/directory.ts';
import { findPerson } from '../names/finding.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { AdminRecord, ConsoleRecords } from './ports.ts';

interface AdminsPorts {
  readonly registry: Registry;
  readonly directory: DeviceDirectory;
  readonly records: ConsoleRecords;
  readonly connections: Pick<ConnectionTracker, 'recheck'>;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** An admin, and how many devices of theirs can open the console. */
export interface Admin extends AdminRecord {
  /** How many of their devices are let in. */
  readonly devices: number;
}

/** The admins: people whose devices open the console. */
export class Admins {
  readonly #ports: AdminsPorts;

  constructor(ports: AdminsPorts) {
    this.#ports = ports;
  }

  list(): readonly Admin[] {
    return this.#ports.records
      .admins()
      .map((each) => ({ ...each, devices: this.#devicesOf(each.person, 'active').length }));
  }

  /** Who they are, and nothing more of them. */
  names(): ReadonlySet<string> {
    return new Set(this.#ports.records.admins().map(({ person }) => person));
  }

  /**
   * Makes a person an admin: every device of theirs opens the console from its next request on.
   * @param reference as of {@link findPerson}
   * @returns the name as the registry has it, and false when the person was an admin before
   * @throws LatchkeyError PERSON_NOT_FOUND, PERSON_AMBIGUOUS
   */
  add(reference: string): { readonly person: string; readonly changed: boolean } {
    const { registry, records, audit, clock } = this.#ports;
    return registry.atomically(() => {
      const person = findPerson(this.#ports, reference);
      const changed = records.addAdmin(person, clock.now());
      if (changed) audit.record({ kind: 'admin-added', outcome: 'ok', person });
      return { person, changed };
    });
  }

  /**
   * Makes an admin an admin no longer: when this returns, no device of the person opens the console.
   * @param evenLast removes the last admin too; after that, only one-time links open the console
   * @throws LatchkeyError as {@link add}; PERSON_NOT_FOUND also for a person who is no admin; ADMIN_IS_LAST
   */
  async remove(reference: string, evenLast: boolean): Promise<string> {
    const { registry, records, connections, audit } = this.#ports;
    const person = registry.atomically(() => {
      const admins = records.admins();
      // An admin may have neither devices nor invitations any more.
      const named =
        admins.find((each) => each.person === reference.trim())?.person ?? findPerson(this.#ports, reference);
      if (!admins.some((each) => each.person === named))
        throw new LatchkeyError('PERSON_NOT_FOUND', {
          detail: `${named} is no admin.`,
          hint: 'See latchkey admin list.',
        });
      if (admins.length === 1 && !evenLast) throw new LatchkeyError('ADMIN_IS_LAST');
      records.removeAdmin(named);
      audit.record({ kind: 'admin-removed', outcome: 'ok', person: named });
      return named;
    });
    const certificates = this.#devicesOf(person).flatMap(({ id }) => registry.certificatesOf(id));
    await connections.recheck(certificates.map(({ fingerprint }) => fingerprint));
    return person;
  }

  #devicesOf(person: string, state?: 'active') {
    const { directory, clock } = this.#ports;
    // Nobody has more devices than that.
    return directory.devices({ person, state }, { limit: 1000, at: clock.now() }).items;
  }
}
