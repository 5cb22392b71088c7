/**
 * Proves that the key opens the services: each one is visited the way this person's browser would, and a stranger
 * without a certificate tries one of them and must stay outside.
 */

import { type Service, type WhoamiReply, whoamiReplySchema } from '../../../shared/api.ts';
import { inviteOrigin } from '../../../shared/invite.ts';
import { parseJson } from '../../../shared/json.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import type { CertificateWallet } from '../installed/certificate-wallet.ts';
import type { AccessProbe, AccessProbes, Clock, DeviceKey, ProbeResult, Visitor } from '../ports.ts';
import { type Evidence, judgeDevice, judgeStranger } from './judge.ts';
import type { AccessOutcome, StrangerOutcome } from './outcome.ts';
import { difference, withServicesNow } from './services-now.ts';

export interface AccessReport {
  /** With the services that are open now. */
  readonly record: EnrolmentRecord;
  /** What visited. */
  readonly probe: string;
  /** `not-tested`: nothing on this machine could show the certificate, and the rest is as it should be. */
  readonly verdict: 'ok' | 'not-ok' | 'not-tested';
  /** What the home made of the connection; undefined when it could not be asked. */
  readonly whoami: WhoamiReply | undefined;
  readonly services: readonly { readonly service: Service; readonly outcome: AccessOutcome }[];
  /** Undefined for a home without services. */
  readonly stranger: { readonly service: Service; readonly outcome: StrangerOutcome } | undefined;
}

export type AccessEvent =
  | { readonly type: 'begun'; readonly record: EnrolmentRecord; readonly probe: string; readonly knowsDevice: boolean }
  /** `record` has the services that are open now; nothing is kept yet. */
  | { readonly type: 'whoami'; readonly reply: WhoamiReply | undefined; readonly record: EnrolmentRecord }
  | { readonly type: 'service'; readonly service: Service; readonly outcome: AccessOutcome }
  | { readonly type: 'stranger'; readonly service: Service; readonly outcome: StrangerOutcome }
  | { readonly type: 'done'; readonly report: AccessReport };

export interface AccessDeps {
  readonly clock: Clock;
  readonly probes: AccessProbes;
  readonly wallet: Pick<CertificateWallet, 'holdsWhere'>;
}

export interface AccessOptions {
  /** Of the home's certificate, while it is still at hand. */
  readonly key?: DeviceKey;
  /** So many services are enough. */
  readonly atMost?: number;
}

/** Visits a home's services, one after the other. A service that does not open is an outcome, not an error. */
export class AccessTest {
  readonly #deps: AccessDeps;

  constructor(deps: AccessDeps) {
    this.#deps = deps;
  }

