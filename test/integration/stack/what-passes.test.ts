/** What reaches a service and what comes back, through the real HAProxy and the real Caddy. */
import { readFile, stat } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HaproxySessions } from '../../../server/stack/haproxy/runtime.ts';
import { echo, LAN_SOURCE, openTls, openWebSocket, type ProbeResult, WAN_SOURCE } from '../../support/probe.ts';
import { foreignCa, mintDevice } from '../../support/stack/certificates.ts';
import { type DataPath, derOf, hostOf, identity, SERVICES, startDataPath } from '../../support/stack/data-path.ts';

let way: DataPath;
beforeAll(async () => {
  way = await startDataPath();
});
afterAll(() => way?.close());

/** The JSON in a (chunked) body. */
function seenIn(result: ProbeResult): { path: string; headers: Record<string, string> } {
  if (result.kind !== 'answer') throw new Error(result.reason);
  return JSON.parse(result.body.slice(result.body.indexOf('{'), result.body.lastIndexOf('}') + 1));
}

describe('what a service is told', () => {
  const lies = {
    'X-Forwarded-For': '6.6.6.6',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-User': 'admin',
    'X-Real-IP': '6.6.6.6',
    Forwarded: 'for=6.6.6.6',
    'Client-Cert': ':bGll:',
    'client-cert-chain': ':bGll:',
    Client_Cert: ':bGll:',
    'Client.Cert': ':bGll:',
    'X-Latchkey-Person': 'Dave',
    'Remote-User': 'admin',
    'REMOTE-GROUPS': 'admins',
    'Remote.User': 'admin',
    Remote_User: 'admin',
    'X-Remote_User': 'admin',
    'X-Auth-Request-Email': 'admin@example.com',
  };
  const told = [
    'host',
    'via',
    'accept-encoding',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'connection',
  ];

  test.each(SERVICES)('by the LAN listener about %s: nothing the caller says of itself', async (name) => {
    const { headers } = seenIn(await way.go(name, { from: LAN_SOURCE, headers: lies }));
    expect(Object.keys(headers).filter((key) => !told.includes(key))).toEqual([]);
    expect(headers).toMatchObject({
      'x-forwarded-for': LAN_SOURCE,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': hostOf(name),
    });
  });

  test.each(['cloud', 'photos'])(
    'by the WAN listener about %s: the certificate that opened the client-auth check',
    async (name) => {
      const { headers } = seenIn(
        await way.go(name, {
          identity: identity(way.dave),
          headers: { ...lies, connection: 'close, Client-Cert, X-Forwarded-For' },
        }),
      );
      expect(Object.keys(headers).filter((key) => !told.includes(key))).toEqual(['client-cert']);
      const der = derOf(way.dave);
      expect(headers).toMatchObject({ 'client-cert': `:${der}:`, 'x-forwarded-for': WAN_SOURCE });
    },
  );

  test('through the loop: the true address, and no certificate that a LAN caller could forge', async () => {
    const { headers } = seenIn(await way.go('immich', { identity: identity(way.dave), headers: lies }));
    expect(Object.keys(headers).filter((key) => !told.includes(key))).toEqual([]);
    expect(headers).toMatchObject({ 'x-forwarded-for': WAN_SOURCE, 'x-forwarded-host': hostOf('immich') });
  });

  test('the signing API: no certificate when none was shown, whatever the caller says', async () => {
    const { headers } = seenIn(await way.go('enroll', { headers: { ...lies, connection: 'close, X-Forwarded-For' } }));
    expect(Object.keys(headers).filter((key) => !told.includes(key))).toEqual([]);
    expect(headers).toMatchObject({ 'x-forwarded-for': WAN_SOURCE });
  });

  test('the signing API: the certificate that was shown, shut out, expired or of whatever CA', async () => {
    const shown = [
      await way.home.device({ active: false }),
      await mintDevice(way.home.material.ca, { days: -1 }),
      await mintDevice(await foreignCa(way.home.material.ca)),
    ];
    for (const device of shown) {
      const { headers } = seenIn(await way.go('enroll', { identity: identity(device), headers: lies }));
      expect(headers['client-cert']).toBe(`:${derOf(device)}:`);
    }
  });
});

test('the auth endpoint is told who asks for which host, and of what a client sends the language alone', async () => {
  const from = way.home.asked.length;
  const headers = {
    Cookie: 'session=1',
    Authorization: 'Bearer 1',
    'X-Latchkey-Host': 'evil',
    'Accept-Language': 'de',
  };
  await way.go('cloud', { path: '/seen?token=1', identity: identity(way.dave), headers });
  await way.go('immich', { path: '/seen?token=1', identity: identity(way.dave), headers });
  const asked = way.home.asked.slice(from);
  expect(asked.map(({ url, method }) => [url, method])).toEqual([
    ['/', 'GET'],
    ['/', 'GET'],
  ]);
  expect(asked.map((each) => each.headers)).toEqual(
    ['cloud', 'immich'].map((name) => ({
      host: '',
      'user-agent': expect.any(String),
      'accept-encoding': 'gzip',
      'accept-language': 'de',
      'x-latchkey-fingerprint': expect.stringMatching(/^[0-9a-f]{64}$/),
      'x-latchkey-host': hostOf(name),
      'x-latchkey-source': expect.stringMatching(/^127\.0\.0\.1_\d+$/),
    })),
  );
});

