import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActiveSetReconciler } from '../../../../../server/core/access/active-set.ts';
import { Preview } from '../../../../../server/core/enrolment/preview.ts';
import { Redeeming } from '../../../../../server/core/enrolment/redeeming.ts';
import type { CertificateAuthority } from '../../../../../server/core/ports/authority.ts';
import { DAY } from '../../../../../server/core/validity.ts';
import { makeRequest, newKeys } from '../../ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

const device = { name: 'laptop', platform: 'linux' } as const;
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error) => error.code,
  );

async function enrol(order: { person?: string; deviceName?: string } = {}) {
  const { code } = home.invitations.invite({ person: 'Dave', ...order });
  const csr = await makeRequest();
  return { code, csr, reply: await home.redeeming.redeem({ code, csr, device }) };
}

describe('what a certificate says', () => {
  it("is the invitation's, not the request's: a CSR for the admin makes a key for Dave", async () => {
    const { code } = home.invitations.invite({ person: 'Dave', deviceName: 'Office PC' });
    const csr = await makeRequest(undefined, 'CN=admin, OU=root, O=Other Home, E=a@b.c');
    const { certificate } = await home.redeeming.redeem({ code, csr, device: { name: 'my own name' } });
    expect(new X509Certificate(certificate).subject).toBe('CN=Dave\nOU=Office PC\nO=Example Home');
  });

  it('has the name that the device gives itself when the admin gave none', async () => {
    const { reply } = await enrol();
    expect(new X509Certificate(reply.certificate).subject).toContain('OU=laptop');
    expect(new X509Certificate(reply.certificate).subjectAltName).toBe(`URI:urn:uuid:${reply.device.id}`);
  });

  it('lets two devices of one person have one name', async () => {
    const [one, two] = [await enrol(), await enrol()];
    expect(one.reply.device.name).toBe(two.reply.device.name);
    expect(one.reply.device.id).not.toBe(two.reply.device.id);
    expect(await home.activeSet.list()).toHaveLength(2);
  });

  it('is good for as long as latchkey.yaml says, and the preview says the same', async () => {
    const redeeming = new Redeeming({ ...home, home: { ...home.home, certificateDays: 30 } });
    const preview = new Preview({ ...home, home: { ...home.home, certificateDays: 30 } });
    const { code } = home.invitations.invite({ person: 'Dave' });
    expect(preview.preview(code).certificateDays).toBe(30);
    const { notAfter } = await redeeming.redeem({ code, csr: await makeRequest(), device });
    expect(Date.parse(notAfter)).toBe(Math.floor(home.clock.now() / 1000) * 1000 + 30 * DAY);
  });

  it('is never issued by a CA that has expired', async () => {
    const { code } = home.invitations.invite({ person: 'Dave', life: 10 * DAY });
    const authority: CertificateAuthority = {
      certificatePem: home.authority.certificatePem,
      issuerOf: (der: Uint8Array) => home.authority.issuerOf(der),
      notAfter: home.clock.now(),
      readRequest: (pem) => home.authority.readRequest(pem),
      issue: (order) => home.authority.issue(order),
    };
    const late = new Redeeming({ ...home, home: home.home, authority });
    expect(await codeOf(late.redeem({ code, csr: await makeRequest(), device }))).toBe('UNAVAILABLE');
    expect(home.invitations.list()[0]?.state).toBe('open');
  });
});

