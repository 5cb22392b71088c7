/** What the core needs of the active set and of open connections. */

/** The fingerprints that the WAN listener lets in now. Derived from the registry, never the truth. */
export interface ActiveSet {
  /** On disk when it returns. True when it was not there before. */
  add(fingerprint: string): Promise<boolean>;
  /** Gone from disk when it returns. True when it was there before. */
  remove(name: string): Promise<boolean>;
  /** Every name in it, fingerprint or not. */
  list(): Promise<readonly string[]>;
}

/** One open connection of a certificate. Its greeting named one host, and it is for no other. */
export interface TrackedConnection {
  readonly fingerprint: string;
  /** In lower case, without a port. */
  readonly host: string;
  /** The client's address and port, `<address>_<port>`, the address in its canonical text. */
  readonly source: string;
}

/** The connections of a certificate and a host that were taken away from where the client-auth check sees them. */
export interface ConnectionsSetAside {
  readonly name: string;
  readonly fingerprint: string;
  readonly host: string;
  readonly sources: readonly string[];
}

/** Which connection was let in with which certificate. Forgotten with a reboot, as the connections are. */
export interface TrackedConnections {
  /**
   * Tracks a connection, in one step with a look whether the certificate is in the active set; one that another
   * certificate had from the same address and port before is forgotten.
   * @param at now
   * @returns whether it was tracked; false when the certificate is not in the active set
   */
  add(connection: TrackedConnection, at: number): Promise<boolean>;
  /** Forgets connections that are over. */
  remove(connections: readonly TrackedConnection[]): Promise<void>;
  /** The certificates with tracked connections. */
  fingerprints(): Promise<readonly string[]>;
  /** The hosts that a certificate has tracked connections to. */
  hosts(fingerprint: string): Promise<readonly string[]>;
  /** Every connection that this process made before that moment. */
  list(before: number): readonly TrackedConnection[];
  /**
   * In one step takes the connections of a certificate, for one host or for all, away from where the client-auth check
   * sees them.
   */
  setAside(fingerprint: string, host?: string): Promise<void>;
  /** What was set aside, by this process or by another one. */
  aside(): Promise<readonly ConnectionsSetAside[]>;
  forgetSetAside(names: readonly string[]): Promise<void>;
}

/** The connections that HAProxy holds open, as it knows them. */
export interface ProxySessions {
  /** Session ids by source. Empty when HAProxy does not run. */
  sessions(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Ends sessions at once; one that has ended already is not missed. */
  end(ids: readonly string[]): Promise<void>;
}
