import 'reflect-metadata';
import {
  X509Certificate as PeculiarCertificate,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { describe, expect, test } from 'vitest';
import { withLocalNetwork } from '../../../../../electron/main/access/local-network.ts';
import { type ShownCertificate, VERDICT, verifyServer } from '../../../../../electron/main/access/verify-server.ts';
import { FakeAuthority, type LeafWishes, newKeys } from '../../../../support/client/fake-authority.ts';

const HOST = 'cloud.home.localhost';
const SERVER = ['1.3.6.1.5.5.7.3.1'];
const NOW = new Date();

const wishes = async (changes: Partial<LeafWishes> = {}): Promise<LeafWishes> => ({
  subject: { CN: HOST, OU: 'server', O: 'Home' },
  publicKey: (await newKeys()).publicKey,
  purposes: SERVER,
  names: [HOST],
  ...changes,
});
const root = await FakeAuthority.create({ CN: 'Private server root', O: 'Home' });
const leaf = async (changes: Partial<LeafWishes> = {}, by = root) => by.issue(await wishes(changes));
const chain = (...pems: string[]): ShownCertificate =>
  pems.reduceRight<ShownCertificate | undefined>(
    (issuerCert, data) => ({ data, ...(issuerCert ? { issuerCert } : {}) }),
    undefined,
  ) ?? { data: '' };

describe('a server of a home with a private root', () => {
  test('is trusted when its chain ends in exactly that root, shown or not', async () => {
    const pem = await leaf();
    expect(verifyServer(chain(pem), HOST, root.pem, NOW)).toBe(VERDICT.trusted);
    expect(verifyServer(chain(pem, root.pem), HOST, root.pem, NOW)).toBe(VERDICT.trusted);
  });

  test('is not trusted on a root that only bears the same name', async () => {
    const impostor = await FakeAuthority.create({ CN: 'Private server root', O: 'Home' });
    const pem = await leaf({}, impostor);
    for (const shown of [
      chain(pem),
      chain(pem, impostor.pem),
      chain(pem, root.pem),
      chain(pem, impostor.pem, root.pem),
    ]) {
      expect(verifyServer(shown, HOST, root.pem, NOW)).toBe(VERDICT.wrongAuthority);
    }
  });

  test('is not trusted on a certificate that a device of the home has signed with its own key', async () => {
    const device = await newKeys();
    const devicePem = await leaf({ publicKey: device.publicKey });
    const minted = await X509CertificateGenerator.create({
      serialNumber: '01',
      subject: `CN=${HOST}`,
      issuer: new PeculiarCertificate(devicePem).subject,
      notBefore: new Date(NOW.getTime() - 60_000),
      notAfter: new Date(NOW.getTime() + 60_000),
      publicKey: (await newKeys()).publicKey,
      signingKey: device.privateKey,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: HOST }])],
    });
    const shown = chain(minted.toString('pem'), devicePem, root.pem);
    expect(verifyServer(shown, HOST, root.pem, NOW)).toBe(VERDICT.wrongAuthority);
  });

  test.each<[string, Partial<LeafWishes>, number]>([
    ['for another name', { names: ['cloud.example.com'] }, VERDICT.wrongName],
    ['that names the host in its subject only', { names: ['x.home.localhost'] }, VERDICT.wrongName],
    ['that has expired', { notBefore: new Date(0), notAfter: new Date(1e12) }, VERDICT.wrongDate],
    ['of the future', { notBefore: new Date(NOW.getTime() + 1e9) }, VERDICT.wrongDate],
    ['that is for clients', { purposes: ['1.3.6.1.5.5.7.3.2'] }, VERDICT.wrongAuthority],
  ])('is not trusted with a certificate %s', async (_name, changes, verdict) => {
    expect(verifyServer(chain(await leaf(changes)), HOST, root.pem, NOW)).toBe(verdict);
  });

  test('is not trusted with nonsense or an endless chain', async () => {
    expect(verifyServer(chain('trust me'), HOST, root.pem, NOW)).toBe(VERDICT.wrongAuthority);
    const endless: { data: string; issuerCert?: ShownCertificate } = { data: await leaf() };
    endless.issuerCert = endless;
    expect(verifyServer(endless, HOST, root.pem, NOW)).not.toBe(VERDICT.trusted);
  });
});

describe('macOS keeps an app off the local network', () => {
  const mac = { platform: 'darwin', release: '24.1.0' };
  const seen = (addresses: string[], system = mac, error = 'net::ERR_ADDRESS_UNREACHABLE') =>
    withLocalNetwork('not-answering', error, addresses, system);

  test.each(['192.168.1.4', '10.0.0.1', '172.31.0.1', '169.254.1.1', 'fd00::1', 'fe80::1'])(
    'which shows as %s being unreachable',
    (address) => expect(seen([address])).toBe('local-network-denied'),
  );

  test('and as nothing else', () => {
    expect(seen(['203.0.113.7', '2001:db8::1'])).toBe('not-answering');
    expect(seen(['192.168.1.4'], { platform: 'darwin', release: '23.6.0' })).toBe('not-answering');
    expect(seen(['192.168.1.4'], { platform: 'linux', release: '24.0.0' })).toBe('not-answering');
    expect(seen(['192.168.1.4'], mac, 'net::ERR_CONNECTION_REFUSED')).toBe('not-answering');
    expect(seen([])).toBe('not-answering');
  });
});
