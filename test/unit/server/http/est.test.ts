/** EST as RFC 7030 and RFC 8951 have it, read back by OpenSSL. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEntry } from '../../../../server/core/audit/audit.ts';
import { noticeWords } from '../../../../server/core/notifications/topics.ts';
import { DAY } from '../../../../server/core/validity.ts';
import { LONGEST_WAIT } from '../../../../server/http/turns.ts';
import { makeRequest, newKeys } from '../ca/requests.ts';
import { fixedClock } from '../core/support.ts';
import { makeApi, NO_LIMITS, type TestApi } from './support.ts';

let api: TestApi;
beforeEach(async () => {
  api = await makeApi({}, fixedClock());
});
afterEach(() => api.dispose());

const FROM = '203.0.113.7';
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
const bodyOf = (pem: string) => pem.replace(/-----[A-Z ]+-----/g, '').trim();
const get = (name: string) => api.app.inject({ url: `/.well-known/est/${name}`, headers: { 'x-forwarded-for': FROM } });

interface Sent {
  readonly csr?: string;
  readonly authorization?: string;
  readonly certificate?: X509Certificate;
  readonly type?: string;
  readonly encoding?: string;
}

async function post(name: string, { csr, authorization, certificate, type, encoding }: Sent) {
  const headers: Record<string, string> = { 'x-forwarded-for': FROM, 'content-type': type ?? 'application/pkcs10' };
  if (authorization !== undefined) headers.authorization = authorization;
  if (encoding !== undefined) headers['content-transfer-encoding'] = encoding;
  if (certificate) headers['client-cert'] = `:${certificate.raw.toString('base64')}:`;
  const payload = csr ?? bodyOf(await makeRequest());
  return api.app.inject({ method: 'POST', url: `/.well-known/est/${name}`, headers, payload });
}

const invite = (deviceName?: string) =>
  api.home.invitations.invite({ person: 'Dave', ...(deviceName === undefined ? {} : { deviceName }) }).code;

/** What OpenSSL reads in a certs-only message, in its order. */
function certificatesIn(payload: string): X509Certificate[] {
  const der = Buffer.from(payload, 'base64');
  const pem = execFileSync('openssl', ['pkcs7', '-inform', 'DER', '-print_certs'], { input: der }).toString();
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  );
}

async function enrol(name = 'printer'): Promise<X509Certificate> {
  const reply = await post('simpleenroll', { authorization: basic(name, invite()) });
  expect(reply.statusCode).toBe(200);
  const [certificate] = certificatesIn(reply.payload);
  if (!certificate) throw new Error('no certificate');
  return certificate;
}

describe('cacerts and csrattrs', () => {
  it('gives the Homelab CA as certificates only, with nobody proving anything', async () => {
    const reply = await get('cacerts');
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-type']).toBe('application/pkcs7-mime; smime-type=certs-only');
    expect(reply.payload).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(certificatesIn(reply.payload).map(String)).toEqual([
      String(new X509Certificate(api.home.authority.certificatePem)),
    ]);
  });

  it('asks for a key on P-256 and a signature with ECDSA and SHA-256', async () => {
    const reply = await get('csrattrs');
    expect(reply.headers['content-type']).toBe('application/csrattrs');
    const der = Buffer.from(reply.payload, 'base64');
    const parsed = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], { input: der }).toString();
    expect(parsed.match(/id-ecPublicKey|prime256v1|ecdsa-with-SHA256/g)).toEqual([
      'id-ecPublicKey',
      'prime256v1',
      'ecdsa-with-SHA256',
    ]);
  });

  it.each(['serverkeygen', 'fullcmc', 'label/cacerts', ''])('has no %s', async (name) => {
    expect((await get(name)).statusCode).toBe(404);
  });

  it.each(['cacerts', 'simpleenroll'])('says which method %s takes', async (name) => {
    const url = `/.well-known/est/${name}`;
    const wrong = name === 'cacerts' ? 'POST' : 'GET';
    const reply = await api.app.inject({ method: wrong, url, headers: { 'x-forwarded-for': FROM } });
    expect([reply.statusCode, reply.headers.allow]).toEqual([405, name === 'cacerts' ? 'GET, HEAD' : 'POST']);
  });
});

