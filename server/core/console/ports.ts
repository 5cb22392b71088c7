/** The registry's records of admins, one-time links and sessions. Errors as of {@link import('../ports/registry.ts').Registry}. */

/** A person whose devices open the console. */
export interface AdminRecord {
  readonly person: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly since: number;
}

/** Hashes are SHA-256 in lower-case hexadecimal; times in milliseconds since 1970-01-01 UTC. */
export interface ConsoleRecords {
  /** Sorted by name. */
  admins(): readonly AdminRecord[];
  /** @returns false when the person was an admin before */
  addAdmin(person: string, at: number): boolean;
  /** @returns false when the person was no admin */
  removeAdmin(person: string): boolean;
  addLink(hash: string, expiresAt: number): void;
  /** @returns true once, for a link that has not expired */
  useLink(hash: string, at: number): boolean;
  /** @returns true the first time that a link is refused; false for a link that never existed */
  refuseLink(hash: string, at: number): boolean;
  /** Also deletes the sessions that have ended. */
  addSession(hash: string, expiresAt: number, at: number): void;
  /** @returns when the session ends; undefined when it has ended, or never existed */
  session(hash: string, at: number): number | undefined;
  /** @returns whether there was such a session */
  endSession(hash: string): boolean;
  /** Ends every session and link. @returns how many sessions */
  endAll(): number;
}
