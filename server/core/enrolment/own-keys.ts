import type { ActiveSetReconciler } from '../access/active-set.ts';
import type { Audit } from '../audit/audit.ts';
import { isStale } from '../devices/renewal-secrets.ts';
import { listedState } from '../names/directory.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import { type Enrolment, type HomeFacts, renewsByHand } from '../records.ts';
import { DAY } from '../validity.ts';
import type { Invitations, NewInvitation } from './invitations.ts';

/** How long an invitation that a device asked for itself is valid, in milliseconds; people use it at once, or ask again. */
const LIFE = 60 * 60 * 1000;
/** How many milliseconds before it expires a key may ask for the next one; with a short life, its last third. */
const SOON = 30 * DAY;
/** How many keys for apps a device can have at the same time, and still ask for another. */
const MOST_APP_KEYS = 20;
/** How often a device may ask within 24 hours. */
const MOST_ASKED = 10;

/** What a device may ask for with the key that it has shown. */
export interface OwnKeyOffers {
  /** The next certificate of its device. */
  readonly renewal: boolean;
  /** Until when, milliseconds: the end of the grace time. */
  readonly renewableUntil: number;
  /** Keys for apps. */
  readonly apps: boolean;
  /** The device's keys for apps that are valid now. */
  readonly appKeys: readonly { readonly app: string; readonly notAfter: number }[];
}

export type OwnKeyRefusal = 'not-offered' | 'too-often' | 'too-many';

export type OwnKeyAnswer =
  | { readonly kind: 'asked'; readonly code: NewInvitation['code']; readonly person: string; readonly device: string }
  | { readonly kind: OwnKeyRefusal };

interface Ports {
  readonly registry: Registry;
  readonly reconciler: ActiveSetReconciler;
  readonly invitations: Pick<Invitations, 'inviteApp' | 'inviteAgain'>;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly home: Pick<HomeFacts, 'graceDays'>;
  /** Whether a CA that is trusted now signed a certificate (DER). */
  readonly trusts: (der: Uint8Array) => boolean;
}

/**
 * Whether a device may ask for its next certificate with this one: it is the device's own, neither replaced nor revoked, and
 * the device is let in and renews by hand. After it has expired, only the newest one may, during the grace time: an older
 * one may be in other hands.
 * @param newest certificate of the device
 * @param now and `grace` in milliseconds
 */
function mayAskForNext(
  { device, certificate }: Enrolment,
  newest: string | undefined,
  now: number,
  grace: number,
): boolean {
  if (device.state !== 'active' || !renewsByHand(device.origin)) return false;
  if (certificate.app !== undefined || certificate.state !== 'active' || now < certificate.notBefore) return false;
  if (isStale(device, certificate.generation)) return false;
  return now < certificate.notAfter || (certificate.fingerprint === newest && now < certificate.notAfter + grace);
}

/**
 * The certificate that asked for its device's next one, and the newest of that device.
 * @param askedWith fingerprint of the one that asked
 * @returns undefined when it may ask for nothing any more
 */
export function askingForNext(
  { registry, home }: Pick<Ports, 'registry' | 'home'>,
  askedWith: string | undefined,
  now: number,
): { readonly shown: Enrolment; readonly newest: Enrolment } | undefined {
  const shown = registry.enrolment(askedWith ?? '');
  const newest = shown && registry.renewable(shown.device.id);
  const mayAsk = newest && mayAskForNext(shown, newest.certificate.fingerprint, now, home.graceDays * DAY);
  return mayAsk ? { shown, newest } : undefined;
}

/** The keys that a device may ask for with a key that was installed by hand: its next key, and keys for apps. */
export class OwnKeys {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** @param fingerprint of the certificate whose key the caller has proven to hold */
  offers(fingerprint: string | undefined): OwnKeyOffers {
    const shown = this.#shown(fingerprint);
    return shown ? this.#offersTo(shown) : { renewal: false, renewableUntil: 0, apps: false, appKeys: [] };
  }

  #offersTo(shown: Enrolment): OwnKeyOffers {
    const { registry, clock, home } = this.#ports;
    const now = clock.now();
    const { device, certificate } = shown;
    const { notBefore, notAfter } = certificate;
    const grace = home.graceDays * DAY;
    const mayAsk = mayAskForNext(shown, registry.renewable(device.id)?.certificate.fingerprint, now, grace);
    const apps = mayAsk && now < notAfter && listedState(device, now) === 'active';
    return {
      renewal: mayAsk && now >= notAfter - Math.min(SOON, (notAfter - notBefore) / 3),
      renewableUntil: notAfter + grace,
      apps,
      appKeys: apps ? this.#appKeys(device.id, now) : [],
    };
  }

  /**
   * Makes an invitation for the device's next certificate, or for a key for an app; it is valid for an hour. An earlier
   * invitation for the same that was not used is cancelled.
   * @param app the app's name; without it, the next certificate
   * @throws LatchkeyError USAGE for a name that cannot be in a certificate
   */
  ask(fingerprint: string | undefined, app?: string): OwnKeyAnswer {
    const { registry, invitations, audit, clock } = this.#ports;
    const now = clock.now();
    return registry.atomically((): OwnKeyAnswer => {
      const shown = this.#shown(fingerprint);
      if (!shown) return { kind: 'not-offered' };
      const offers = this.#offersTo(shown);
      if (!(app === undefined ? offers.renewal : offers.apps)) return { kind: 'not-offered' };
      const { device, certificate } = shown;
      if (app !== undefined && offers.appKeys.length >= MOST_APP_KEYS) return { kind: 'too-many' };
      if (registry.askedSince(device.id, now - DAY) >= MOST_ASKED) return { kind: 'too-often' };
      const askedWith = certificate.fingerprint;
      const { code, invitation } =
        app === undefined
          ? invitations.inviteAgain(device, askedWith, LIFE)
          : invitations.inviteApp(device, app, LIFE, askedWith);
      const name = invitation.deviceName ?? device.name;
      const about = { person: device.person, device: device.id, subject: invitation.id, detail: { name } };
      audit.record({ kind: 'key-asked-for', outcome: 'ok', ...about });
      return { kind: 'asked', code, person: device.person, device: name };
    });
  }

  /**
   * Confirms the newest certificate, since the device has shown its key; the one before is no longer let in. Devices that
   * renew by their renewal secret confirm by that secret, not here.
   */
  async confirm(fingerprint: string | undefined): Promise<void> {
    const { registry, reconciler, clock } = this.#ports;
    const { device, certificate } = this.#shown(fingerprint) ?? {};
    if (!device || !certificate || !renewsByHand(device.origin) || certificate.app !== undefined) return;
    if (certificate.generation !== device.renewalGeneration || device.confirmedGeneration === certificate.generation)
      return;
    if (!registry.isActive(certificate.fingerprint, clock.now())) return;
    const retired = registry.confirmRenewal(device.id, certificate.generation, clock.now());
    await reconciler.retire(retired ?? []);
  }

  #shown(fingerprint: string | undefined): Enrolment | undefined {
    const shown = fingerprint === undefined ? undefined : this.#ports.registry.enrolment(fingerprint);
    return shown && this.#ports.trusts(shown.certificate.der) ? shown : undefined;
  }

  #appKeys(deviceId: string, now: number): OwnKeyOffers['appKeys'] {
    return this.#ports.registry
      .certificatesOf(deviceId)
      .flatMap(({ app, notAfter, state }) =>
        app !== undefined && state === 'active' && notAfter > now ? [{ app, notAfter }] : [],
      );
  }
}
