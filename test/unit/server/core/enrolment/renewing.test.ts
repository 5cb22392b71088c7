import { X509Certificate } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretGeneration } from '../../../../../server/core/devices/renewal-secrets.ts';
import { Renewing } from '../../../../../server/core/enrolment/renewing.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import type { CertificateReply } from '../../../../../shared/api.ts';
import { makeRequest, newKeys } from '../../ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
  await home.tracked.clear();
});
afterEach(() => home.dispose());

async function enrol(): Promise<CertificateReply> {
  const { code } = home.invitations.invite({ person: 'Dave', deviceName: 'laptop', services: ['photos'] });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'mine' } });
}
const renew = async ({ device, renewalSecret }: CertificateReply, csr?: string) =>
  home.renewing.renew({ deviceId: device.id, renewalSecret, csr: csr ?? (await makeRequest()) });
const confirm = ({ device, renewalSecret }: CertificateReply) =>
  home.renewing.confirm({ deviceId: device.id, renewalSecret });
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error) => error.code,
  );
const stateOf = ({ fingerprint }: CertificateReply) => home.access.whoami(fingerprint, 'wan').state;
const letIn = async () => [...(await home.activeSet.list())].sort();
const audited = () => home.audit.page({}, 100).map(({ kind }) => kind);

describe('renewing', () => {
  it('leaves the old certificate working until the new one is confirmed, and never cuts a stream', async () => {
    const first = await enrol();
    await home.connections.track({
      fingerprint: first.fingerprint,
      host: 'photos.home.localhost',
      source: '203.0.113.7_1000',
    });
    const second = await renew(first);
    expect(await letIn()).toEqual([first.fingerprint, second.fingerprint].sort());
    expect([stateOf(first), stateOf(second)]).toEqual(['active', 'active']);

    expect(await confirm(second)).toEqual({ certificate: second.fingerprint });
    expect(await letIn()).toEqual([second.fingerprint]);
    expect([stateOf(first), stateOf(second)]).toEqual(['superseded', 'active']);
    await home.reconciler.reconcile();
    // Its stream goes on; its next request is asked about anew, and refused.
    expect(await home.tracked.fingerprints()).toEqual([]);
    expect((await home.tracked.aside()).map(({ fingerprint }) => fingerprint)).toEqual([first.fingerprint]);
    expect(
      await home.connections.track({
        fingerprint: first.fingerprint,
        host: 'photos.home.localhost',
        source: '203.0.113.7_1001',
      }),
    ).toBe(false);
    expect(audited()).toContain('certificate-renewed');
  });

  it('never ends earlier than what it replaces, which browsers would go on to show', async () => {
    const first = await enrol();
    const shorter = new Renewing({ ...home, home: { ...home.home, certificateDays: 30 } });
    const { device, renewalSecret } = first;
    const second = await shorter.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
    expect(second.notAfter).toBe(first.notAfter);
    expect(Date.parse(second.notBefore)).toBeGreaterThanOrEqual(Date.parse(first.notBefore));
  });

  it('has a retired certificate end with its device: a stream that it holds open is cut', async () => {
    const first = await enrol();
    await home.connections.track({
      fingerprint: first.fingerprint,
      host: 'photos.home.localhost',
      source: '203.0.113.7_1000',
    });
    await confirm(await renew(first));
    await home.devices.shutOut(first.device.id);
    expect(await home.tracked.aside()).toEqual([]);
    expect(stateOf(first)).toBe('shut-out');
  });

  it("says what the registry says, and nothing of the request's own words", async () => {
    const first = await enrol();
    const csr = await makeRequest(undefined, 'CN=admin, OU=root, O=Other Home');
    const registry = new DatabaseSync(home.layout.registry);
    registry.prepare('UPDATE device SET name = ?').run('Kitchen PC');
    registry.close();
    const second = await renew(first, csr);
    const certificate = new X509Certificate(second.certificate);
    expect(certificate.subject).toBe('CN=Dave\nOU=Kitchen PC\nO=Example Home');
    expect(certificate.subjectAltName).toBe(`URI:urn:uuid:${first.device.id}`);
    expect(second).toMatchObject({ person: 'Dave', device: { id: first.device.id, name: 'Kitchen PC' } });
    expect(second.services.map(({ name }) => name)).toEqual(['photos']);
  });

  it('gives the same reply for the same secret and key, also from another process, until it is confirmed', async () => {
    const first = await enrol();
    const keys = await newKeys();
    const second = await renew(first, await makeRequest(keys));
    const other = await openTestHome(home.layout.dir, home.clock);
    const request = { deviceId: first.device.id, renewalSecret: first.renewalSecret };
    expect(await other.renewing.renew({ ...request, csr: await makeRequest(keys) })).toEqual(second);
    other.registry.close();
    await confirm(second);
    expect(await codeOf(renew(first, await makeRequest(keys)))).toBe('RENEWAL_SECRET_NOT_VALID');
  });

  it('gives one certificate for one key that is asked for twice at the same moment', async () => {
    const first = await enrol();
    const csr = await makeRequest();
    const [one, two] = await Promise.all([renew(first, csr), renew(first, csr)]);
    expect(one).toEqual(two);
    expect(home.registry.certificatesOf(first.device.id)).toHaveLength(2);
  });

  it('confirms twice as once, also after the next renewal has overtaken the confirmation', async () => {
    const second = await renew(await enrol());
    const confirmed = await confirm(second);
    expect(await confirm(second)).toEqual(confirmed);
    home.clock.advance(DAY);
    await renew(second);
    expect(await confirm(second)).toEqual(confirmed);
    expect(await letIn()).toHaveLength(2);
  });

  it('counts the use of the new secret as the confirmation', async () => {
    const first = await enrol();
    const second = await renew(first);
    home.clock.advance(DAY);
    const third = await renew(second);
    expect(await letIn()).toEqual([second.fingerprint, third.fingerprint].sort());
    expect(stateOf(first)).toBe('superseded');
  });

  it('gives at most one new certificate a day, and says when to come again', async () => {
    const second = await renew(await enrol());
    home.clock.advance(DAY / 2);
    await expect(renew(second)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfter: expect.any(Number) });
    expect(await codeOf(confirm(second))).toBe('accepted');
    home.clock.advance(DAY / 2);
    expect(await codeOf(renew(second))).toBe('accepted');
  });

  it('does not hand the next secret to who redeems the code once more', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    const first = await home.redeeming.redeem({ code, csr, device: { name: 'laptop' } });
    const second = await renew(first);
    expect(await home.redeeming.redeem({ code, csr, device: { name: 'laptop' } })).toEqual(first);
    await confirm(second);
    expect(await codeOf(home.redeeming.redeem({ code, csr, device: { name: 'laptop' } }))).toBe('INVITATION_NOT_VALID');
  });
});

