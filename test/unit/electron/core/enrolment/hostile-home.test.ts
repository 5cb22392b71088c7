import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { ExtendedKeyUsageExtension, Extension, KeyUsageFlags } from '@peculiar/x509';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CertificateReply } from '../../../../../shared/api.ts';
import {
  type AuthorityWishes,
  FakeAuthority,
  fingerprintOf,
  type LeafWishes,
  newKeys,
  requestedKey,
} from '../../../../support/client/fake-authority.ts';
import { FakeHome, type Twist } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';
import { sampleOf } from '../../../../support/long-tail.ts';

const DAY = 86_400_000;
let home: FakeHome;
let client: MemoryClient;

beforeEach(async () => {
  home = await FakeHome.usual();
  client = new MemoryClient(home.api());
});

type Wishes = Partial<LeafWishes>;

const CLIENT = '1.3.6.1.5.5.7.3.2';
const extension = (oid: string, hex: string, critical = false) => new Extension(oid, critical, Buffer.from(hex, 'hex'));
const authorityOf = (wishes: AuthorityWishes) => FakeAuthority.create({ CN: 'Homelab CA', O: home.name }, wishes);

/** A reply whose authority is another one, with a certificate that it signed. */
const issuedBy =
  (wishes: AuthorityWishes): Twist =>
  async (truth, csr) => {
    const issuer = await authorityOf(wishes);
    return { ...(await reissued(truth, csr, {}, issuer)), ca: issuer.pem };
  };
const withWishes =
  (wishes: Wishes): Twist =>
  (truth, csr) =>
    reissued(truth, csr, wishes);

