import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateReplySchema, problemSchema, ROUTES } from '../../../../shared/api.ts';
import { codeFromRandom } from '../../../../shared/code.ts';
import { LatchkeyError } from '../../../../shared/errors.ts';
import { FINGERPRINT_OF_NOTHING } from '../../../../shared/fingerprint.ts';
import { makeRequest } from '../ca/requests.ts';
import { random } from '../core/support.ts';
import { makeApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi({ serverRoot: async () => '-----BEGIN CERTIFICATE-----\nroot\n-----END CERTIFICATE-----\n' });
});
afterAll(() => api.dispose());

const device = { name: 'laptop', platform: 'linux' };

async function enrol(person = 'Dave') {
  const { code } = api.home.invitations.invite({ person });
  const csr = await makeRequest();
  const reply = await api.post('/v1/certificates', { code, csr, device });
  expect(reply.statusCode).toBe(201);
  return { code, csr, ...certificateReplySchema.parse(reply.json()) };
}

const clientCert = (pem: string) => `:${new X509Certificate(pem).raw.toString('base64')}:`;
const whoami = (headers: Record<string, string>) =>
  api.app.inject({ method: 'GET', url: '/v1/whoami', headers: { 'x-forwarded-for': '203.0.113.7', ...headers } });

describe('enrolling over the API', () => {
  it('previews, signs, and lets the certificate in before it answers', async () => {
    const { code } = api.home.invitations.invite({ person: 'Grandma Rose', deviceName: 'iMac', services: ['photos'] });
    const preview = await api.post('/v1/invitations/preview', { code: code.toLowerCase().replaceAll('-', ' ') });
    expect(preview.statusCode).toBe(200);
    expect(preview.json()).toMatchObject({
      home: { name: 'Example Home', domain: 'home.localhost' },
      person: 'Grandma Rose',
      device: 'iMac',
      services: [{ name: 'photos' }],
      certificateDays: 365,
    });

    const reply = await api.post('/v1/certificates', { code, csr: await makeRequest(), device });
    expect(reply.statusCode).toBe(201);
    const body = certificateReplySchema.parse(reply.json());
    expect(body).toMatchObject({ person: 'Grandma Rose', device: { name: 'iMac' }, services: [{ name: 'photos' }] });
    const certificate = new X509Certificate(body.certificate);
    expect(certificate.checkIssued(new X509Certificate(body.ca))).toBe(true);
    expect(createHash('sha256').update(certificate.raw).digest('hex')).toBe(body.fingerprint);
    expect(await api.home.activeSet.list()).toContain(body.fingerprint);
  });

  it('gives the same bytes again for the same code and key', async () => {
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    const first = await api.post('/v1/certificates', { code, csr, device });
    const second = await api.post('/v1/certificates', { code, csr, device: { name: 'another name' } });
    expect(second.statusCode).toBe(first.statusCode);
    expect(second.body).toBe(first.body);
  });

  it('serves the CA and the server root as PEM', async () => {
    const ca = await api.app.inject('/v1/ca.pem');
    expect(ca.headers['content-type']).toContain('application/x-pem-file');
    expect(new X509Certificate(ca.body).subject).toContain('CN=Homelab CA');
    const root = await api.app.inject('/v1/server-root.pem');
    expect(root.statusCode).toBe(200);
    const without = await makeApi();
    const none = await without.app.inject('/v1/server-root.pem');
    expect([none.statusCode, none.json().code]).toEqual([404, 'NOT_FOUND']);
    await without.dispose();
  });

  it('says how the home is', async () => {
    const reply = await api.app.inject('/v1/health');
    expect(reply.json()).toMatchObject({ status: 'ok', version: '1.2.3' });
  });
});

