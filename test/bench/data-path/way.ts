/** How a way is gone. */
export interface Visit {
  readonly port: number;
  /** Host and SNI. */
  readonly host: string;
  /** A local address to come from. */
  readonly from: string;
  /** A file with the certificate and its key, PEM. */
  readonly certificate?: string;
}

/** A way to the service. */
export interface Way {
  readonly visit: Visit;
  /** The same for many connections a second, each from the next of many addresses. */
  readonly spread: Visit;
  /** Processor time so far of all that serves it, which is not the load generator's, in milliseconds. */
  cpuMs(): number;
}