describe('a device from the drawer', () => {
  it('renews by itself within the grace after its end, and is let in again', async () => {
    const first = await enrol();
    home.clock.advance(365 * DAY + 29 * DAY);
    await home.reconciler.reconcile();
    expect([stateOf(first), await letIn()]).toEqual(['expired', []]);
    const second = await renew(first);
    expect([stateOf(second), await letIn()]).toEqual(['active', [second.fingerprint]]);
  });

  it('is too late after the grace, and learns why', async () => {
    const first = await enrol();
    home.clock.advance(365 * DAY + 30 * DAY);
    expect(await codeOf(renew(first))).toBe('RENEWAL_SECRET_NOT_VALID');
    expect(stateOf(first)).toBe('expired');
  });

  it('has no grace where latchkey.yaml gives none', async () => {
    const first = await enrol();
    const strict = new Renewing({ ...home, home: { ...home.home, graceDays: 0 } });
    home.clock.advance(365 * DAY);
    const request = { deviceId: first.device.id, renewalSecret: first.renewalSecret, csr: await makeRequest() };
    expect(await codeOf(strict.renew(request))).toBe('RENEWAL_SECRET_NOT_VALID');
  });

  it('gets a fresh certificate when the one whose reply was lost has ended meanwhile', async () => {
    const first = await enrol();
    const csr = await makeRequest();
    const lost = await renew(first, csr);
    home.clock.advance(365 * DAY + DAY);
    const found = await renew(first, csr);
    expect(found.fingerprint).not.toBe(lost.fingerprint);
    expect(found.renewalSecret).toBe(lost.renewalSecret);
    expect([stateOf(found), stateOf(lost)]).toEqual(['active', 'superseded']);
    expect(await codeOf(confirm(found))).toBe('accepted');
  });

  it('renews when the clock of the home ran years ahead and was put right', async () => {
    const first = await enrol();
    home.clock.advance(300 * DAY);
    const ahead = await renew(first);
    home.clock.advance(-299 * DAY);
    const second = await renew(ahead);
    expect(Date.parse(second.notBefore)).toBeLessThan(home.clock.now());
  });
});