describe('whoami', () => {
  it('tells an active, a left and an unknown certificate apart', async () => {
    const mine = await enrol();
    const active = await whoami({ 'client-cert': clientCert(mine.certificate) });
    expect(active.json()).toMatchObject({ state: 'active', person: 'Dave', device: mine.device, zone: 'wan' });

    const left = await api.post('/v1/leave', { deviceId: mine.device.id, renewalSecret: mine.renewalSecret });
    expect(left.json()).toEqual({ device: { id: mine.device.id, state: 'left' } });
    expect(await api.home.activeSet.list()).not.toContain(mine.fingerprint);
    expect((await whoami({ 'client-cert': clientCert(mine.certificate) })).json().state).toBe('left');

    const foreign = await whoami({ 'client-cert': clientCert(readFileSync(api.home.layout.ca.certificate, 'utf8')) });
    expect(foreign.json()).toMatchObject({ state: 'unknown' });
    expect(foreign.json()).not.toHaveProperty('person');
  });

  it.each(['', '::'])(
    'takes Client-Cert %j for no certificate, never for the fingerprint of nothing',
    async (header) => {
      const reply = await whoami({ 'client-cert': header });
      expect(reply.json().state).toBe('none');
      expect(reply.body).not.toContain(FINGERPRINT_OF_NOTHING);
    },
  );

  it.each(['AAAA', ':AAAA', ':AAAA:, :AAAA:', ':AAAA:;a=1', ':AA=A:', ':AAB=:', ': AAAA:', `:${'A'.repeat(9000)}:`])(
    'refuses the Client-Cert %j',
    async (header) => {
      const reply = await whoami({ 'client-cert': header });
      expect([reply.statusCode, reply.json().code]).toEqual([400, 'REQUEST_NOT_VALID']);
    },
  );

  it.each([
    ['192.168.1.20', 'lan'],
    ['192.168.2.20', 'wan'],
    ['::ffff:192.168.1.20', 'lan'],
    ['::ffff:c0a8:0114', 'lan'],
    ['fd12:3456:789a:1::5', 'lan'],
    ['fd12:3456:789b:1::5', 'wan'],
    ['127.0.0.1', 'wan'],
    ['192.168.1.20, 203.0.113.7', 'wan'],
    ['192.168.1.20.', 'wan'],
    ['localhost', 'wan'],
    ['0xc0a80114, ', 'wan'],
    ['', 'wan'],
  ])('has %j in the zone %s', async (address, zone) => {
    expect((await whoami({ 'x-forwarded-for': address })).json().zone).toBe(zone);
  });
});

describe('leaving', () => {
  it('refuses a wrong secret, the secret of another device and an unknown device alike', async () => {
    const [one, other] = [await enrol(), await enrol()];
    const id = '3f2a9c01-7c1e-4b57-9f53-2a6b7d9c0e11';
    const attempts = [
      { deviceId: one.device.id, renewalSecret: 'A'.repeat(43) },
      { deviceId: one.device.id, renewalSecret: other.renewalSecret },
      { deviceId: id, renewalSecret: one.renewalSecret },
      { deviceId: id, renewalSecret: api.home.secrets.renewalSecret(id, 0) },
    ];
    const bodies = new Set<string>();
    for (const attempt of attempts) {
      const { requestId, ...rest } = (await api.post('/v1/leave', attempt)).json();
      expect(requestId).toBeTypeOf('string');
      bodies.add(JSON.stringify(rest));
    }
    expect([...bodies]).toHaveLength(1);
    expect([...bodies][0]).toContain('RENEWAL_SECRET_NOT_VALID');
    expect(await api.home.activeSet.list()).toEqual(expect.arrayContaining([one.fingerprint, other.fingerprint]));
  });

  it('answers the same when it is asked twice, and stays shut out when shut out', async () => {
    const { device: mine, renewalSecret } = await enrol();
    const request = { deviceId: mine.id, renewalSecret };
    const first = await api.post('/v1/leave', request);
    expect((await api.post('/v1/leave', request)).body).toBe(first.body);

    const other = await enrol();
    await api.home.devices.shutOut(other.device.id);
    const reply = await api.post('/v1/leave', { deviceId: other.device.id, renewalSecret: other.renewalSecret });
    expect(reply.json().device.state).toBe('shut-out');
  });
});