/** A reply in which the certificate alone is wrong: everything that is said about it fits it. */
async function reissued(truth: CertificateReply, csr: string, wishes: Wishes, authority = home.authority) {
  const certificate = await authority.issue({
    subject: { CN: truth.person, OU: truth.device.name, O: truth.home.name },
    publicKey: await requestedKey(csr),
    deviceId: truth.device.id,
    ...wishes,
  });
  const { validFrom, validTo } = new X509Certificate(certificate);
  const [notBefore, notAfter] = [validFrom, validTo].map((time) => new Date(time).toISOString());
  return { ...truth, certificate, fingerprint: fingerprintOf(certificate), notBefore, notAfter };
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
      const issuer = await authorityOf({ isAuthority: false });
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
  ...(
    [
      ['for servers too', [CLIENT, '1.3.6.1.5.5.7.3.1']],
      ['for code signing too', [CLIENT, '1.3.6.1.5.5.7.3.3']],
      ['for e-mail too', [CLIENT, '1.3.6.1.5.5.7.3.4']],
      ['for smart-card logins too', [CLIENT, '1.3.6.1.4.1.311.20.2.2']],
      ['for everything', [CLIENT, '2.5.29.37.0']],
      ['for clients, twice', [CLIENT, CLIENT]],
    ] as const
  ).map(
    ([what, purposes]) =>
      [`a certificate ${what}`, withWishes({ purposes: [...purposes] }), 'more than clients'] as const,
  ),
  ...(['keyCertSign', 'cRLSign', 'keyEncipherment', 'dataEncipherment', 'nonRepudiation', 'encipherOnly'] as const).map(
    (usage) =>
      [
        `a certificate whose key may do ${usage}`,
        withWishes({ usages: KeyUsageFlags.digitalSignature | KeyUsageFlags[usage] }),
        'Its key could be used for more',
      ] as const,
  ),
  [
    'a certificate whose key may not sign',
    withWishes({ usages: KeyUsageFlags.keyAgreement }),
    'must not be used to sign',
  ],
  [
    'a certificate for a hundred years',
    withWishes({ notAfter: new Date(Date.now() + 36_500 * DAY) }),
    'It is valid for longer than 825 days.',
  ],
  [
    'a certificate that began long ago',
    withWishes({ notBefore: new Date(Date.now() - 800 * DAY), notAfter: new Date(Date.now() + 100 * DAY) }),
    'It is valid for longer than 825 days.',
  ],
  ['a certificate that names no device', withWishes({ deviceId: '' }), 'It does not name this device.'],
  [
    'a certificate for somebody else than was invited',
    (truth, csr) => reissued({ ...truth, person: 'Mallory' }, csr, {}),
    'It is for another person than the invitation said.',
  ],
  [
    'a certificate of another home than invited',
    (truth, csr) => reissued({ ...truth, home: { ...truth.home, name: 'Your Bank' } }, csr, {}),
    'It is of a home with another name than the invitation said.',
  ],
  ['a certificate with a host in it', withWishes({ deviceId: '', names: ['bank.example'] }), 'It goes by other names'],
  [
    'a certificate of another device',
    withWishes({ deviceId: 'b3e6a3b2-0000-4000-8000-000000000000' }),
    'It goes by other names',
  ],
  ...(
    [
      ['a critical extension that nobody knows', extension('1.2.3.4.5', '0500', true)],
      ['application policies of Windows', extension('1.3.6.1.4.1.311.21.10', '300c300a06082b06010505070303')],
      ['the type of Netscape', extension('2.16.840.1.113730.1.1', '03020010')],
      ['a place to ask for its state', extension('1.3.6.1.5.5.7.1.1', '3000')],
      ['its purpose a second time', new ExtendedKeyUsageExtension([CLIENT])],
    ] as const
  ).map(([what, more]) => [`a certificate with ${what}`, withWishes({ more: [more] }), 'an extension'] as const),
  [
    'more in the subject',
    (truth, csr) =>
      reissued(truth, csr, {
        subject: { CN: truth.person, OU: truth.device.name, O: truth.home.name, E: 'admin@bank.example' },
      }),
    'Its subject says more than the reply does.',
  ],
  ['a certificate signed with SHA-512', withWishes({ hash: 'SHA-512' }), 'another hash than SHA-256'],
  ['an authority of authorities', issuedBy({ pathLength: 3 }), 'Its issuer could make further authorities.'],
  [
    'an authority that signs no certificates',
    issuedBy({ usages: KeyUsageFlags.cRLSign }),
    'must not sign certificates',
  ],
  [
    'an authority that also agrees on keys',
    issuedBy({ usages: KeyUsageFlags.keyCertSign | KeyUsageFlags.keyAgreement }),
    'more than an authority',
  ],
  [
    'an authority for servers',
    issuedBy({ more: [new ExtendedKeyUsageExtension([CLIENT, '1.3.6.1.5.5.7.3.1'])] }),
    'Its issuer is for more than clients.',
  ],
  ['an authority with a key on P-384', issuedBy({ curve: 'P-384' }), 'Its issuer has no P-256 key.'],
  ['an authority of tomorrow', issuedBy({ notBefore: new Date(Date.now() + DAY) }), 'Its authority is not valid yet.'],
  [
    'an authority with a constraint that nobody knows',
    issuedBy({ more: [extension('1.2.3.4.5', '0500', true)] }),
    'an extension',
  ],
  [
    'another beginning than the certificate has',
    (truth) => ({ ...truth, notBefore: new Date(0).toISOString() }),
    'It begins at another time than the reply says.',
  ],
  [
    'bytes that are no certificate',
    (truth) => ({ ...truth, certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }),
    'The certificate cannot be read.',
  ],
];

