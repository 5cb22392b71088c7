import type { ProxySessions } from '../ports/connections.ts';

/** A person who looks at the refusal page again and again does not get here soon, and their browser connects anew. */
const REFUSALS = 8;
/** Connections counted at a time; all that the edge proxy holds, and some. */
const COUNTED = 10_000;

/**
 * Ends connections that are refused over and over. A device that is shut out still gets through TLS, and HTTP/2 lets it
 * ask for 250 pages at once and read none of them: each waits in memory for as long as the connection lasts.
 */
export class RefusedConnections {
  readonly #proxy: ProxySessions;
  readonly #later: (run: () => void) => void;
  readonly #counts = new Map<string, number>();
  readonly #ending = new Set<string>();

  /** @param ports.later runs something after the moment in which a refusal reaches whoever reads it */
  constructor(ports: { readonly proxy: ProxySessions; readonly later: (run: () => void) => void }) {
    this.#proxy = ports.proxy;
    this.#later = ports.later;
  }

  /** @param source the client's address and port, as {@link ProxySessions} has them */
  refused(source: string): void {
    const count = (this.#counts.get(source) ?? 0) + 1;
    if (this.#counts.size >= COUNTED) this.#counts.clear();
    this.#counts.set(source, count);
    if (count < REFUSALS) return;
    this.#counts.delete(source);
    // Whom an edge proxy that cannot be asked leaves there is refused and counted again.
    if (this.#ending.size === 0) this.#later(() => void this.#end().catch(() => undefined));
    this.#ending.add(source);
  }

  async #end(): Promise<void> {
    const sources = [...this.#ending];
    this.#ending.clear();
    const open = await this.#proxy.sessions();
    await this.#proxy.end(sources.flatMap((source) => open.get(source) ?? []));
  }
}
