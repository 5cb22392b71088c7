/**
 * A browser, or an attacker, asks on one connection for a name that its listener does not serve: the certificate covers
 * it, or nobody compares the name in the greeting. Each listener says 421 (RFC 9110 15.5.20), so that a browser asks again
 * on another connection, and nobody is served by a listener that is not the name's own.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type OutgoingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAN_SOURCE, type ProbeOptions, probe, WAN_SOURCE } from '../../support/probe.ts';
import { mintServer } from '../../support/stack/certificates.ts';
import { hostOf, identity } from '../../support/stack/data-path.ts';
import { makeTestHome, type RunningHome, startTestHome, type TestHomeOptions } from '../../support/stack/home.ts';

const own = createServer((request, reply) => {
  const hsts = request.url === '/own' ? { 'strict-transport-security': 'max-age=7' } : undefined;
  reply.writeHead(200, hsts).end('inside');
});
let upstream: string;
let folder: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  upstream = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'lk-'));
});
afterAll(async () => {
  own.close();
  await rm(folder, { recursive: true, force: true });
});

/** One certificate for every name, as browsers find it at most homes. */
async function wildcard(): Promise<TestHomeOptions> {
  const { certificatePem, keyPem } = await mintServer(['*.home.localhost', '*.wild.home.localhost']);
  const [certificate, key] = [join(folder, 'home.crt'), join(folder, 'home.key')];
  await Promise.all([writeFile(certificate, certificatePem), writeFile(key, keyPem)]);
  return { certificates: { kind: 'files', certificate, key } };
}

/** The status of a request for each authority, all on one HTTP/2 connection. */
async function onOneConnection(options: ProbeOptions, authorities: readonly string[]): Promise<number[]> {
  const session = connect(`https://${options.host}`, {
    createConnection: () =>
      connectTls({
        host: '127.0.0.1',
        port: options.port,
        ...(options.from && { localAddress: options.from }),
        servername: options.host,
        rejectUnauthorized: false,
        ALPNProtocols: ['h2'],
        ...options.identity,
      }),
  });
  session.on('error', () => undefined);
  const ask = (authority: string) =>
    new Promise<number>((resolve, reject) => {
      const headers: OutgoingHttpHeaders = { ':path': '/', ':authority': authority };
      const stream = session.request(headers).on('error', reject);
      stream.once('response', (reply) => resolve(reply[':status'] ?? 0)).resume();
    });
  try {
    const statuses: number[] = [];
    for (const authority of authorities) statuses.push(await ask(authority));
    return statuses;
  } finally {
    session.destroy();
  }
}

const UNKNOWN = ['nobody', 'enroll', 'ENROLL', 'hello', 'Nobody'].map(hostOf);
const STRANGE = [
  ...UNKNOWN,
  `${hostOf('enroll')}:443`,
  'example.com',
  '127.0.0.1',
  'localhost',
  `${hostOf('enroll')}.`,
];

describe.each([
  ['with no hand-written site', {}, []],
  [
    'with a hand-written wildcard',
    { 'wild.caddy': '*.wild.home.localhost {\n\trespond "wild"\n}\n' },
    ['a.wild.home.localhost'],
  ],
])('%s', (_, sites: Record<string, string>, wild) => {
  let home: RunningHome;
  let way: Record<'lan' | 'wan', ProbeOptions>;
  beforeAll(async () => {
    home = await startTestHome(
      await makeTestHome({ ...(await wildcard()), services: [{ name: 'cloud', upstream }], sites }),
    );
    const { https: port } = home.config.ports;
    const key = identity(await home.device());
    way = {
      lan: { port, host: hostOf('cloud'), from: LAN_SOURCE },
      wan: { port, host: hostOf('cloud'), from: WAN_SOURCE, identity: key },
    };
  });
  afterAll(async () => {
    await home?.stop();
    await home?.remove();
  });

  test.each(['lan', 'wan'] as const)('the %s listener answers 421 for what it does not serve, HTTP/2', async (zone) => {
    expect(await onOneConnection(way[zone], [hostOf('cloud'), ...STRANGE, hostOf('cloud')])).toEqual([
      200,
      ...STRANGE.map(() => 421),
      200,
    ]);
  });

  test.each(['lan', 'wan'] as const)('and HTTP/1.1, on the %s listener', async (zone) => {
    for (const host of STRANGE) {
      expect([host, await probe({ ...way[zone], headers: { host } })]).toMatchObject([host, { status: 421 }]);
    }
  });

  test('the WAN listener, and the LAN one behind it, when greeting and request agree on a name that nobody serves', async () => {
    for (const zone of ['lan', 'wan'] as const) {
      expect(await probe({ ...way[zone], host: hostOf('nobody') })).toMatchObject({ status: 421 });
    }
  });

  test('the enrolment listener answers 421 for services and for names that nobody serves', async () => {
    for (const from of [LAN_SOURCE, WAN_SOURCE]) {
      for (const host of ['cloud', 'nobody', 'CLOUD'].map(hostOf)) {
        const answer = await probe({ port: way.lan.port, host: hostOf('enroll'), from, headers: { host } });
        expect([host, answer]).toMatchObject([host, { status: 421 }]);
      }
    }
  });

  test.each(wild)('the hand-written wildcard answers for %s, at home and from outside', async (host) => {
    expect(await probe({ ...way.lan, host })).toMatchObject({ status: 200, body: 'wild' });
    expect(await probe({ ...way.wan, host })).toMatchObject({ status: 200 });
  });

  test('HSTS is in every answer where the certificates are public, and a service’s own is left as it is', async () => {
    for (const zone of ['lan', 'wan'] as const) {
      const hsts = async (path: string) => {
        const answer = await probe({ ...way[zone], path });
        return answer.kind === 'answer' ? answer.headers.get('strict-transport-security') : answer.reason;
      };
      expect([await hsts('/'), await hsts('/own')]).toEqual(['max-age=15552000', 'max-age=7']);
    }
  });
});

describe('with a hand-written wildcard over every name', () => {
  let home: RunningHome;
  beforeAll(async () => {
    const sites = { 'all.caddy': '*.home.localhost {\n\trespond "wild"\n}\n' };
    home = await startTestHome(await makeTestHome({ services: [{ name: 'cloud', upstream }], sites }));
  });
  afterAll(async () => {
    await home?.stop();
    await home?.remove();
  });

  test('it answers for all but the enrolment host, and nothing says HSTS with the home’s own root', async () => {
    const way = { port: home.config.ports.https, host: hostOf('cloud'), from: LAN_SOURCE };
    const names = ['cloud', 'other', 'enroll', 'ENROLL'].map(hostOf);
    expect(await onOneConnection(way, names)).toEqual([200, 200, 421, 421]);
    const answer = await probe({ ...way, host: hostOf('other') });
    expect(answer).toMatchObject({ status: 200, body: 'wild' });
    expect(answer.kind === 'answer' && answer.headers.has('strict-transport-security')).toBe(false);
  });
});
