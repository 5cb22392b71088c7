import type { Service, WhoamiReply } from '../../../shared/api.ts';
import { FINGERPRINT_OF_NOTHING } from '../../../shared/fingerprint.ts';
import { isoTime } from '../encoding.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { Enrolment, HomeFacts } from '../records.ts';
import type { AccessPolicy } from './policy.ts';

/** Decided by the source address. */
export type Zone = 'lan' | 'wan';

/** Says what the home makes of a client certificate. */
export class Access {
  readonly #registry: Registry;
  readonly #policy: Pick<AccessPolicy, 'servicesOf'>;
  readonly #clock: Clock;
  readonly #home: Pick<HomeFacts, 'contact'>;

  constructor(ports: {
    readonly registry: Registry;
    readonly policy: Pick<AccessPolicy, 'servicesOf'>;
    readonly clock: Clock;
    readonly home: Pick<HomeFacts, 'contact'>;
  }) {
    this.#registry = ports.registry;
    this.#policy = ports.policy;
    this.#clock = ports.clock;
    this.#home = ports.home;
  }

  /** The person whose certificate it is, while it opens anything; undefined otherwise. */
  activePerson(fingerprint: string): string | undefined {
    const enrolment = this.#registry.enrolment(fingerprint);
    return enrolment && accessState(enrolment, this.#clock.now()) === 'active' ? enrolment.device.person : undefined;
  }

  /** @param fingerprint of the certificate whose key the caller has proven to hold, if there is one */
  whoami(fingerprint: string | undefined, zone: Zone): WhoamiReply {
    const now = this.#clock.now();
    const seen = { zone, time: isoTime(now) };
    if (fingerprint === undefined || fingerprint === FINGERPRINT_OF_NOTHING) return { state: 'none', ...seen };
    const enrolment = this.#registry.enrolment(fingerprint);
    if (!enrolment) return { state: 'unknown', ...seen, fingerprint };
    const { certificate, device } = enrolment;
    const state = accessState(enrolment, now);
    return {
      state,
      ...seen,
      fingerprint,
      person: device.person,
      device: { id: device.id, name: device.name },
      notAfter: isoTime(certificate.notAfter),
      ...contactForApp(this.#home),
      ...(state === 'active' && { services: servicesForApp(this.#policy.servicesOf(device.person, device.id)) }),
    };
  }
}

/** Whom to ask, as an app is told of it; nothing when nobody is named. */
export function contactForApp({ contact }: Pick<HomeFacts, 'contact'>): Pick<WhoamiReply, 'contact'> {
  return Object.keys(contact).length > 0 ? { contact } : {};
}

/** Services as an app is told of them. */
export function servicesForApp(services: HomeFacts['services']): Service[] {
  return services.map(({ name, url, icon }) => ({ name, url, ...(icon !== undefined && { icon }) }));
}

/** What the person can least change comes first. */
function accessState({ certificate, device }: Enrolment, now: number): WhoamiReply['state'] {
  if (device.state !== 'active') return device.state;
  if (certificate.state === 'superseded') return 'superseded';
  if (certificate.state === 'revoked') return 'shut-out';
  return certificate.notAfter <= now ? 'expired' : 'active';
}