describe('simpleenroll', () => {
  it('gives one certificate for the code as a password, and the device is in', async () => {
    const reply = await post('simpleenroll', { authorization: basic('printer', invite()) });
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-type']).toBe('application/pkcs7-mime; smime-type=certs-only');
    const [certificate, ...more] = certificatesIn(reply.payload);
    expect(more).toEqual([]);
    expect(certificate?.subject).toBe('CN=Dave\nOU=printer\nO=Example Home');
    expect(await api.home.activeSet.list()).toHaveLength(1);
  });

  it("believes nothing of the request but its key, and the admin's name for the device before the user name", async () => {
    const csr = bodyOf(await makeRequest(undefined, 'CN=admin, O=Other Home'));
    const reply = await post('simpleenroll', { csr, authorization: basic('mine', invite('Office PC')) });
    expect(certificatesIn(reply.payload)[0]?.subject).toBe('CN=Dave\nOU=Office PC\nO=Example Home');
  });

  it.each(['', 'x'.repeat(65), 'a\u0000b'])('names a device itself whose user name cannot be one: %j', async (user) => {
    const reply = await post('simpleenroll', { authorization: basic(user, invite()) });
    expect(certificatesIn(reply.payload)[0]?.subject).toContain('OU=EST client');
  });

  it('gives the same certificate again to who lost the reply', async () => {
    const authorization = basic('printer', invite());
    const csr = bodyOf(await makeRequest());
    const [one, two] = [
      await post('simpleenroll', { csr, authorization }),
      await post('simpleenroll', { csr, authorization }),
    ];
    expect(two.payload).toBe(one.payload);
  });

  it.each(['base64', 'binary', 'quoted-printable'])(
    'reads base64 whatever Content-Transfer-Encoding says: %s',
    async (encoding) => {
      const csr = `\r\n ${bodyOf(await makeRequest()).replace(/(.{20})/g, '$1 \t\r\n')}\n\n`;
      const reply = await post('simpleenroll', { csr, encoding, authorization: basic('x', invite()) });
      expect(reply.statusCode).toBe(200);
    },
  );

  it('asks who is there when nobody says so, which is no wrong guess', async () => {
    for (const authorization of [undefined, 'Bearer x', 'Basic !', `Basic ${btoa('no colon')}`]) {
      const reply = await post('simpleenroll', authorization === undefined ? {} : { authorization });
      expect(reply.statusCode).toBe(401);
      expect(reply.headers['www-authenticate']).toMatch(/^Basic realm=".+", charset="UTF-8"$/);
      expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    }
  });

  it('answers a wrong, a used, an expired and a cancelled code alike', async () => {
    const used = invite();
    await post('simpleenroll', { authorization: basic('x', used) });
    const cancelled = api.home.invitations.invite({ person: 'Dave' });
    api.home.invitations.cancel(cancelled.invitation.id);
    const replies = [];
    for (const code of ['ABCD-EFGH-JKMN', 'nonsense', used, cancelled.code]) {
      const { statusCode, payload } = await post('simpleenroll', { authorization: basic('x', code) });
      replies.push(`${statusCode} ${payload}`);
    }
    expect(new Set(replies).size).toBe(1);
    expect(replies[0]).toMatch(/^401 /);
  });

  it('keeps the code when the request is no request', async () => {
    const code = invite();
    const authorization = basic('x', code);
    const bad = [{ csr: 'AAAA' }, { csr: '' }, { csr: '<xml/>' }, { csr: bodyOf(await makeRequest()).slice(0, -8) }];
    for (const each of bad) expect((await post('simpleenroll', { ...each, authorization })).statusCode).toBe(400);
    const wrongType = await post('simpleenroll', { type: 'application/json', csr: '{}', authorization });
    expect(wrongType.statusCode).toBe(415);
    expect((await post('simpleenroll', { authorization })).statusCode).toBe(200);
  });

  it.each([
    ['PEM', () => makeRequest(), /^The body is PEM\.$/m],
    [
      'DER',
      async () => Buffer.from(bodyOf(await makeRequest()), 'base64').toString('latin1'),
      /^The body is DER, not encoded\.$/m,
    ],
    ['words', async () => 'a request, please', /^The body is no base64\.$/m],
    ['base64 of something else', async () => btoa('no request'), /base64/],
  ])('tells a client that sends %s what EST takes', async (_what, body, said) => {
    const reply = await post('simpleenroll', { csr: await body(), authorization: basic('x', invite()) });
    expect(reply.statusCode).toBe(400);
    expect(reply.payload).toMatch(said);
    expect(reply.payload).toContain('openssl base64 -A');
    expect(reply.payload).not.toMatch(/request in PEM/);
  });

  it('waits for the same turns as codes do', async () => {
    const few = { perSource: { points: 2, duration: 900 }, overAll: { points: 2, duration: 900 } };
    const limited = await makeApi({ limits: { ...NO_LIMITS, failures: few } });
    const enrol = async () =>
      limited.app.inject({
        method: 'POST',
        url: '/.well-known/est/simpleenroll',
        headers: { 'x-forwarded-for': FROM, 'content-type': 'application/pkcs10', authorization: basic('x', 'wrong') },
        payload: bodyOf(await makeRequest()),
      });
    expect([(await enrol()).statusCode, (await enrol()).statusCode]).toEqual([401, 401]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const third = Promise.all([enrol(), limited.post('/v1/invitations/preview', { code: 'ABCD-EFGH-JKMN' })]);
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(2));
    await vi.advanceTimersByTimeAsync(LONGEST_WAIT);
    vi.useRealTimers();
    const replies = await third;
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([429, 429]);
    expect(replies.every(({ headers }) => Number(headers['retry-after']) > 0)).toBe(true);
    await limited.dispose();
  });

  it('leaves neither the code nor the user name in the log', async () => {
    const code = invite();
    await post('simpleenroll', { authorization: basic('Secret Printer', code) });
    const logged = api.lines.join('');
    expect(logged).toContain('/.well-known/est/simpleenroll');
    for (const secret of [code, 'Secret Printer', basic('Secret Printer', code).slice(6)]) {
      expect(logged).not.toContain(secret);
    }
  });
});

