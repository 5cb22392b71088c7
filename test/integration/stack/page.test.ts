/** The page of an invite, at the real HAProxy and the real Caddy: under its name nobody is asked for a certificate. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN_PAGE_HEADERS } from '../../../server/core/plain-page/page.ts';
import { troublePage } from '../../../server/core/plain-page/trouble.ts';
import { invitePage } from '../../../server/home/inviting/invite-link.ts';
import type { ConfiguredHome } from '../../../server/home/read.ts';
import { asksForCertificate } from '../../support/asks-for-certificate.ts';
import { LAN_SOURCE, probe, WAN_SOURCE } from '../../support/probe.ts';
import { mintServer } from '../../support/stack/certificates.ts';
import { hostOf, identity } from '../../support/stack/data-path.ts';
import { makeTestHome, type RunningHome, startTestHome } from '../../support/stack/home.ts';

let folder: string;
let home: RunningHome;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lk-'));
  const { certificatePem, keyPem } = await mintServer(['*.home.localhost']);
  const [certificate, key] = [join(folder, 'home.crt'), join(folder, 'home.key')];
  await Promise.all([writeFile(certificate, certificatePem), writeFile(key, keyPem)]);
  home = await startTestHome(await makeTestHome({ certificates: { kind: 'files', certificate, key } }));
});
afterAll(async () => {
  await home?.stop();
  await home?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('a phone that opens an invite', () => {
  test.each([
    ['1_2', WAN_SOURCE],
    ['1_3', WAN_SOURCE],
    ['1_2', LAN_SOURCE],
    ['1_3', LAN_SOURCE],
  ] as const)(
    'is not asked for a certificate (TLS %s, from %s); the name of renewal by certificate asks',
    async (version, from) => {
      const { https } = home.config.ports;
      expect(await asksForCertificate(https, hostOf('hello'), version, from)).toBe(false);
      expect(await asksForCertificate(https, hostOf('enroll'), version, from)).toBe(true);
    },
  );

  test('reaches the signing API, which hears of no certificate, whatever is sent', async () => {
    const dave = await home.device();
    const at = { port: home.config.ports.https, host: hostOf('hello') };
    const headers = { 'Client-Cert': `:${dave.certificatePem.replace(/-----[A-Z ]+-----|\s/g, '')}:` };
    const seen = await probe({ ...at, path: '/v1/whoami', headers, identity: identity(dave) });
    const { path, headers: arrived } = JSON.parse(seen.kind === 'answer' ? seen.body : '{}');
    expect(path).toBe('/v1/whoami');
    expect(arrived).not.toHaveProperty('client-cert');
  });
});

describe('the link of an invite', () => {
  const page = (pageHost?: string) =>
    invitePage({ layout: home.layout, config: { ...home.config, pageHost } } as ConfiguredHome);

  test('leads there, or to the enrolment host when the name lacks something or there is none', async () => {
    const port = home.config.ports.https;
    const enroll = { host: hostOf('enroll'), port };
    expect(await page(hostOf('hello'))).toEqual({ place: { host: hostOf('hello'), port } });
    expect(await page(hostOf('two.labels'))).toEqual({ place: enroll, lacks: 'certificate' });
    expect(await page('hello.invalid')).toEqual({ place: enroll, lacks: 'address' });
    expect(await page()).toEqual({ place: enroll });
  });
});

/** The last: the signing API stays away. */
describe('while the signing API does not answer', () => {
  beforeAll(() => home.closeApi());
  const visit = async (name: string, headers: Record<string, string>, path = '/i') => {
    const seen = await probe({ port: home.config.ports.https, host: hostOf(name), path, headers });
    if (seen.kind !== 'answer') throw new Error(seen.kind);
    return seen;
  };

  test.each(['hello', 'enroll'])(
    'a browser at %s is told in its language to wait, by a page as strict as the others',
    async (name) => {
      for (const [wanted, language] of [
        ['de-AT,de;q=0.9', 'de'],
        ['fr', 'fr'],
        ['es', 'es'],
        ['nl-BE', 'nl'],
        ['pt,de', 'en'],
        ['', 'en'],
      ] as const) {
        const { status, body, headers } = await visit(name, {
          accept: 'text/html,*/*;q=0.8',
          'accept-language': wanted,
        });
        expect(status).toBe(502);
        expect(body).toBe(troublePage(language, 'down'));
        for (const [header, value] of Object.entries(PLAIN_PAGE_HEADERS))
          expect(headers.get(header.toLowerCase())).toBe(value);
        expect(headers.get('retry-after')).toBe('30');
      }
    },
  );

  test('a program gets the status alone', async () => {
    const { status, body, headers } = await visit('hello', { accept: 'application/json' }, '/v1/health');
    expect([status, body]).toEqual([502, '']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
