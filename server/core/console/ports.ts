/** What the console's own people and browsers are remembered by. Errors as of {@link import('../ports.ts').Registry}. */

/** A person whose devices open the console. */
export interface AdminRecord {
  readonly person: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly since: number;
}

/** Hashes are SHA-256 in lower-case hexadecimal; times in milliseconds since 1970-01-01 UTC. */
export interface ConsoleRecords {
  /** By name. */
  admins(): readonly AdminRecord[];
  /** @returns false when they were one before */
  addAdmin(person: string, at: number): boolean;
  /** @returns false when they were none */
  removeAdmin(person: string): boolean;
  addLink(hash: string, expiresAt: number): void;
  /** @returns true once, for a link that has not expired */
  useLink(hash: string, at: number): boolean;
  /** @returns true the first time that a link is refused, when there is such a one */
  refuseLink(hash: string, at: number): boolean;
  /** Those that are over by then are forgotten. */
  addSession(hash: string, expiresAt: number, at: number): void;
  /** @returns when it ends; undefined for one that is over, or that there never was */
  session(hash: string, at: number): number | undefined;
  /** @returns whether there was one */
  endSession(hash: string): boolean;
  /** Ends every session and link. @returns how many sessions */
  endAll(): number;
}
