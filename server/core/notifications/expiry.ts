import type { Audit, NewAuditEntry } from '../audit/audit.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import { type Origin, renewsByHand } from '../records.ts';
import { DAY } from '../validity.ts';
import type { Outbox } from './ports.ts';

/** What will end, and by how many days before its end the admin is told, once each. */
const WARNINGS = {
  // What came by the page or by SCEP renews by hand, and people are on holiday for a week.
  device: [30, 14, 7, 1],
  // Whoever changes the CA wants every device to renew meanwhile.
  ca: [180, 30, 7, 1],
  // Renewed by machines, thirty days before its end at the latest: what is left at these days was not renewed.
  server: [21, 7, 1],
} as const;

/** A certificate with its end. */
export interface Expiring {
  /** Its fingerprint: the next one of the same device or host is another certificate, and warned about anew. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface ExpiringDevice extends Expiring {
  readonly person: string;
  readonly device: string;
  readonly name: string;
  readonly origin: Origin;
}

interface WatchPorts {
  readonly registry: Pick<Registry, 'atomically'>;
  readonly audit: Audit;
  readonly outbox: Pick<Outbox, 'firstWarning'>;
  readonly clock: Clock;
}

/** Writes an entry when a certificate comes near its end, once for each certificate and number of days. */
export class ExpiryWatch {
  readonly #ports: WatchPorts;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  /**
   * @param devices the newest certificate of every active device that ends within thirty days
   * @param page where a key that renews by hand gets the next one
   */
  devices(devices: Iterable<ExpiringDevice>, page: string): void {
    for (const each of devices) {
      const { person, device, name, origin } = each;
      this.#warn(each, WARNINGS.device, (days) => ({
        kind: 'expiry-coming',
        outcome: 'ok',
        person,
        device,
        subject: each.fingerprint,
        detail: { name, days, ...(renewsByHand(origin) && { page }) },
      }));
    }
  }

  ca(ca: Expiring): void {
    this.#warn(ca, WARNINGS.ca, (days) => ({
      kind: 'ca-expiry-coming',
      outcome: 'ok',
      subject: ca.fingerprint,
      detail: { days },
    }));
  }

  server(host: string, certificate: Expiring): void {
    this.#warn(certificate, WARNINGS.server, (days) => ({
      kind: 'server-certificate-expiry-coming',
      outcome: 'ok',
      subject: host,
      detail: { days },
    }));
  }

  #warn(certificate: Expiring, days: readonly number[], entry: (days: number) => NewAuditEntry): void {
    const { registry, audit, outbox, clock } = this.#ports;
    const now = clock.now();
    const left = certificate.notAfter - now;
    if (left <= 0) return;
    const reached = days.filter((each) => left <= each * DAY && each * DAY <= renewable(certificate));
    const nearest = reached.at(-1);
    if (nearest === undefined) return;
    registry.atomically(() => {
      if (!outbox.firstWarning(certificate.fingerprint, nearest, now)) return;
      audit.record({ actor: 'latchkey', ...entry(Math.max(1, Math.ceil(left / DAY))) });
    });
  }
}

/** The last third of a certificate's life: before that nothing is late, however short the life. */
function renewable({ notBefore, notAfter }: Expiring): number {
  return (notAfter - notBefore) / 3;
}
