/**
 * Wrong, used, expired and cancelled codes told apart: by the bytes and headers of the reply, and by the time that it
 * takes. Time itself is not measured, which a busy machine blurs: the same calls of the registry and the CA, in the same
 * order, are what takes the same time.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRequest } from '../../unit/server/ca/requests.ts';
import { fixedClock, openTestHome } from '../../unit/server/core/support.ts';
import { makeApi, type TestApi } from '../../unit/server/http/support.ts';

const KINDS = ['wrong', 'used', 'expired', 'cancelled'] as const;
const DAY = 86_400_000;
const device = { name: 'laptop' };

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
  await api.home.redeeming.redeem({ code: used, csr: await makeRequest(), device });
  const cancelled = invite();
  api.home.invitations.cancel(cancelled.invitation.id);
  codes = { wrong: 'ABCD-EFGH-JKMN', used, expired, cancelled: cancelled.code };
});
afterAll(() => api.dispose());

const DOORS = [
  ['/v1/certificates', (code: string) => ({ code, csr, device })],
  ['/v1/invitations/preview', (code: string) => ({ code })],
] as const;

it.each(DOORS)('%s says the same of all of them, letter for letter', async (path, body) => {
  const replies = [];
  for (const kind of KINDS) {
    const reply = await api.post(path, body(codes[kind]));
    const { 'x-request-id': id, date: _, ...headers } = reply.headers;
    replies.push(JSON.stringify([reply.statusCode, headers, reply.body.replace(String(id), 'ID')]));
  }
  expect(new Set(replies).size).toBe(1);
  expect(replies[0]).toContain('INVITATION_NOT_VALID');
});

it('does the same for all of them: no check is spared, nothing is signed', async () => {
  const calls: string[] = [];
  const watch = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          calls.push(`${name}.${String(key)}`);
          return Reflect.apply(member, target, args);
        };
      },
    });
  const home = await openTestHome(api.home.layout.dir, clock, { watch });
  const doneFor = async (attempt: () => unknown) => {
    calls.length = 0;
    await expect((async () => attempt())()).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
    return calls.join(' ');
  };
  const [redeeming, previewing] = [new Set<string>(), new Set<string>()];
  for (const kind of KINDS) {
    const code = codes[kind];
    redeeming.add(await doneFor(() => home.redeeming.redeem({ code, csr, device })));
    previewing.add(await doneFor(() => home.preview.preview(code)));
  }
  expect([...redeeming]).toEqual(['authority.readRequest registry.invitationByCode registry.redeemed']);
  expect(previewing.size).toBe(1);
  home.registry.close();
});