describe('asking again', () => {
  it('gives the same reply for the same code and key, also from another process, until the code expires', async () => {
    const { code, csr, reply } = await enrol();
    expect(await home.redeeming.redeem({ code, csr, device: { name: 'renamed' } })).toEqual(reply);
    const other = await openTestHome(home.layout.dir, home.clock);
    expect(await other.redeeming.redeem({ code, csr, device })).toEqual(reply);
    other.registry.close();
    home.clock.advance(72 * 3600 * 1000);
    expect(await codeOf(home.redeeming.redeem({ code, csr, device }))).toBe('INVITATION_NOT_VALID');
  });

  it('gives the same reply for a fresh request with the same key', async () => {
    const keys = await newKeys();
    const { code } = home.invitations.invite({ person: 'Dave' });
    const first = await home.redeeming.redeem({ code, csr: await makeRequest(keys, 'CN=a'), device });
    expect(await home.redeeming.redeem({ code, csr: await makeRequest(keys, 'CN=b'), device })).toEqual(first);
  });

  it('refuses another key, and the first key goes on working', async () => {
    const { code, csr, reply } = await enrol();
    expect(await codeOf(home.redeeming.redeem({ code, csr: await makeRequest(), device }))).toBe(
      'INVITATION_NOT_VALID',
    );
    expect(await home.redeeming.redeem({ code, csr, device })).toEqual(reply);
    expect(home.devices.list()).toHaveLength(1);
  });

  it('does not let a device back in that was shut out', async () => {
    const { code, csr, reply } = await enrol();
    await home.devices.shutOut(reply.device.id);
    expect(await codeOf(home.redeeming.redeem({ code, csr, device }))).toBe('INVITATION_NOT_VALID');
    expect(await home.activeSet.list()).toEqual([]);
  });

  it('does not let a device back in that has left', async () => {
    const { code, csr, reply } = await enrol();
    await home.leaving.leave({ deviceId: reply.device.id, renewalSecret: reply.renewalSecret });
    expect(await codeOf(home.redeeming.redeem({ code, csr, device }))).toBe('INVITATION_NOT_VALID');
    expect(await home.activeSet.list()).toEqual([]);
  });

  it('does not let a device in that is shut out between the commit and the active set', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    // The other process acts at the worst moment: after the certificate was recorded, while its file is being made.
    const activeSet = {
      add: async (fingerprint: string) => {
        const id = home.registry.enrolment(fingerprint)?.device.id ?? '';
        await home.devices.shutOut(id);
        return home.activeSet.add(fingerprint);
      },
      remove: (name: string) => home.activeSet.remove(name),
      list: () => home.activeSet.list(),
    };
    const reconciler = new ActiveSetReconciler({ ...home, activeSet });
    const redeeming = new Redeeming({ ...home, reconciler });
    expect(await codeOf(redeeming.redeem({ code, csr: await makeRequest(), device }))).toBe('INVITATION_NOT_VALID');
    expect(await home.activeSet.list()).toEqual([]);
  });

  it('is how a client recovers when the active set could not be written', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    const full = {
      ...home.activeSet,
      add: () => Promise.reject(new Error('ENOSPC')),
      remove: async () => false,
      list: async () => [],
    };
    const redeeming = new Redeeming({ ...home, reconciler: new ActiveSetReconciler({ ...home, activeSet: full }) });
    await expect(redeeming.redeem({ code, csr, device })).rejects.toThrow('ENOSPC');
    const reply = await home.redeeming.redeem({ code, csr, device });
    expect(await home.activeSet.list()).toEqual([reply.fingerprint]);
    expect(home.devices.list()).toHaveLength(1);
  });
});

/** The same object; the name of every member that is used is written down. */
function watched<T extends object>(target: T, work: string[]): T {
  return new Proxy(target, {
    get: (_target, name) => {
      work.push(String(name));
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

describe('a guess', () => {
  it('costs the same work whether the code is wrong, used, expired or cancelled', async () => {
    const { invitations } = home;
    const expired = invitations.invite({ person: 'A', life: 60_000 }).code;
    home.clock.advance(60_000);
    const used = (await enrol()).code;
    const cancelled = invitations.invite({ person: 'C' });
    invitations.cancel(cancelled.invitation.id);
    const csr = await makeRequest();

    const works = new Set<string>();
    for (const code of ['ABCD-EFGH-JKMN', '0000-0000-0000', 'nonsense', expired, used, cancelled.code]) {
      const work: string[] = [];
      const redeeming = new Redeeming({
        ...home,
        authority: watched(home.authority, work),
        secrets: watched(home.secrets, work),
        registry: watched(home.registry, work),
      });
      expect(await codeOf(redeeming.redeem({ code, csr, device }))).toBe('INVITATION_NOT_VALID');
      works.add(work.join(' '));
    }
    expect([...works]).toEqual(['readRequest codeHash invitationByCode redeemed']);
  });
});