describe('streams', () => {
  test.each([
    ['cloud', LAN_SOURCE],
    ['immich', LAN_SOURCE],
    ['cloud', WAN_SOURCE],
    ['immich', WAN_SOURCE],
  ])('a WebSocket to %s from %s passes both ways', async (name, from) => {
    const options = {
      port: way.port,
      host: hostOf(name),
      from,
      ...(from === WAN_SOURCE && { identity: identity(way.dave) }),
    };
    const socket = await openWebSocket(options);
    expect(await echo(socket, 'hello')).toBe('hello');
    expect(await echo(socket, 'x'.repeat(100_000))).toHaveLength(100_000);
    socket.terminate();
  });

  test.each(['cloud', 'immich'])('a WebSocket to %s without a key is refused', async (name) => {
    await expect(openWebSocket({ port: way.port, host: hostOf(name) })).rejects.toThrow();
    const stranger = await way.home.device({ active: false });
    await expect(openWebSocket({ port: way.port, host: hostOf(name), identity: identity(stranger) })).rejects.toThrow(
      /403/,
    );
  });

  test('HTTP/2 is spoken, without WebSockets (RFC 8441), and HTTP/3 is not advertised', async () => {
    const session = connectHttp2(`https://${hostOf('cloud')}`, {
      createConnection: () =>
        connectTls({
          socket: connect({ host: '127.0.0.1', port: way.port, localAddress: LAN_SOURCE }),
          servername: hostOf('cloud'),
          ca: way.home.root,
          ALPNProtocols: ['h2'],
        }),
    });
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      session.once('error', reject);
      session.request({ ':path': '/' }).once('response', resolve).once('error', reject).resume();
    });
    // Go has them off, and browsers then open an HTTP/1.1 connection.
    expect(session.remoteSettings.enableConnectProtocol).toBe(false);
    session.destroy();
    expect(headers).toMatchObject({ ':status': 200 });
    expect(headers['alt-svc']).toBeUndefined();
  });
});

describe('the enrolment listener', () => {
  test('cuts a body that no request of the signing API is as long as', async () => {
    const status = await new Promise((resolve) => {
      const socket = openTls({ port: way.port, host: hostOf('enroll') });
      socket.on('error', () => undefined);
      socket.once('data', (data) => resolve(data.toString().slice(0, 12)));
      socket.once('close', () => resolve('closed'));
      socket.write(`POST /v1/certificates HTTP/1.1\r\nHost: ${hostOf('enroll')}\r\nContent-Length: 10000000\r\n\r\n`);
      socket.write('x'.repeat(200_000));
    });
    expect(status).toBe('HTTP/1.1 413');
  });
});

describe('what is logged', () => {
  test('every request with its true source and certificate, and nothing secret', async () => {
    const secrets = ['query-secret', 'cookie-secret', 'basic-secret', 'own-header-secret'];
    await way.go('cloud', {
      path: '/seen?token=query-secret',
      identity: identity(way.dave),
      headers: { cookie: 'a=cookie-secret', authorization: 'Basic basic-secret', 'x-api-key': 'own-header-secret' },
    });
    const file = way.home.layout.accessLog;
    await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 5000 }).toContain('"uri":"/seen?"');
    const text = await readFile(file, 'utf8');
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        request: expect.objectContaining({ remote_ip: WAN_SOURCE, host: hostOf('cloud'), uri: '/seen?' }),
      }),
    );
  });
});

test('HAProxy counts who came as being at home, by their own address, and nobody else', async () => {
  const haproxy = new HaproxySessions(way.home.layout.run.haproxy);
  const before = await haproxy.cameFrom(LAN_SOURCE);
  await way.go('cloud', { from: LAN_SOURCE });
  expect(await haproxy.cameFrom(LAN_SOURCE)).toBe(before + 1);
  await way.go('cloud', { identity: identity(way.dave) });
  for (const address of [WAN_SOURCE, '192.168.1.1', 'fd12::1']) expect(await haproxy.cameFrom(address)).toBe(0);
});

describe('port 80', () => {
  const ask = (headers: Record<string, string>, path = '/a/b?c=d') =>
    new Promise<{ status: number | undefined; location: string | undefined }>((resolve, reject) => {
      requestHttp(
        { host: '127.0.0.1', port: Number(way.home.config.ports.http), path, headers, setHost: false },
        (reply) => {
          reply.resume();
          resolve({ status: reply.statusCode, location: reply.headers.location });
        },
      )
        .once('error', reject)
        .end();
    });

  test('leads to the same host, path and query on the https port', async () => {
    const location = `https://${hostOf('cloud')}:${way.port}/a/b?c=d`;
    expect(await ask({ host: hostOf('cloud') })).toEqual({ status: 308, location });
    // Sites may be called so, though no service is.
    expect(await ask({ host: hostOf('my_app') })).toMatchObject({ status: 308 });
    expect(await ask({ host: `${hostOf('cloud')}:${way.home.config.ports.http}` })).toEqual({ status: 308, location });
  });

  test.each(['evil.example/\\@x', 'a"b', undefined])('Host %j leads nowhere', async (value) => {
    expect(await ask(value === undefined ? {} : { host: value })).toMatchObject({ status: 400, location: undefined });
  });
});
