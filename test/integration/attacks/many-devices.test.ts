/**
 * One person with hundreds of invitations, all redeemed at once under one device name: each is a device of its own, the
 * person can be shut out while they still come in, and one of them is no key to another.
 */
import { readdir } from 'node:fs/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { makeRequest } from '../../unit/server/ca/requests.ts';
import { makeApi, type TestApi } from '../../unit/server/http/support.ts';

const MANY = 200;

let api: TestApi;
let csrs: string[];
beforeEach(async () => {
  api = await makeApi();
  onTestFinished(() => api.dispose());
  csrs = await Promise.all(Array.from({ length: MANY }, () => makeRequest()));
});

const invite = (person: string) => api.home.invitations.invite({ person }).code;
const redeem = async (code: string, csr: string) => {
  const reply = await api.post('/v1/certificates', { code, csr, device: { name: 'Laptop' } });
  return { status: reply.statusCode, body: reply.json() };
};
const active = async () => (await readdir(api.home.layout.active)).sort();

it('all at once: so many devices, so many certificates, and shutting out one is shutting out one', async () => {
  const replies = await Promise.all(csrs.map((csr) => redeem(invite('Dave'), csr)));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  const fingerprints = replies.map(({ body }) => String(body.fingerprint)).sort();
  expect(new Set(fingerprints).size).toBe(MANY);
  expect(await active()).toEqual(fingerprints);

  const [one] = replies;
  await api.home.devices.shutOut(one?.body.device.id);
  expect(await active()).toEqual(fingerprints.filter((each) => each !== one?.body.fingerprint));
});

it('the person shut out in the middle of it: whatever came in before is out, whatever comes after is refused', async () => {
  const codes = csrs.map(() => invite('Dave'));
  const neighbour = await redeem(invite('Davé'), await makeRequest());
  let answered = 0;
  const come = async (code: string, index: number) => {
    const reply = await redeem(code, csrs[index] ?? '');
    answered += 1;
    return reply.status;
  };
  const early = MANY * 0.75;
  const coming = codes.slice(0, early).map(come);
  // Some are in, some are under way, and some begin only now.
  for (let turns = 0; answered < MANY / 4 && turns < 100_000; turns += 1) await new Promise(setImmediate);
  const late = codes.slice(early).map((code, at) => come(code, early + at));
  const taken = await api.home.people.shutOut('Dave');
  const statuses = await Promise.all([...coming, ...late]);

  expect(taken.devices.length + taken.invitations.length).toBe(MANY);
  expect(taken.devices.length).toBeGreaterThan(0);
  expect(taken.invitations.length).toBeGreaterThan(0);
  expect(statuses.every((status) => status === 201 || status === 403)).toBe(true);
  expect(await active()).toEqual([neighbour.body.fingerprint]);
  expect(api.home.registry.activeFingerprints(api.home.clock.now())).toEqual([neighbour.body.fingerprint]);
});
