import { beforeEach, describe, expect, test } from 'vitest';
import type { CertificateReply } from '../../../shared/api.ts';
import { FakeAuthority, fingerprintOf, newKeys, requestedKey } from '../../support/client/fake-authority.ts';
import { FakeHome, type Twist } from '../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../support/client/memory-client.ts';

const DAY = 86_400_000;
let home: FakeHome;
let client: MemoryClient;

beforeEach(async () => {
  home = await FakeHome.create();
  client = new MemoryClient(home.api());
});

type Wishes = Partial<Parameters<FakeAuthority['issue']>[0]>;

/** A reply in which the certificate alone is wrong: everything that is said about it fits it. */
async function reissued(truth: CertificateReply, csr: string, wishes: Wishes, authority = home.authority) {
  const certificate = await authority.issue({
    subject: { CN: truth.person, OU: truth.device.name, O: truth.home.name },
    publicKey: await requestedKey(csr),
    ...wishes,
  });
  const notAfter = wishes.notAfter
    ? new Date(Math.floor(wishes.notAfter.getTime() / 1000) * 1000).toISOString()
    : truth.notAfter;
  return { ...truth, certificate, fingerprint: fingerprintOf(certificate), notAfter };
}

const ATTACKS: readonly (readonly [name: string, twist: Twist, detail: string])[] = [
  [
    'a certificate for another key',
    async (truth, csr) => reissued(truth, csr, { publicKey: (await newKeys()).publicKey }),
    'It is for another key.',
  ],
  [
    'a certificate of another authority',
    async (truth, csr) => reissued(truth, csr, {}, await FakeAuthority.create({ CN: 'Other CA', O: 'Other' })),
    'Another authority issued it.',
  ],
  [
    'a certificate of an authority that only has the same name',
    async (truth, csr) => reissued(truth, csr, {}, await FakeAuthority.create({ CN: 'Homelab CA', O: home.name })),
    'The signature of the authority that came with it is not good.',
  ],
  [
    'an issuer that is no authority',
    async (truth, csr) => {
      const issuer = await FakeAuthority.create({ CN: 'Homelab CA', O: home.name }, false);
      return { ...(await reissued(truth, csr, {}, issuer)), ca: issuer.pem };
    },
    'Its issuer is no authority.',
  ],
  [
    'its own certificate as the authority',
    (truth) => ({ ...truth, ca: truth.certificate }),
    'Another authority issued it.',
  ],
  [
    'an expired certificate',
    (truth, csr) => reissued(truth, csr, { notAfter: new Date(Date.now() - DAY) }),
    'It is expired',
  ],
  [
    'a certificate of tomorrow',
    (truth, csr) => reissued(truth, csr, { notBefore: new Date(Date.now() + DAY) }),
    'It is not valid yet',
  ],
  [
    'a certificate that is an authority',
    (truth, csr) => reissued(truth, csr, { isAuthority: true }),
    'It would make this computer an authority.',
  ],
  [
    'a certificate without clientAuth',
    (truth, csr) => reissued(truth, csr, { purposes: ['1.3.6.1.5.5.7.3.1'] }),
    'It does not say that it is for clients.',
  ],
  [
    'a certificate without purposes',
    (truth, csr) => reissued(truth, csr, { purposes: [] }),
    'It does not say that it is for clients.',
  ],
  [
    "somebody else's name in the subject",
    (truth, csr) => reissued(truth, csr, { subject: { CN: 'Mallory', OU: truth.device.name, O: truth.home.name } }),
    "Its subject's CN is not what the reply says.",
  ],
  [
    'another fingerprint',
    (truth) => ({ ...truth, fingerprint: '0'.repeat(64) }),
    'It is not the certificate that the reply names.',
  ],
  [
    'another end than the certificate has',
    (truth) => ({ ...truth, notAfter: new Date(Date.now() + 9999 * DAY).toISOString() }),
    'It ends at another time than the reply says.',
  ],
  [
    "a service at somebody else's address",
    (truth) => ({ ...truth, services: [{ name: 'bank', url: 'https://bank.example/' }] }),
    'It comes with a service outside home.localhost.',
  ],
  [
    'a service whose address only ends like the home',
    (truth) => ({ ...truth, services: [{ name: 'x', url: 'https://evilhome.localhost/' }] }),
    'It comes with a service outside home.localhost.',
  ],
  [
    'bytes that are no certificate',
    (truth) => ({ ...truth, certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }),
    'The certificate cannot be read.',
  ],
];

describe('a home that sends', () => {
  test.each(ATTACKS)('%s installs nothing, and the truth still gets in afterwards', async (_name, twist, detail) => {
    home.twist = twist;
    const { error, step, resumable } = last(await client.enrol(`${home.invite()}@${home.host}`), 'failed');
    expect([error.code, step, resumable]).toEqual(['CERTIFICATE_NOT_ACCEPTABLE', 'check', true]);
    expect(error.detail).toContain(detail);
    expect(client.store.held.size + client.journal.records.size).toBe(0);
    expect([...client.vault.secrets.keys()]).toEqual([expect.stringMatching(/^pending\//)]);

    home.twist = undefined;
    last(await client.resume(), 'done');
    expect([...client.store.held.keys()]).toEqual(home.active.map(({ fingerprint }) => fingerprint));
  });

  test('a good certificate to a computer with a wrong clock says whose clock it may be', async () => {
    client.now = () => new Date(Date.now() - DAY);
    const { error } = last(await client.enrol(`${home.invite()}@${home.host}`), 'failed');
    expect(error.hint).toContain("Check this computer's date and time");
  });
});
