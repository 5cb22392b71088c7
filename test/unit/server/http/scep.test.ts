import { X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seal } from '../../../../server/scep/cms.ts';
import {
  AES_128,
  askFor,
  csrOf,
  messageOf,
  readReply,
  registrationAuthorityIn,
  type ScepClient,
  scepClient,
} from '../../../support/scep-client.ts';
import { fixedClock } from '../core/support.ts';
import { makeApi, type TestApi } from './support.ts';

const clock = fixedClock();
let api: TestApi;
let dave: ScepClient;
let mallory: ScepClient;
beforeAll(async () => {
  [dave, mallory] = await Promise.all([scepClient(), scepClient()]);
});
beforeEach(async () => {
  api = await makeApi({}, clock);
});
afterEach(() => api.dispose());

const invite = (deviceName?: string) => api.home.invitations.invite({ person: 'Dave', deviceName }).code;
const challengeFor = async (code: string) => {
  const reply = await api.post('/v1/challenges', { code, device: 'iphone' });
  return reply.json<{ challenge: string }>().challenge;
};
const get = (query: string) => api.app.inject({ url: `/scep?${query}`, headers: { 'x-forwarded-for': '203.0.113.7' } });
const ra = async () => registrationAuthorityIn((await get('operation=GetCACert')).rawPayload);
const post = (payload: Buffer) =>
  api.app.inject({
    method: 'POST',
    url: '/scep?operation=PKIOperation',
    headers: { 'content-type': 'application/x-pki-message', 'x-forwarded-for': '203.0.113.7' },
    payload,
  });
const enrol = async (client: ScepClient, challenge: string) =>
  readReply(client, (await post(await askFor(client, challenge, await ra()))).rawPayload);
const REFUSED = { status: '2', failInfo: '2', certificate: undefined, transactionId: 'transaction-1' };

describe('a phone', () => {
  it('learns what there is, and from whom', async () => {
    const capabilities = await get('operation=GetCACaps');
    expect(capabilities.body.split('\n')).toEqual(expect.arrayContaining(['AES', 'SHA-256', 'POSTPKIOperation']));
    const reply = await get('operation=GetCACert');
    expect(reply.headers['content-type']).toBe('application/x-x509-ca-ra-cert');
    const authority = await ra();
    expect(authority.verify(new X509Certificate(api.home.authority.certificatePem).publicKey)).toBe(true);
    expect(authority.ca).toBe(false);
    // No client's: the check of the WAN listener refuses it before anybody looks into the active set.
    expect(authority.keyUsage).toEqual(['1.3.6.1.5.5.7.3.28']);
  });

  it('gets a certificate that says what the home says, and is let in with it', async () => {
    const { status, certificate, signer } = await enrol(dave, await challengeFor(invite()));
    expect(status).toBe('0');
    expect(signer.fingerprint256).toBe((await ra()).fingerprint256);
    expect(certificate?.subject.split('\n')).toEqual(['CN=Dave', 'OU=iPhone', 'O=Example Home']);
    expect(certificate?.verify(new X509Certificate(api.home.authority.certificatePem).publicKey)).toBe(true);
    expect(certificate?.checkPrivateKey(dave.key)).toBe(true);
    expect(certificate?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    const fingerprint = certificate?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '';
    expect(await api.home.activeSet.list()).toEqual([fingerprint]);
    expect(api.home.registry.enrolment(fingerprint)?.device).toMatchObject({ origin: 'scep', person: 'Dave' });
  });

  it('gets the same certificate again for the same challenge and key, and nobody else gets one', async () => {
    const code = invite('Phone');
    const challenge = await challengeFor(code);
    const first = await enrol(dave, challenge);
    expect((await enrol(dave, challenge)).certificate?.raw).toEqual(first.certificate?.raw);
    expect(await enrol(mallory, challenge)).toMatchObject(REFUSED);
    expect((await api.post('/v1/challenges', { code, device: 'iphone' })).statusCode).toBe(403);
    expect(api.home.registry.devices()).toHaveLength(1);
  });

  it('of several that use one challenge at once, one gets in', async () => {
    const challenge = await challengeFor(invite());
    const clients = [dave, mallory];
    const replies = await Promise.all([...clients, ...clients].map((client) => enrol(client, challenge)));
    const keys = new Set(replies.flatMap(({ certificate }) => certificate?.fingerprint256 ?? []));
    expect(keys.size).toBe(1);
    expect(replies.filter(({ status }) => status === '0')).toHaveLength(2);
  });

  it('whose app reads base64 in an address sends + and / as they are', async () => {
    const message = (await askFor(dave, await challengeFor(invite()), await ra())).toString('base64');
    expect(readReply(dave, (await get(`operation=PKIOperation&message=${message}`)).rawPayload).status).toBe('0');
    const encoded = encodeURIComponent(message);
    expect(readReply(dave, (await get(`operation=PKIOperation&message=${encoded}`)).rawPayload).status).toBe('0');
  });
});

describe('a challenge', () => {
  it('is good for ten minutes', async () => {
    const challenge = await challengeFor(invite());
    clock.advance(10 * 60_000);
    expect(await enrol(dave, challenge)).toMatchObject(REFUSED);
  });

  it('is worth nothing when its invitation is taken back, and does not outlive it', async () => {
    const { code, invitation } = api.home.invitations.invite({ person: 'Dave', life: 60_000 });
    const challenge = await challengeFor(code);
    clock.advance(59_000);
    const reply = await api.post('/v1/challenges', { code, device: 'mac' });
    expect(Date.parse(reply.json().expiresAt)).toBeLessThanOrEqual(invitation.expiresAt);
    api.home.invitations.cancel(invitation.id);
    expect(await enrol(dave, challenge)).toMatchObject(REFUSED);
  });

  it('cannot be made up, lengthened or be the code itself', async () => {
    const code = invite();
    const good = await challengeFor(code);
    const later = good.slice(0, 11) + ((Number.parseInt(good[11] ?? '0', 16) + 1) % 16).toString(16) + good.slice(12);
    for (const challenge of [code, '', later, `${good}0`, good.slice(0, -1), good.toUpperCase(), '0'.repeat(140)])
      expect(await enrol(dave, challenge)).toMatchObject(REFUSED);
    expect(api.home.registry.devices()).toEqual([]);
  });

  it('is in no log', async () => {
    const code = invite();
    const challenge = await challengeFor(code);
    await enrol(dave, challenge);
    expect(api.lines.join('')).not.toMatch(new RegExp(`${challenge}|${code}`));
  });
});

describe('nobody learns why', () => {
  it('an envelope for somebody else, one with another key, damaged padding and no request are one answer', async () => {
    const [authority, challenge] = [await ra(), await challengeFor(invite())];
    const envelope = seal(await csrOf(dave, challenge), authority, AES_128);
    const damaged = Buffer.from(envelope);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 17) ^ 1, damaged.length - 17);
    const wrapped = Buffer.from(envelope);
    const at = wrapped.indexOf(Buffer.from('04820100', 'hex')) + 20;
    wrapped.writeUInt8(wrapped.readUInt8(at) ^ 1, at);
    const envelopes = [
      seal(await csrOf(dave, challenge), new X509Certificate(mallory.certificate), AES_128),
      damaged,
      wrapped,
      seal(Buffer.from('no request'), authority, AES_128),
      seal(await csrOf(dave), authority, AES_128),
      Buffer.from('3000', 'hex'),
    ];
    const forged = Buffer.from(await csrOf(dave, challenge));
    forged.writeUInt8(forged.readUInt8(forged.length - 9) ^ 1, forged.length - 9);
    for (const each of [...envelopes, seal(forged, authority, AES_128)]) {
      const message = messageOf(dave, each);
      const began = performance.now();
      const reply = await post(message);
      // Neither by the clock: each comes when its time has come, however little there was to do. A timer is a millisecond off.
      expect(performance.now() - began).toBeGreaterThan(45);
      expect(reply.statusCode).toBe(200);
      expect(readReply(dave, reply.rawPayload)).toMatchObject(REFUSED);
    }
    expect(await enrol(dave, challenge)).toMatchObject({ status: '0' });
  });
});