  /** @throws HOME_NOT_TRUSTED and its kin when the home's own identity cannot be proven before the first visit */
  async *run(enrolled: EnrolmentRecord, { key, atMost }: AccessOptions = {}): AsyncGenerator<AccessEvent, void> {
    let probe = await this.#deps.probes.open(enrolled, key);
    try {
      yield { type: 'begun', record: enrolled, probe: probe.name, knowsDevice: probe.knowsDevice };
      const installed = await this.#installed(enrolled.fingerprint);
      // Without its certificate this device is a stranger; a browser asked to show another one would wait for a choice.
      const visitor = probe.knowsDevice && installed ? 'device' : 'stranger';
      const whoami = await askWhoami(probe, enrolled, visitor);
      const record = withServicesNow(enrolled, whoami, this.#deps.clock.now());
      yield { type: 'whoami', reply: whoami, record };
      // A probe may trust the private server certificates of the services that it was opened for, and of no others.
      if (record.serverRoot !== undefined && difference(enrolled.services, record.services).added.length > 0) {
        await probe.close();
        probe = await this.#deps.probes.open(record, key);
      }
      yield* this.#visit({ record, probe, visitor, installed, whoami, services: record.services.slice(0, atMost) });
    } finally {
      await probe.close();
    }
  }

  /** What the home makes of this device's certificate; undefined when it cannot be shown or the home cannot be asked. */
  async whoami(record: EnrolmentRecord): Promise<WhoamiReply | undefined> {
    const probe = await this.#deps.probes.open(record);
    try {
      const shown = probe.knowsDevice && (await this.#installed(record.fingerprint));
      return shown ? await askWhoami(probe, record, 'device') : undefined;
    } finally {
      await probe.close();
    }
  }

  async *#visit({
    record,
    probe,
    visitor,
    installed,
    whoami,
    services: tried,
  }: Visit): AsyncGenerator<AccessEvent, void> {
    const { notBefore, notAfter } = record;
    const evidence = (): Evidence => ({ now: this.#deps.clock.now(), notBefore, notAfter, installed, whoami });

    const services: { service: Service; outcome: AccessOutcome }[] = [];
    for (const service of tried) {
      const outcome: AccessOutcome = probe.knowsDevice
        ? judgeDevice(await visit(probe, service.url, visitor), evidence())
        : { kind: 'not-tested' };
      services.push({ service, outcome });
      yield { type: 'service', service, outcome };
    }

    let stranger: AccessReport['stranger'];
    const [service] = tried;
    if (service) {
      const visited = await visit(probe, service.url, 'stranger');
      const first = judgeStranger(visited, evidence());
      // Who got in says itself from where: over IPv6 a device may be outside that is at home over IPv4.
      const answered = first.kind === 'let-in' || first.kind === 'on-the-lan';
      const outcome = answered
        ? judgeStranger(visited, { ...evidence(), whoami: await askWhoami(probe, record, 'stranger') })
        : first;
      stranger = { service, outcome };
      yield { type: 'stranger', ...stranger };
    }
    const verdict = judgeAll(services, stranger);
    yield { type: 'done', report: { record, probe: probe.name, verdict, whoami, services, stranger } };
  }

  async #installed(fingerprint: string): Promise<boolean> {
    return (await this.#deps.wallet.holdsWhere(fingerprint)).length > 0;
  }
}

/** One round of visits. */
interface Visit {
  readonly record: EnrolmentRecord;
  readonly probe: AccessProbe;
  readonly visitor: Visitor;
  readonly installed: boolean;
  readonly whoami: WhoamiReply | undefined;
  readonly services: EnrolmentRecord['services'];
}

/** A service that is not this person's is refused, and that is as it should be. */
const FINE: ReadonlySet<string> = new Set(['reached', 'on-the-lan', 'not-allowed'] satisfies AccessOutcome['kind'][]);

/** So often a visit is made while the network changes under it. */
const VISITS = 3;

/** A network that changes drops what is under way and says nothing of the home: browsers, too, load the page again. */
async function visit(probe: AccessProbe, url: string, who: Visitor): Promise<ProbeResult> {
  for (let visits = 1; ; visits += 1) {
    const result = await probe.visit(url, who);
    if (result.kind === 'answer' || result.failure !== 'network-changed' || visits >= VISITS) return result;
  }
}

const askWhoami = async (probe: AccessProbe, { place }: EnrolmentRecord, who: Visitor) =>
  readWhoami(await visit(probe, `${inviteOrigin(place)}/v1/whoami`, who));

function readWhoami(visit: ProbeResult): WhoamiReply | undefined {
  if (visit.kind !== 'answer' || visit.status !== 200) return undefined;
  return whoamiReplySchema.safeParse(parseJson(visit.body)).data;
}

function judgeAll(services: AccessReport['services'], stranger: AccessReport['stranger']): AccessReport['verdict'] {
  const outside = stranger === undefined || ['refused', 'on-the-lan'].includes(stranger.outcome.kind);
  if (!outside) return 'not-ok';
  if (services.some(({ outcome }) => outcome.kind === 'not-tested')) return 'not-tested';
  return services.every(({ outcome }) => FINE.has(outcome.kind)) ? 'ok' : 'not-ok';
}
