/** A device that does what the app does, a network that loses replies, a disk that fails, an admin and a thief. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActiveSetReconciler } from '../../../../../server/core/access/active-set.ts';
import { Renewing } from '../../../../../server/core/enrolment/renewing.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import type { CertificateReply } from '../../../../../shared/api.ts';
import { countOf } from '../../../../support/long-tail.ts';
import { makeRequest } from '../../ca/requests.ts';
import { fixedClock, makeHome, type TestHome } from '../support.ts';

const RUNS = countOf('random lives of a device', 12, 40);

let home: TestHome;
let requests: string[];
let start: number;
beforeAll(async () => {
  home = await makeHome(fixedClock());
  await home.tracked.clear();
  start = home.clock.now();
  requests = await Promise.all(Array.from({ length: 40 }, () => makeRequest()));
});
afterAll(() => home.dispose());

type Fate = 'arrives' | 'lost' | 'disk fails';
type Step =
  | { readonly does: 'renew' | 'confirm'; readonly fate: Fate }
  | { readonly does: 'wait'; readonly days: number }
  | { readonly does: 'shut out' | 'leave' | 'steal' | 'reconcile' };

const fate = fc.constantFrom<Fate>('arrives', 'arrives', 'lost', 'disk fails');
const honest = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('renew' as const), fate }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('confirm' as const), fate }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('wait' as const), days: fc.constantFrom(1, 30, 200, 370, 400) }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ does: 'reconcile' }) },
);
const anything = fc.oneof(
  { weight: 8, arbitrary: honest },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ does: 'shut out' }, { does: 'leave' }, { does: 'steal' }) },
);

/** What the app has written down. It writes the next key down before it asks, and what it got before it confirms. */
class Device {
  held: CertificateReply;
  /** The request whose key is kept until the answer to it has arrived. */
  asking: string | undefined;
  readonly #spare: string[];

  constructor(enrolled: CertificateReply, spare: string[]) {
    this.held = enrolled;
    this.#spare = spare;
  }

  get proof() {
    return { deviceId: this.held.device.id, renewalSecret: this.held.renewalSecret };
  }

  freshRequest(): string {
    return this.#spare.pop() ?? '';
  }

  async renew(renewing: Renewing, arrives: boolean): Promise<void> {
    this.asking ??= this.freshRequest();
    const reply = await renewing.renew({ ...this.proof, csr: this.asking });
    if (!arrives) return;
    this.held = reply;
    this.asking = undefined;
  }
}

/** The home's use case on a disk that cannot take one change to the active set. */
function failing(): Renewing {
  const broken = () => Promise.reject(new Error('EIO'));
  const activeSet = { add: broken, remove: broken, list: broken };
  return new Renewing({ ...home, reconciler: new ActiveSetReconciler({ ...home, activeSet }) });
}

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'ok',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );

async function play(steps: readonly Step[]): Promise<{ device: Device; stolen: boolean; codes: Set<string> }> {
  home.clock.advance(start - home.clock.now());
  const { code } = home.invitations.invite({ person: 'Dave', life: DAY });
  const enrolled = await home.redeeming.redeem({ code, csr: requests[0] ?? '', device: { name: 'laptop' } });
  const device = new Device(enrolled, requests.slice(1));
  const codes = new Set<string>();
  let stolen = false;
  for (const step of steps) {
    switch (step.does) {
      case 'renew':
      case 'confirm': {
        const renewing = step.fate === 'disk fails' ? failing() : home.renewing;
        const asked =
          step.does === 'renew' ? device.renew(renewing, step.fate === 'arrives') : renewing.confirm(device.proof);
        codes.add(await codeOf(asked));
        break;
      }
      case 'steal': {
        const outcome = await codeOf(home.renewing.renew({ ...device.proof, csr: device.freshRequest() }));
        if (outcome === 'ok') stolen = true;
        break;
      }
      case 'wait':
        // The Homelab CA lives ten years.
        if (home.clock.now() < start + 3000 * DAY) home.clock.advance(step.days * DAY);
        break;
      case 'shut out':
        await home.devices.shutOut(device.held.device.id);
        break;
      case 'leave':
        await codeOf(home.leaving.leave(device.proof));
        break;
      case 'reconcile':
        await home.reconciler.reconcile();
        break;
    }
    await invariants(device, stolen);
  }
  return { device, stolen, codes };
}

/** What holds after every step, once the home has looked after its active set. */
async function invariants({ held }: Device, stolen: boolean): Promise<void> {
  const { id } = held.device;
  await home.reconciler.reconcile();
  const letIn = new Set(await home.activeSet.list());
  const recorded = home.registry.device(id);
  const certificates = home.registry.certificatesOf(id);
  if (recorded?.state !== 'active') {
    for (const { fingerprint } of certificates) expect(letIn.has(fingerprint)).toBe(false);
    return;
  }
  // Two at most, and the one that the device holds is among them as long as it is good and nobody else has its secret.
  expect(certificates.filter(({ state }) => state === 'active').length).toBeLessThanOrEqual(2);
  if (!stolen && Date.parse(held.notAfter) > home.clock.now()) expect(letIn.has(held.fingerprint)).toBe(true);
}

describe('any order of renewals, losses and failures', () => {
  it('never leaves an honest device without a working certificate while one can be had', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(honest, { maxLength: 14 }), async (steps) => {
        const { device, codes } = await play(steps);
        const { id } = device.held.device;
        // An honest device is never taken for a thief, whatever it repeats.
        expect(home.registry.device(id)?.state).toBe('active');
        const inGrace = home.clock.now() < (home.registry.device(id)?.notAfter ?? 0) + home.home.graceDays * DAY;
        if (!inGrace) return;
        expect([...codes].filter((each) => !['ok', 'TOO_MANY_REQUESTS', 'EIO'].includes(each))).toEqual([]);
        home.clock.advance(DAY);
        if (home.clock.now() >= (home.registry.device(id)?.notAfter ?? 0) + home.home.graceDays * DAY) return;
        await device.renew(home.renewing, true);
        await home.renewing.confirm(device.proof);
        expect(home.access.whoami(device.held.fingerprint, 'wan').state).toBe('active');
        await invariants(device, false);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('never lets a device in that was shut out, has left or was found to have a double', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 14 }), async (steps) => {
        const { device, stolen } = await play(steps);
        const { id } = device.held.device;
        if (stolen && home.registry.device(id)?.state === 'active') {
          // The thief has renewed. The next word of the device itself is what tells.
          const told = await codeOf(device.renew(home.renewing, true));
          if (told === 'TOO_MANY_REQUESTS') return;
          expect(told).toBe('RENEWAL_SECRET_NOT_VALID');
        }
        if (home.registry.device(id)?.state === 'active') return;
        for (const fresh of [device.asking, device.freshRequest()]) {
          if (fresh === undefined) continue;
          const attempt = home.renewing.renew({ ...device.proof, csr: fresh });
          expect(await codeOf(attempt)).toBe('RENEWAL_SECRET_NOT_VALID');
        }
        expect(await codeOf(home.renewing.confirm(device.proof))).toBe('RENEWAL_SECRET_NOT_VALID');
        await invariants(device, stolen);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});
