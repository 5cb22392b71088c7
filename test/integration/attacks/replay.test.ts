/**
 * What was once sent to the signing API, sent again by somebody who heard it: from elsewhere, with its parts exchanged,
 * after the device was shut out, has left, has renewed. It never makes a second device, a second certificate that is
 * good, or an ended one good again.
 */
import { readdir } from 'node:fs/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { type CertificateReply, certificateReplySchema } from '../../../shared/api.ts';
import { makeRequest } from '../../unit/server/ca/requests.ts';
import { type FixedClock, fixedClock } from '../../unit/server/core/support.ts';
import { makeApi, type TestApi } from '../../unit/server/http/support.ts';

const DAY = 86_400_000;
const ELSEWHERE = '198.51.100.66';

let clock: FixedClock;
let api: TestApi;
beforeEach(async () => {
  clock = fixedClock();
  api = await makeApi({}, clock);
  onTestFinished(() => api.dispose());
});

/** Whom the door lets in now. */
const active = async () => (await readdir(api.home.layout.active)).sort();
const send = async (path: string, body: unknown) => {
  const reply = await api.post(path, body, ELSEWHERE);
  return { status: reply.statusCode, body: reply.json() };
};

async function enrolled() {
  const { code } = api.home.invitations.invite({ person: 'Dave' });
  const said = { code, csr: await makeRequest(), device: { name: 'laptop' } };
  const reply = certificateReplySchema.parse((await api.post('/v1/certificates', said)).json());
  return { said, reply };
}
const proof = ({ device, renewalSecret }: CertificateReply) => ({ deviceId: device.id, renewalSecret });

it('an enrolment, word for word: the same certificate, for the key that only the device has', async () => {
  const { said, reply } = await enrolled();
  const again = await send('/v1/certificates', said);
  expect(again).toEqual({ status: 201, body: reply });
  expect(api.home.registry.devices()).toHaveLength(1);
  expect(await active()).toEqual([reply.fingerprint]);
});

it('an enrolment with another key: nothing', async () => {
  const { said, reply } = await enrolled();
  expect(await send('/v1/certificates', { ...said, csr: await makeRequest() })).toMatchObject({ status: 403 });
  expect(api.home.registry.devices()).toHaveLength(1);
  expect(await active()).toEqual([reply.fingerprint]);
});

it("the request of one with the code of another: the name is the code's, and the key is still not the thief's", async () => {
  const { said } = await enrolled();
  const { code } = api.home.invitations.invite({ person: 'Mallory' });
  const { status, body } = await send('/v1/certificates', { ...said, code });
  // Whose key it is does not matter: who has it could have asked for this themselves, and nobody else can use it.
  expect(status).toBe(201);
  expect(certificateReplySchema.parse(body).person).toBe('Mallory');
});

it('an enrolment after the device was shut out, or has left, or after the code has ended: nothing', async () => {
  const shutOut = await enrolled();
  await api.home.devices.shutOut(shutOut.reply.device.id);
  const left = await enrolled();
  expect(await send('/v1/leave', proof(left.reply))).toMatchObject({ status: 200 });
  const late = await enrolled();
  clock.advance(30 * DAY);
  for (const { said } of [shutOut, left, late]) {
    expect(await send('/v1/certificates', said)).toMatchObject({ status: 403, body: { code: 'INVITATION_NOT_VALID' } });
  }
  expect(await active()).toEqual([late.reply.fingerprint]);
});

it('a renewal: the same certificate until it is confirmed, then nothing', async () => {
  const { reply: first } = await enrolled();
  const said = { ...proof(first), csr: await makeRequest() };
  const second = certificateReplySchema.parse((await api.post('/v1/renewals', said)).json());
  expect(await send('/v1/renewals', said)).toEqual({ status: 201, body: second });
  expect(await active()).toEqual([first.fingerprint, second.fingerprint].sort());
  expect(await send('/v1/renewals/confirm', proof(second))).toMatchObject({ status: 200 });
  expect(await active()).toEqual([second.fingerprint]);
  // From here on, the old secret in somebody's hands is a theft: not even its rightful device goes on.
  expect(await send('/v1/renewals', said)).toMatchObject({ status: 403, body: { code: 'RENEWAL_SECRET_NOT_VALID' } });
  expect(await active()).not.toContain(first.fingerprint);
});

it('a renewal with the secret of another device: nothing', async () => {
  const [one, other] = [await enrolled(), await enrolled()];
  const crossed = { deviceId: one.reply.device.id, renewalSecret: other.reply.renewalSecret };
  const before = await active();
  expect(await send('/v1/renewals', { ...crossed, csr: await makeRequest() })).toMatchObject({ status: 403 });
  expect(await send('/v1/leave', crossed)).toMatchObject({ status: 403 });
  expect(await active()).toEqual(before);
});

it('a leaving: the device stays gone, and another of the same person stays', async () => {
  const [one, other] = [await enrolled(), await enrolled()];
  const said = proof(one.reply);
  for (let times = 0; times < 3; times += 1) await send('/v1/leave', said);
  expect(await active()).toEqual([other.reply.fingerprint]);
  expect(await send('/v1/renewals', { ...said, csr: await makeRequest() })).toMatchObject({ status: 403 });
});
