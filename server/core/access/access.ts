import type { WhoamiReply } from '../../../shared/api.ts';
import { FINGERPRINT_OF_NOTHING } from '../../../shared/api.ts';
import { isoTime } from '../encoding.ts';
import type { Clock, Registry } from '../ports.ts';
import type { Enrolment } from '../records.ts';

/** Decided by the source address. */
export type Zone = 'lan' | 'wan';

/** Says what the home makes of a client certificate. */
export class Access {
  readonly #registry: Registry;
  readonly #clock: Clock;

  constructor(ports: { readonly registry: Registry; readonly clock: Clock }) {
    this.#registry = ports.registry;
    this.#clock = ports.clock;
  }

  /** @param fingerprint of the certificate whose key the caller has proven to hold, if there is one */
  whoami(fingerprint: string | undefined, zone: Zone): WhoamiReply {
    const now = this.#clock.now();
    const seen = { zone, time: isoTime(now) };
    if (fingerprint === undefined || fingerprint === FINGERPRINT_OF_NOTHING) return { state: 'none', ...seen };
    const enrolment = this.#registry.enrolment(fingerprint);
    if (!enrolment) return { state: 'unknown', ...seen, fingerprint };
    const { certificate, device } = enrolment;
    return {
      state: accessState(enrolment, now),
      ...seen,
      fingerprint,
      person: device.person,
      device: { id: device.id, name: device.name },
      notAfter: isoTime(certificate.notAfter),
    };
  }
}

/** What the person can least change comes first. */
function accessState({ certificate, device }: Enrolment, now: number): WhoamiReply['state'] {
  if (device.state !== 'active') return device.state;
  if (certificate.state === 'superseded') return 'superseded';
  if (certificate.state === 'revoked') return 'shut-out';
  return certificate.notAfter <= now ? 'expired' : 'active';
}
