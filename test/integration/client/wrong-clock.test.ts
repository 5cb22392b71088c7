/**
 * A server's certificate that is not valid now: the relative's clock is wrong, or the certificate is an old one, or
 * somebody is in between. The certificates are of another time rather than this machine's clock.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { exchange } from '../../../electron/adapters/home/exchange.ts';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../../support/x509.ts';

const HOST = 'enroll.home.localhost';
const DAY = 86_400_000;
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

interface Minted {
  readonly pem: string;
  readonly name: string;
  readonly keys: CryptoKeyPair;
}

interface Order {
  readonly by?: Minted;
  /** When it is in the middle of its life, in days from now. */
  readonly days?: number;
  readonly host?: string;
  readonly purpose?: ExtendedKeyUsage;
}

/** A CA, unless it is for a host; good for ten days before and after. */
async function mint(name: string, { by, days = 0, host, purpose = ExtendedKeyUsage.serverAuth }: Order = {}) {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(16).toString('hex'),
    subject: name,
    issuer: by?.name ?? name,
    notBefore: new Date(Date.now() + (days - 10) * DAY),
    notAfter: new Date(Date.now() + (days + 10) * DAY),
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    signingAlgorithm: P256,
    extensions: host
      ? [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }]), new ExtendedKeyUsageExtension([purpose])]
      : [new BasicConstraintsExtension(true, undefined, true)],
  });
  return { pem: certificate.toString('pem'), name, keys };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server of that chain, at which it is so many days later than here. */
async function serve(chain: readonly Minted[], date: string | undefined) {
  const [leaf] = chain;
  if (!leaf) throw new Error('no certificate');
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', leaf.keys.privateKey), 'PRIVATE KEY');
  const asked: string[] = [];
  const server = createServer({ cert: chain.map(({ pem }) => pem).join('\n'), key }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.sendDate = false;
    if (date !== undefined) response.setHeader('date', date);
    response.end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, asked };
}

const inDays = (days: number) => new Date(Date.now() + days * DAY).toUTCString();
const ask = (port: number, root: Minted) =>
  exchange({
    ...{ method: 'POST', host: HOST, port, path: '/v1/certificates', json: { code: 'a secret' } },
    ...{ maxBytes: 1000, timeoutMs: 10_000, trust: { root: root.pem } },
  });

describe('a server certificate that is not valid now', () => {
  it.each([-30, 30])('is a wrong clock when the home lives %i days from now, and is told nothing', async (days) => {
    // The chain as Caddy makes it; the root lives long enough to be good here too, or not.
    for (const rootDays of [0, days]) {
      const root = await mint('CN=Root', { days: rootDays });
      const between = await mint('CN=Between', { by: root, days });
      const leaf = await mint('CN=Leaf', { by: between, days, host: HOST });
      const { port, asked } = await serve([leaf, between], inDays(days));
      await expect(ask(port, root)).rejects.toMatchObject({
        code: 'CLOCK_WRONG',
        detail: expect.stringContaining(new Date(Date.now() + days * DAY).toISOString().slice(0, 13)),
      });
      expect(asked).toEqual(['GET /v1/health']);
    }
  });

  it.each([
    ['the home says the same time', inDays(0)],
    ['the home says a time at which it is not good either', inDays(-60)],
    ['the home says no time', undefined],
    ['the home says nonsense', 'yesterday'],
  ])('is a home that is not trusted when %s', async (_what, date) => {
    const root = await mint('CN=Root');
    const leaf = await mint('CN=Leaf', { by: root, days: -30, host: HOST });
    const { port, asked } = await serve([leaf], date);
    await expect(ask(port, root)).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
    expect(asked).toEqual(['GET /v1/health']);
  });

  it('is never excused for whoever is in between', async () => {
    const root = await mint('CN=Root');
    const namesake = await mint('CN=Root', { days: -30 });
    const old = { days: -30, host: HOST };
    const between = await mint('CN=Between', { by: root, days: -30, host: 'cloud.home.localhost' });
    const chains: Record<string, readonly Minted[]> = {
      'signed by itself': [await mint('CN=Leaf', old)],
      'of a CA with the same name': [await mint('CN=Leaf', { ...old, by: namesake }), namesake],
      'of another host': [await mint('CN=Leaf', { ...old, by: root, host: 'evil.home.localhost' })],
      'of a server that plays CA': [await mint('CN=Leaf', { ...old, by: between }), between],
      'for clients': [await mint('CN=Leaf', { ...old, by: root, purpose: ExtendedKeyUsage.clientAuth })],
    };
    for (const [what, chain] of Object.entries(chains)) {
      const { port } = await serve(chain, inDays(-30));
      await expect(ask(port, root), what).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
    }
  });
});
