/**
 * A home that lies, over real HTTPS, to the real client with a real certificate store and a real Secret Service: what it
 * says of itself is believed only as far as the invite's host reaches, and the certificate is exactly a client's.
 */
import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Extension, KeyUsageFlags } from '@peculiar/x509';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CertificateReply } from '../../../shared/api.ts';
import { FakeAuthority, fingerprintOf, type LeafWishes, requestedKey } from '../../support/client/fake-authority.ts';
import { FakeHome, type Twist } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { installedFingerprints } from '../../support/client/person-store.ts';
import { RemoteVault } from '../../support/client/remote-vault.ts';
import { runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { sampleOf } from '../../support/long-tail.ts';
import { latchkey } from '../../support/throw-away-home.ts';

let person: Person;
let https: HttpsHome;
let home: FakeHome;
beforeEach(async () => {
  person = await newPerson();
  home = await FakeHome.create();
  https = await startHttpsHome(home);
});
afterEach(async () => {
  await https.close();
  await person.leave();
});

const DAY = 86_400_000;
const CLIENT = '1.3.6.1.5.5.7.3.2';

/** A reply around a certificate that the home's own authority signed as it was wished for. */
async function signed(truth: CertificateReply, csr: string, wishes: Partial<LeafWishes>) {
  const certificate = await home.authority.issue({
    subject: { CN: truth.person, OU: truth.device.name, O: truth.home.name },
    publicKey: await requestedKey(csr),
    deviceId: truth.device.id,
    ...wishes,
  });
  const { validFrom, validTo } = new X509Certificate(certificate);
  const [notBefore, notAfter] = [validFrom, validTo].map((time) => new Date(time).toISOString());
  return { ...truth, certificate, fingerprint: fingerprintOf(certificate), notBefore, notAfter };
}
const wished =
  (wishes: Partial<LeafWishes>): Twist =>
  (truth, csr) =>
    signed(truth, csr, wishes);

const LIES: readonly (readonly [what: string, twist: Twist])[] = [
  ['signs programs too', wished({ purposes: [CLIENT, '1.3.6.1.5.5.7.3.3'] })],
  ['is for everything', wished({ purposes: [CLIENT, '2.5.29.37.0'] })],
  ['may sign certificates', wished({ usages: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign })],
  ['lives for a hundred years', wished({ notAfter: new Date(Date.now() + 36_500 * DAY) })],
  ['goes by the name of a host', wished({ deviceId: '', names: ['bank.example'] })],
  [
    'has a critical extension of its own',
    wished({ more: [new Extension('1.2.3.4.5', true, Buffer.from('0500', 'hex'))] }),
  ],
  [
    'comes from an authority for servers',
    async (truth, csr) => {
      home.authority = await FakeAuthority.create(
        { CN: 'Homelab CA', O: home.name },
        { usages: KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment },
      );
      return { ...(await signed(truth, csr, {})), ca: home.authority.pem };
    },
  ],
];

async function leftBehind() {
  const vault = new RemoteVault(person.env);
  try {
    const records = await readdir(join(person.dataHome, 'latchkey/homes')).catch(() => []);
    return { secrets: await vault.list(''), records, installed: await installedFingerprints(person).catch(() => []) };
  } finally {
    await vault.close();
  }
}
const enrol = async (invite: string) => {
  const { exitCode, stdout } = await runClient(person, ['enrol', invite, '--json']);
  return { exitCode, failed: JSON.parse(stdout).failed };
};

test.each(sampleOf('certificates that are too much', LIES, 4))(
  'a certificate that %s is not installed, and only the key for another try is kept',
  async (_what, twist) => {
    home.twist = twist;
    const { exitCode, failed } = await enrol(https.invite());
    expect(exitCode).not.toBe(0);
    expect(failed).toMatchObject([{ code: 'CERTIFICATE_NOT_ACCEPTABLE', step: 'check' }]);
    const left = await leftBehind();
    expect(left).toEqual({ secrets: [expect.stringMatching(/^pending\//)], records: [], installed: [] });
  },
);

const CLAIMS: [domain: string, urls: string[]][] = [
  ['com', ['https://shop.com/']],
  ['localhost', ['https://cloud.localhost/']],
  ['127.0.0.1', ['https://127.0.0.1/']],
  ['duckdns.org', ['https://neighbour.duckdns.org/']],
  ['co.uk', ['https://bank.co.uk/']],
  ['home.localhost', ['https://bank.example/']],
  ['home.localhost', ['https://cloud.home.localhost@bank.example/']],
];
test.each(sampleOf('claims of a home', CLAIMS, 3))(
  'a home that speaks for %s with %j is refused before a key is made',
  async (domain, urls) => {
    home.twistPreview = (truth) => ({
      ...truth,
      home: { name: home.name, domain },
      services: urls.map((url) => ({ name: 'x', url })),
    });
    const { failed } = await enrol(https.invite());
    expect(failed).toMatchObject([{ code: 'HOME_CLAIMS_TOO_MUCH', step: 'preview', resumable: false }]);
    expect(await leftBehind()).toEqual({ secrets: [], records: [], installed: [] });
  },
);

test('at renewal, a certificate for more than clients is not taken, and the one before stays', async () => {
  expect((await enrol(https.invite())).exitCode).toBe(0);
  const before = await installedFingerprints(person);
  home.twist = wished({ purposes: [CLIENT, '1.3.6.1.5.5.7.3.3'] });
  const { exitCode } = await runClient(person, ['renew', '--json']);
  expect(exitCode).not.toBe(0);
  expect(home.calls).toContain('renewCertificate');
  expect(await installedFingerprints(person)).toEqual(before);
});

test.each(['duckdns.org', 'co.uk', 'home.arpa'])('latchkey init makes no home that speaks for %s', async (domain) => {
  const dir = join(person.home, 'new-home');
  const { code, stderr } = await latchkey([
    'init',
    '--dir',
    dir,
    '--domain',
    domain,
    '--name',
    'A',
    '--lan',
    '10.0.0.0/24',
  ]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(`such as home.${domain}`);
  await expect(readdir(dir)).rejects.toMatchObject({ code: 'ENOENT' });
});