describe('what is no message', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['DER of something else', Buffer.from('300302010a', 'hex')],
    ['a depth without end', Buffer.from('3080'.repeat(3000), 'hex')],
    ['lengths that are none', Buffer.from('3084ffffffff', 'hex')],
  ])('%s is refused', async (_what, bytes) => {
    const reply = await post(bytes);
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([400, 'text/plain; charset=utf-8']);
  });

  it('too much of it, another operation, and a key that is too short or slow to check', async () => {
    expect((await post(Buffer.alloc(17_000))).statusCode).toBe(413);
    expect((await get('operation=GetNextCACert')).statusCode).toBe(400);
    expect((await get('')).statusCode).toBe(400);
    for (const client of [await scepClient(1024), await scepClient(2048, new Uint8Array([1, 0, 3]))])
      expect((await post(await askFor(client, await challengeFor(invite()), await ra()))).statusCode).toBe(400);
  });

  it('a message that asks for something else', async () => {
    const envelope = seal(await csrOf(dave, await challengeFor(invite())), await ra(), AES_128);
    for (const type of ['3', '20', '21', ''])
      expect((await post(messageOf(dave, envelope, type))).statusCode).toBe(400);
    expect(readReply(dave, (await post(messageOf(dave, envelope, '17'))).rawPayload).status).toBe('0');
  });
});

it('where it is off there is nothing', async () => {
  const code = invite();
  const off = await makeApi({}, clock, { scep: () => undefined, challenges: () => undefined });
  try {
    expect((await off.app.inject('/scep?operation=GetCACaps')).statusCode).toBe(404);
    expect((await off.post('/v1/challenges', { code, device: 'mac' })).statusCode).toBe(404);
  } finally {
    await off.dispose();
  }
});

it('an RSA key gets nothing from the API of the app, nor by EST', async () => {
  const der = await csrOf(dave, 'x');
  const base64 = Buffer.from(der).toString('base64');
  const csr = `-----BEGIN CERTIFICATE REQUEST-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`;
  const reply = await api.post('/v1/certificates', { code: invite(), csr, device: { name: 'x' } });
  expect(reply.json()).toMatchObject({ code: 'CSR_NOT_VALID' });
});