describe('simplereenroll', () => {
  it('gives the next certificate for another key to who holds the key of the one before; both work', async () => {
    const certificate = await enrol();
    const reply = await post('simplereenroll', { certificate });
    const [next] = certificatesIn(reply.payload);
    expect(next?.subject).toBe(certificate.subject);
    expect(next?.subjectAltName).toBe(certificate.subjectAltName);
    expect(await api.home.activeSet.list()).toHaveLength(2);
  });

  it('retires the first when the second renews', async () => {
    const first = await enrol();
    const [second] = certificatesIn((await post('simplereenroll', { certificate: first })).payload);
    api.home.clock.advance(DAY);
    const third = await post('simplereenroll', { ...(second ? { certificate: second } : {}) });
    expect(third.statusCode).toBe(200);
    expect(await api.home.activeSet.list()).toHaveLength(2);
    expect((await post('simplereenroll', { certificate: first })).statusCode).toBe(403);
  });

  it('takes the subject from the registry, whatever the request asks for', async () => {
    const certificate = await enrol();
    const csr = bodyOf(await makeRequest(undefined, 'CN=admin'));
    const [next] = certificatesIn((await post('simplereenroll', { csr, certificate })).payload);
    expect(next?.subject).toBe(certificate.subject);
  });

  it('gives the same again for the same key, and tells a client with another key when to come', async () => {
    const certificate = await enrol();
    const keys = await newKeys();
    const one = await post('simplereenroll', { certificate, csr: bodyOf(await makeRequest(keys)) });
    const two = await post('simplereenroll', { certificate, csr: bodyOf(await makeRequest(keys)) });
    expect(two.payload).toBe(one.payload);
    const other = await post('simplereenroll', { certificate });
    expect([other.statusCode, Number(other.headers['retry-after']) > 0]).toEqual([429, true]);
    // A lost reply costs such a client a day, and not its place.
    api.home.clock.advance(DAY);
    expect((await post('simplereenroll', { certificate })).statusCode).toBe(200);
    expect(await api.home.activeSet.list()).toHaveLength(2);
  });

  it('refuses no certificate, an unknown one, one that was shut out and one that is long past its end', async () => {
    const certificate = await enrol();
    const foreign = await makeApi();
    const { code } = foreign.home.invitations.invite({ person: 'Mallory' });
    const { certificate: pem } = await foreign.home.redeeming.redeem({
      code,
      csr: await makeRequest(),
      device: { name: 'x' },
    });
    await foreign.dispose();
    expect((await post('simplereenroll', {})).statusCode).toBe(403);
    expect((await post('simplereenroll', { certificate: new X509Certificate(pem) })).statusCode).toBe(403);
    api.home.clock.advance(395 * DAY);
    expect((await post('simplereenroll', { certificate })).statusCode).toBe(403);
    api.home.clock.advance(-100 * DAY);
    await api.home.devices.shutOut('printer');
    expect((await post('simplereenroll', { certificate })).statusCode).toBe(403);
  });

  it("refuses every certificate that the app's API enrolled or renewed, and tells the admin once a day", async () => {
    const { code } = api.home.invitations.invite({ person: 'Dave', deviceName: 'laptop' });
    const first = await api.home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'x' } });
    const { device, renewalSecret } = first;
    const second = await api.home.renewing.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
    await api.home.renewing.confirm({ deviceId: device.id, renewalSecret: second.renewalSecret });
    const before = await api.home.activeSet.list();
    for (const { certificate } of [first, second, second]) {
      const reply = await post('simplereenroll', { certificate: new X509Certificate(certificate) });
      expect([reply.statusCode, reply.payload]).toEqual([403, expect.stringContaining('with its renewal secret')]);
    }
    expect(await api.home.activeSet.list()).toEqual(before);
    const kind = 'renewal-by-key-refused';
    const entries = () => api.home.audit.page({ kind }, 10);
    expect(entries()).toMatchObject([
      { actor: `address:${FROM}`, outcome: 'refused', device: device.id, subject: first.fingerprint },
    ]);
    expect(noticeWords(entries()[0] as AuditEntry, 'en')?.text).toContain(`latchkey shut-out ${device.id.slice(0, 8)}`);
    api.home.clock.advance(DAY);
    await post('simplereenroll', { certificate: new X509Certificate(second.certificate) });
    expect(entries()).toHaveLength(2);
    // The device itself goes on as if nothing had been.
    const next = { deviceId: device.id, renewalSecret: second.renewalSecret, csr: await makeRequest() };
    expect(await api.home.renewing.renew(next)).toMatchObject({ device: { id: device.id } });
  });

  it("takes a device for the app's once it has renewed with its secret", async () => {
    const code = invite();
    const csr = await makeRequest();
    await post('simpleenroll', { csr: bodyOf(csr), authorization: basic('printer', code) });
    // The same code and key over the API: what EST enrolled gets to know its secret.
    const { device, renewalSecret, certificate } = await api.home.redeeming.redeem({
      code,
      csr,
      device: { name: 'x' },
    });
    const shown = { certificate: new X509Certificate(certificate) };
    await api.home.renewing.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
    expect((await post('simplereenroll', shown)).statusCode).toBe(403);
  });

  it('does not take a code for a certificate', async () => {
    expect((await post('simplereenroll', { authorization: basic('x', invite()) })).statusCode).toBe(403);
  });
});
