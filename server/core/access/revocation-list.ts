import type { PublicAuthority, RevocationRecords } from '../ports/authority.ts';
import type { Clock } from '../ports/basics.ts';
import { certificateStart, DAY } from '../validity.ts';

/** For how long others may go by a list. */
const LIFE = 7 * DAY;
/** After so long a list is made anew although nothing has changed. */
const REFRESH = DAY;
/** For how long a certificate that has ended stays on the list: longer than any list lives (RFC 5280 3.3). */
const REMEMBERED = 30 * DAY;

interface RevocationListPorts {
  readonly records: RevocationRecords;
  readonly authority: PublicAuthority;
  readonly clock: Clock;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: (bytes: Uint8Array) => string;
}

/** The CRL, for other programs that let people in by our certificates; our own client-auth check looks into the active set. */
export class RevocationList {
  readonly #ports: RevocationListPorts;
  #making: Promise<Uint8Array> | undefined;

  constructor(ports: RevocationListPorts) {
    this.#ports = ports;
  }

  /** The CRL as it is at this moment, DER. Signed anew only when something has changed, and once a day. */
  async der(): Promise<Uint8Array> {
    const { records, clock } = this.#ports;
    const last = records.last();
    const age = clock.now() - (last?.thisUpdate ?? Number.NEGATIVE_INFINITY);
    const current = last?.changes === records.changes() && last.issuer === this.#issuer();
    if (current && age >= 0 && age < REFRESH) return last.der;
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #make(): Promise<Uint8Array> {
    const { records, authority, clock } = this.#ports;
    for (;;) {
      // The count first: what changes after it makes the next list.
      const changes = records.changes();
      const now = clock.now();
      // Seconds since 1970 where that is more: so the number grows also when an older registry was restored.
      const number = Math.max((records.last()?.number ?? 0) + 1, Math.floor(now / 1000));
      const thisUpdate = certificateStart(now);
      const order = { number, thisUpdate, nextUpdate: thisUpdate + LIFE, revoked: records.revoked(now - REMEMBERED) };
      const der = await authority.signRevocationList(order);
      if (records.remember({ number, thisUpdate, issuer: this.#issuer(), changes, der })) return der;
    }
  }

  #issuer(): string {
    const { authority, sha256 } = this.#ports;
    return sha256(authority.trusted[0] ?? new Uint8Array());
  }
}