describe('a stolen renewal secret', () => {
  it('is noticed when the thief renews and the device comes later: both are shut out and the admin reads why', async () => {
    const first = await enrol();
    const thief = await renew(first);
    expect(await codeOf(renew(first))).toBe('RENEWAL_SECRET_NOT_VALID');
    expect([stateOf(first), stateOf(thief), await letIn()]).toEqual(['shut-out', 'shut-out', []]);
    expect(await codeOf(renew(thief))).toBe('RENEWAL_SECRET_NOT_VALID');
    expect(audited().filter((kind) => kind === 'renewal-secret-reused')).toHaveLength(1);
  });

  it.each(['renew', 'confirm', 'leave'] as const)('is noticed when it is old and comes back to %s', async (what) => {
    const first = await enrol();
    const second = await renew(first);
    await home.connections.track({
      fingerprint: second.fingerprint,
      host: 'photos.home.localhost',
      source: '203.0.113.7_1000',
    });
    await confirm(second);
    const attempts = {
      renew: () => renew(first),
      confirm: () => confirm(first),
      leave: () => home.leaving.leave({ deviceId: first.device.id, renewalSecret: first.renewalSecret }),
    };
    expect(await codeOf(attempts[what]())).toBe('RENEWAL_SECRET_NOT_VALID');
    expect([stateOf(second), await letIn(), await home.tracked.fingerprints()]).toEqual(['shut-out', [], []]);
    expect(audited()).toContain('renewal-secret-reused');
  });

  it('is noticed however old it is', async () => {
    const first = await enrol();
    let newest = first;
    for (let generation = 0; generation < 5; generation += 1) {
      newest = await renew(newest);
      home.clock.advance(DAY);
    }
    expect(await codeOf(renew(first))).toBe('RENEWAL_SECRET_NOT_VALID');
    expect(stateOf(newest)).toBe('shut-out');
  });

  it('cannot be made up: a guess, the next secret and another device change nothing', async () => {
    const [mine, other] = [await enrol(), await enrol()];
    const guesses = ['A'.repeat(43), home.secrets.renewalSecret(mine.device.id, 1), other.renewalSecret];
    for (const renewalSecret of guesses) {
      expect(await codeOf(renew({ ...mine, renewalSecret }))).toBe('RENEWAL_SECRET_NOT_VALID');
      expect(await codeOf(confirm({ ...mine, renewalSecret }))).toBe('RENEWAL_SECRET_NOT_VALID');
    }
    expect([stateOf(mine), stateOf(other)]).toEqual(['active', 'active']);
  });

  it('costs the same whichever it is: every secret that the device ever had is computed', () => {
    const works = [0, 3, 7, undefined].map((generation) => {
      let work = 0;
      const secrets = {
        ...home.secrets,
        equal: (left: string, right: string) => home.secrets.equal(left, right),
        renewalSecret: (id: string, each: number) => {
          work += 1;
          return home.secrets.renewalSecret(id, each);
        },
      };
      const presented = generation === undefined ? 'wrong' : home.secrets.renewalSecret('device', generation);
      expect(secretGeneration(secrets, { id: 'device', renewalGeneration: 7 }, presented)).toBe(generation);
      return work;
    });
    expect(new Set(works)).toEqual(new Set([8]));
  });
});

describe('a device that was shut out or has left', () => {
  it.each(['shut out', 'left'])('is not let in by renewing: %s', async (how) => {
    const first = await enrol();
    const csr = await makeRequest();
    const second = await renew(first, csr);
    if (how === 'left') await home.leaving.leave({ deviceId: first.device.id, renewalSecret: first.renewalSecret });
    else await home.devices.shutOut(first.device.id);
    for (const attempt of [() => renew(first, csr), () => renew(second), () => confirm(second), () => confirm(first)]) {
      expect(await codeOf(attempt())).toBe('RENEWAL_SECRET_NOT_VALID');
    }
    expect(await letIn()).toEqual([]);
    expect(audited()).not.toContain('renewal-secret-reused');
  });

  it('is not let in when the shut-out comes while its next certificate is being signed', async () => {
    const first = await enrol();
    const authority = {
      certificatePem: home.authority.certificatePem,
      issuerOf: (der: Uint8Array) => home.authority.issuerOf(der),
      notAfter: home.authority.notAfter,
      readRequest: (pem: string) => home.authority.readRequest(pem),
      issue: async (order: Parameters<typeof home.authority.issue>[0]) => {
        await home.devices.shutOut(first.device.id);
        return home.authority.issue(order);
      },
    };
    const renewing = new Renewing({ ...home, authority });
    const request = { deviceId: first.device.id, renewalSecret: first.renewalSecret, csr: await makeRequest() };
    expect(await codeOf(renewing.renew(request))).toBe('RENEWAL_SECRET_NOT_VALID');
    expect(await letIn()).toEqual([]);
  });

  it('may leave with either secret while the reply of a renewal is under way', async () => {
    const first = await enrol();
    await renew(first);
    const { device } = await home.leaving.leave({ deviceId: first.device.id, renewalSecret: first.renewalSecret });
    expect(device.state).toBe('left');
  });
});