describe('what a guesser sees', () => {
  it('answers wrong, mistyped, used, expired, cancelled and shut-out codes byte for byte alike', async () => {
    const { invitations, devices } = api.home;
    const csr = await makeRequest();
    const cancelled = invitations.invite({ person: 'A' });
    invitations.cancel(cancelled.invitation.id);
    const used = await enrol();
    const shutOut = await enrol();
    await devices.shutOut(shutOut.device.id);
    const expired = await makeApi();
    const late = expired.home.invitations.invite({ person: 'B', life: 60_000 });
    expired.home.clock.advance(60_000);

    const replies = [
      await api.post('/v1/certificates', { code: codeFromRandom(random.bytes(7)), csr, device }),
      await api.post('/v1/certificates', { code: 'ABCD-EFGH-JKMN', csr, device }),
      await api.post('/v1/certificates', { code: "x' OR 1=1 --", csr, device }),
      await api.post('/v1/certificates', { code: cancelled.code, csr, device }),
      await api.post('/v1/certificates', { code: used.code, csr, device }),
      await api.post('/v1/certificates', { code: shutOut.code, csr: shutOut.csr, device }),
      await expired.post('/v1/certificates', { code: late.code, csr, device }),
      await api.post('/v1/invitations/preview', { code: codeFromRandom(random.bytes(7)) }),
      await api.post('/v1/invitations/preview', { code: cancelled.code }),
      await api.post('/v1/invitations/preview', { code: used.code }),
      await expired.post('/v1/invitations/preview', { code: late.code }),
    ];
    const seen = new Set(
      replies.map((reply) => {
        const { date, 'x-request-id': id, ...headers } = reply.headers;
        return JSON.stringify([reply.statusCode, headers, reply.body.replaceAll(String(id), 'ID')]);
      }),
    );
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toContain('INVITATION_NOT_VALID');
    await expired.dispose();
  });
});