/** What a home may say of its domain and services, and the one that {@link FakeHome} is. */
const SERVICES = (domain: string) => [{ name: 'x', url: `https://x.${domain}/` }];
const CLAIMS: readonly (readonly [name: string, domain: string, services: readonly { name: string; url: string }[]])[] =
  [
    ...['localhost', 'example.localhost', 'com', 'x.home.localhost', 'HOME.localhost', 'home.localhost.', ''].map(
      (domain) => [`the domain ${JSON.stringify(domain)}`, domain, SERVICES(domain || 'home.localhost')] as const,
    ),
    ['an address for a domain', '127.0.0.1', [{ name: 'x', url: 'https://127.0.0.1/' }]],
    ...[
      'https://bank.example/',
      'https://evilhome.localhost/',
      'https://home.localhost.bank.example/',
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://localhost/',
      'https://*.home.localhost/',
      'https://cloud.home.localhost@bank.example/',
      'https://bank.example@cloud.home.localhost/',
      'https://cloud.home.localhost\\@bank.example/',
      'https://CLOUD.home.localhost/',
      'https:cloud.home.localhost/',
      'https://cloud.home.localhost./',
    ].map((url) => [`a service at ${url}`, 'home.localhost', [{ name: 'x', url }]] as const),
  ];

describe('a home that claims', () => {
  test.each(CLAIMS)('%s is refused before anything is made', async (_name, domain, services) => {
    home.twistPreview = (truth) => ({ ...truth, home: { name: home.name, domain }, services });
    const { error, step } = last(await client.enrol(`${home.invite()}@${home.host}`), 'failed');
    expect(step).toBe('preview');
    expect(['HOME_CLAIMS_TOO_MUCH', 'HOME_ANSWER_NOT_VALID']).toContain(error.code);
    expect(client.store.held.size + client.enrolmentStore.records.size + client.vault.secrets.size).toBe(0);
    expect(home.calls).toEqual(['previewInvitation']);
  });

  test.each(CLAIMS)('%s only once it was confirmed installs nothing', async (_name, domain, services) => {
    home.twist = (truth) => ({ ...truth, home: { name: home.name, domain }, services });
    const { error } = last(await client.enrol(`${home.invite()}@${home.host}`), 'failed');
    expect(['HOME_CLAIMS_TOO_MUCH', 'HOME_ANSWER_NOT_VALID']).toContain(error.code);
    expect(client.store.held.size + client.enrolmentStore.records.size).toBe(0);
  });

  test.each(['enroll.duckdns.org', 'enroll.co.uk', 'enroll.com', 'enroll.lan', 'enroll.github.io', 'home.kobe.jp'])(
    'to be at %s is not even told the code',
    async (host) => {
      const { error, step } = last(await client.enrol(`${home.invite()}@${host}`), 'failed');
      expect([error.code, step]).toEqual(['HOME_CLAIMS_TOO_MUCH', 'preview']);
      expect(home.calls).toEqual([]);
    },
  );

  test('a certificate for a hundred years in its preview is refused', async () => {
    home.twistPreview = (truth) => ({ ...truth, certificateDays: 36_500 });
    expect(last(await client.enrol(`${home.invite()}@${home.host}`), 'failed').step).toBe('preview');
  });
});

describe('a home that sends', () => {
  test.each(sampleOf('certificates that a home should not send', ATTACKS, 40))(
    '%s installs nothing, and the truth still gets in afterwards',
    async (_name, twist, detail) => {
      home.twist = twist;
      const { error, step, resumable } = last(await client.enrol(`${home.invite()}@${home.host}`), 'failed');
      expect([error.code, step, resumable]).toEqual(['CERTIFICATE_NOT_ACCEPTABLE', 'check', true]);
      expect(error.detail).toContain(detail);
      expect(client.store.held.size + client.enrolmentStore.records.size).toBe(0);
      expect([...client.vault.secrets.keys()]).toEqual([expect.stringMatching(/^pending\//)]);

      home.twist = undefined;
      last(await client.resume(), 'done');
      expect([...client.store.held.keys()]).toEqual(home.active.map(({ fingerprint }) => fingerprint));
    },
  );

  test('a good certificate to a computer with a wrong clock says whose clock it may be', async () => {
    client.now = () => new Date(Date.now() - DAY);
    const { error } = last(await client.enrol(`${home.invite()}@${home.host}`), 'failed');
    expect(error.hint).toContain("Check this computer's date and time");
  });
});
