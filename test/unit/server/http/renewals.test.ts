import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LONGEST_WAIT } from '../../../../server/http/turns.ts';
import type { CertificateReply } from '../../../../shared/api.ts';
import { certificateReplySchema } from '../../../../shared/api.ts';
import { makeRequest } from '../ca/requests.ts';
import { makeApi, type TestApi } from './support.ts';

/** Looks like a request until somebody parses it. */
const NOT_SIGNED = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----';

let api: TestApi;
beforeEach(async () => {
  api = await makeApi();
});
afterEach(() => api.dispose());

async function enrol(): Promise<CertificateReply> {
  const { code } = api.home.invitations.invite({ person: 'Dave' });
  return api.home.redeeming.redeem({ code, csr: await makeRequest(), device: { name: 'laptop' } });
}
const proof = ({ device, renewalSecret }: CertificateReply) => ({ deviceId: device.id, renewalSecret });
const renew = async (held: CertificateReply) => api.post('/v1/renewals', { ...proof(held), csr: await makeRequest() });

describe('renewing over HTTP', () => {
  it('gives the next certificate and secret, and takes the confirmation', async () => {
    const first = await enrol();
    const renewed = await renew(first);
    expect(renewed.statusCode).toBe(201);
    const second = certificateReplySchema.parse(renewed.json());
    expect(second.renewalSecret).not.toBe(first.renewalSecret);
    const confirmed = await api.post('/v1/renewals/confirm', proof(second));
    expect([confirmed.statusCode, confirmed.json()]).toEqual([200, { certificate: second.fingerprint }]);
  });

  it('takes a device id in capitals for the same', async () => {
    const first = await enrol();
    const reply = await api.post('/v1/renewals', {
      ...proof(first),
      deviceId: first.device.id.toUpperCase(),
      csr: await makeRequest(),
    });
    expect(reply.statusCode).toBe(201);
  });

  it('answers a guess, a stolen secret and an unknown device alike', async () => {
    const first = await enrol();
    const second = certificateReplySchema.parse((await renew(first)).json());
    await api.post('/v1/renewals/confirm', proof(second));
    const unknown = { ...first, device: { ...first.device, id: '00000000-0000-4000-8000-000000000000' } };
    const replies = [];
    for (const held of [unknown, { ...second, renewalSecret: 'A'.repeat(43) }, first, second]) {
      const reply = await renew(held);
      const { requestId, ...problem } = reply.json();
      replies.push(JSON.stringify([reply.statusCode, problem]));
    }
    expect(new Set(replies).size).toBe(1);
    expect(replies[0]).toContain('RENEWAL_SECRET_NOT_VALID');
  });

  it('says when to come again who renewed today', async () => {
    const second = certificateReplySchema.parse((await renew(await enrol())).json());
    const reply = await renew(second);
    expect(reply.statusCode).toBe(429);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(3600);
  });

  it('is never refused for what others tried: 256 bits need no counting', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const none = { perSource: { points: 1, duration: 900 }, overAll: { points: 1, duration: 900 } };
    const limited = await makeApi({ limits: { failures: none, requests: none } });
    const first = certificateReplySchema.parse(
      (
        await limited.post('/v1/certificates', {
          code: limited.home.invitations.invite({ person: 'Dave' }).code,
          csr: await makeRequest(),
          device: { name: 'laptop' },
        })
      ).json(),
    );
    const guess = { deviceId: first.device.id, renewalSecret: 'A'.repeat(43) };
    // The answers to these wait for turns that never come.
    const guesses = Array.from({ length: 200 }, () => limited.post('/v1/renewals/confirm', guess));
    const code = limited.post('/v1/invitations/preview', { code: 'ABCD-EFGH-JKMN' });
    const renewed = await limited.post('/v1/renewals', { ...proof(first), csr: await makeRequest() });
    expect(renewed.statusCode).toBe(201);
    const confirmed = await limited.post('/v1/renewals/confirm', proof(certificateReplySchema.parse(renewed.json())));
    expect(confirmed.statusCode).toBe(200);
    const answered = Promise.all([...guesses, code]);
    await vi.advanceTimersByTimeAsync(LONGEST_WAIT);
    await answered;
    const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status !== 429)).toEqual([403]);
    await limited.dispose();
  });

  it('spares the signature check when the secret is wrong', async () => {
    const guess = { deviceId: '00000000-0000-4000-8000-000000000000', renewalSecret: 'A'.repeat(43) };
    const reply = await api.post('/v1/renewals', { ...guess, csr: NOT_SIGNED });
    expect(reply.statusCode).toBe(403);
  });

  it.each([
    ['a code instead of a secret', { renewalSecret: 'ABCD-EFGH-JKMN' }],
    ['a field of its own', { person: 'admin' }],
    ['no id', { deviceId: 'laptop' }],
  ])('refuses a request with %s', async (_what, over) => {
    const reply = await api.post('/v1/renewals', { ...proof(await enrol()), csr: await makeRequest(), ...over });
    expect(reply.statusCode).toBe(400);
  });

  it('leaves no secret in the log', async () => {
    const first = await enrol();
    const second = certificateReplySchema.parse((await renew(first)).json());
    await api.post('/v1/renewals/confirm', proof(second));
    const logged = api.lines.join('');
    expect(logged).toContain('/v1/renewals/confirm');
    for (const secret of [first.renewalSecret, second.renewalSecret]) expect(logged).not.toContain(secret);
  });
});

it('gives the CRL as DER to whoever asks', async () => {
  const reply = await api.app.inject({ url: '/v1/crl.der', headers: { 'x-forwarded-for': '203.0.113.7' } });
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/pkix-crl']);
  const read = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-issuer'], { input: reply.rawPayload });
  expect(read.toString()).toContain('CN = Homelab CA');
});