describe('problem details', () => {
  const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS', url: string, type?: string, payload = '{}') =>
    api.app.inject({ method, url, ...(type ? { headers: { 'content-type': type }, payload } : {}) });

  it.each([
    ['an unknown path', 404, 'NOT_FOUND', () => send('GET', '/nothing')],
    ['a path that escapes', 404, 'NOT_FOUND', () => send('GET', '/v1/../ca.pem')],
    ['a path that is no URL', 404, 'NOT_FOUND', () => send('GET', '/v1/%zz')],
    ['an unknown path with an odd body', 404, 'NOT_FOUND', () => send('POST', '/nothing', 'text/xml', '<a/>')],
    ['a method that is not taken', 405, 'METHOD_NOT_ALLOWED', () => send('GET', '/v1/certificates')],
    ['another one with an odd body', 405, 'METHOD_NOT_ALLOWED', () => send('PUT', '/v1/health', 'text/plain', 'x')],
    [
      'a form',
      415,
      'MEDIA_TYPE_NOT_SUPPORTED',
      () => send('POST', '/v1/certificates', 'application/x-www-form-urlencoded', 'a=b'),
    ],
    ['text', 415, 'MEDIA_TYPE_NOT_SUPPORTED', () => send('POST', '/v1/certificates', 'text/plain')],
    [
      'JSON in latin1',
      415,
      'MEDIA_TYPE_NOT_SUPPORTED',
      () => send('POST', '/v1/leave', 'application/json; charset=latin1'),
    ],
    ['no type', 415, 'MEDIA_TYPE_NOT_SUPPORTED', () => send('POST', '/v1/certificates')],
    ['no JSON', 400, 'REQUEST_NOT_VALID', () => send('POST', '/v1/leave', 'application/json', '{"a":')],
    ['nothing', 400, 'REQUEST_NOT_VALID', () => send('POST', '/v1/leave', 'application/json', '')],
    [
      '__proto__',
      400,
      'REQUEST_NOT_VALID',
      () => send('POST', '/v1/leave', 'application/json', '{"__proto__":{"a":1}}'),
    ],
    [
      'an unknown field',
      400,
      'REQUEST_NOT_VALID',
      () => send('POST', '/v1/invitations/preview', 'application/json', '{"code":"a","b":1}'),
    ],
    [
      'a body too large',
      413,
      'BODY_TOO_LARGE',
      () => send('POST', '/v1/certificates', 'application/json', `"${'a'.repeat(17_000)}"`),
    ],
  ] as const)('answers %s with %d %s', async (_what, status, code, attempt) => {
    const reply = await attempt();
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    const problem = problemSchema.parse(reply.json());
    expect(problem).toMatchObject({
      code,
      status,
      type: `urn:latchkey:error:${code.toLowerCase().replaceAll('_', '-')}`,
    });
    expect(problem.requestId).toBe(reply.headers['x-request-id']);
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  it('names the methods that are taken', async () => {
    expect((await send('DELETE', '/v1/certificates')).headers.allow).toBe('POST');
    expect((await send('POST', '/v1/health', 'application/json')).headers.allow).toBe('GET, HEAD');
  });

  it('never takes a request id from the client', async () => {
    const headers = { 'x-request-id': 'mine', 'request-id': 'mine' };
    const reply = await api.app.inject({ method: 'GET', url: '/v1/health', headers });
    expect(reply.headers['x-request-id']).toMatch(/^[A-Za-z0-9_-]{12}$/);
  });

  it.each([
    ['a bidi override', 'Dave\u202Ecod.exe'],
    ['a NUL', 'Da\u0000ve'],
    ['a zero-width joiner between letters', 'Da\u200Dve'],
    ['a line break', 'Da\nve'],
    ['nothing but spaces', '   '],
    ['65 characters', 'a'.repeat(65)],
    ['half a surrogate pair', '\ud83d'],
  ])('refuses a device name with %s and names the field, not the value', async (_what, name) => {
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    const reply = await api.post('/v1/certificates', { code, csr: await makeRequest(), device: { name } });
    expect([reply.statusCode, reply.json().code]).toEqual([400, 'REQUEST_NOT_VALID']);
    expect(reply.json().detail).toMatch(/^device\.name: /);
    expect(api.home.invitations.list()[0]?.state).toBe('open');
  });

  it('tells strangers nothing about files when the registry is busy, only when to come again', async () => {
    const busy = await makeApi();
    const path = busy.home.layout.registry;
    busy.home.registry.check = () => {
      throw new LatchkeyError('UNAVAILABLE', { detail: `${path} is locked.`, hint: `See ${path}.`, retryAfter: 1 });
    };
    const reply = await busy.app.inject('/v1/health');
    expect([reply.statusCode, reply.headers['retry-after'], reply.json().retryable]).toEqual([503, '1', true]);
    expect(reply.body).not.toContain(path);
    await busy.dispose();
  });

  it('tells strangers nothing about files when the registry fails, and tells the log where', async () => {
    const broken = await makeApi();
    broken.home.registry.close();
    const reply = await broken.app.inject('/v1/health');
    expect([reply.statusCode, reply.json().code]).toEqual([500, 'INTERNAL']);
    expect(reply.body).not.toContain(broken.home.layout.dir);
    const logged = broken.lines.find((line) => line.includes(reply.json().requestId) && line.includes('frames'));
    expect(logged).toContain('registry.ts');
    await broken.dispose();
  });
});

it('has a handler behind every route of the contract', async () => {
  for (const { method, path } of Object.values(ROUTES)) {
    const reply = await api.app.inject({ method, url: path });
    expect([404, 405, 500]).not.toContain(reply.statusCode);
  }
});
