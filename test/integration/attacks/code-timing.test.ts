/**
 * Wrong, used, expired and cancelled codes told apart: by their bytes, by their headers, by the time that they take. The
 * attacker here sits where nobody else can, inside the process, with no network between.
 */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRequest } from '../../unit/ca/requests.ts';
import { makeApi, type TestApi } from '../../unit/http/support.ts';
import { fixedClock } from '../../unit/server-core/support.ts';

const KINDS = ['wrong', 'used', 'expired', 'cancelled'] as const;
const ROUNDS = 150;
const DAY = 86_400_000;

const clock = fixedClock();
let api: TestApi;
let codes: Record<(typeof KINDS)[number], string>;
let csr: string;

beforeAll(async () => {
  api = await makeApi({}, clock);
  csr = await makeRequest();
  const invite = () => api.home.invitations.invite({ person: 'Dave' });
  const expired = invite().code;
  clock.advance(30 * DAY);
  const used = invite().code;
  await api.home.issuing.issue({ code: used, csr: await makeRequest(), device: { name: 'laptop' } });
  const cancelled = invite();
  api.home.invitations.cancel(cancelled.invitation.id);
  codes = { wrong: 'ABCD-EFGH-JKMN', used, expired, cancelled: cancelled.code };
});
afterAll(() => api.dispose());

const attempt = (code: string) => api.post('/v1/certificates', { code, csr, device: { name: 'laptop' } });
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

it('says the same of all of them, letter for letter', async () => {
  const replies = [];
  for (const kind of KINDS) {
    const { statusCode, headers, body } = await attempt(codes[kind]);
    const { 'x-request-id': id, date: _, ...rest } = headers;
    replies.push(JSON.stringify([statusCode, rest, body.replace(String(id), 'ID')]));
  }
  expect(new Set(replies).size).toBe(1);
  expect(replies[0]).toContain('INVITATION_NOT_VALID');
});

it('takes as long for all of them: none spares the home the check of the signature, nor makes it sign', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signature = sign('sha256', Buffer.from(csr), privateKey);
  const taken = Object.fromEntries(KINDS.map((kind) => [kind, [] as number[]]));
  const checks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // All of them in turn, each time in another order, so that whatever else the machine does meets all.
    for (const [place] of KINDS.entries()) {
      const kind = KINDS[(round + place) % KINDS.length] ?? 'wrong';
      const began = performance.now();
      await attempt(codes[kind]);
      taken[kind]?.push(performance.now() - began);
    }
    const began = performance.now();
    verify('sha256', Buffer.from(csr), publicKey, signature);
    checks.push(performance.now() - began);
  }
  const wrong = median(taken.wrong ?? []);
  for (const kind of KINDS) {
    // Where a check is left out or a signature is made, it is one of these whole; a row found or not is far less.
    expect(Math.abs(median(taken[kind] ?? []) - wrong), kind).toBeLessThan(0.75 * median(checks));
  }
});
