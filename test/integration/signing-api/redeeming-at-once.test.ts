import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenOnSocket } from '../../../server/http/listen.ts';
import { certificateReplySchema } from '../../../shared/api.ts';
import { makeRequest } from '../../unit/server/ca/requests.ts';
import { makeApi, type TestApi } from '../../unit/server/http/support.ts';
import { kill, nextLine, post, startProcess } from './support.ts';

const AT_ONCE = 500;
const device = { name: 'laptop', platform: 'linux' };

let api: TestApi;
let socket: string;
let agent: Agent;
beforeEach(async () => {
  api = await makeApi();
  socket = join(api.home.layout.dir, 'api.sock');
  await listenOnSocket(api.app, socket);
  agent = new Agent({ keepAlive: true });
});
afterEach(async () => {
  agent.destroy();
  await api.dispose();
});

describe(`${AT_ONCE} requests for one code at once, through the socket`, () => {
  it('end with exactly one certificate when every one has its own key', async () => {
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    const csrs = await Promise.all(Array.from({ length: AT_ONCE }, () => makeRequest()));
    const replies = await Promise.all(
      csrs.map((csr) => post(agent, socket, '/v1/certificates', { code, csr, device })),
    );

    const won = replies.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    expect(replies.filter(({ status, body }) => status === 403 && body.includes('INVITATION_NOT_VALID'))).toHaveLength(
      AT_ONCE - 1,
    );
    const { fingerprint, device: enrolled } = certificateReplySchema.parse(JSON.parse(won[0]?.body ?? ''));
    expect(api.home.devices.list().map(({ id }) => id)).toEqual([enrolled.id]);
    expect(api.home.registry.activeFingerprints(api.home.clock.now())).toEqual([fingerprint]);
    expect(await api.home.activeSet.list()).toEqual([fingerprint]);
  });

  it('end with one certificate and the same bytes for all when all have the same key', async () => {
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    const replies = await Promise.all(
      Array.from({ length: AT_ONCE }, () => post(agent, socket, '/v1/certificates', { code, csr, device })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
    expect(api.home.devices.list()).toHaveLength(1);
    const { fingerprint } = JSON.parse(replies[0]?.body ?? '');
    expect(await api.home.activeSet.list()).toEqual([fingerprint]);
  });
});

it('one code asked for by four processes at once is redeemed once', async () => {
  const { code } = api.home.invitations.invite({ person: 'Dave' });
  const children = Array.from({ length: 4 }, () => startProcess('redeem', api.home.layout.dir, code, '25'));
  const outcomes = await Promise.all(
    children.map(async (child) => {
      const ended = once(child, 'exit');
      const line = await nextLine(child);
      expect((await ended)[0]).toBe(0);
      return JSON.parse(line) as string[];
    }),
  );
  const won = outcomes.flat().filter((outcome) => outcome !== 'INVITATION_NOT_VALID');
  expect(outcomes.flat()).toHaveLength(100);
  expect(won).toHaveLength(1);
  expect(await api.home.activeSet.list()).toEqual(won);
});

describe('the socket', () => {
  const accessOf = (path: string) => {
    const { mode, uid, gid } = statSync(path);
    return { mode: (mode & 0o777).toString(8), uid, gid };
  };
  const self = { uid: process.getuid?.(), gid: process.getgid?.() };

  it("is its owner's only, in a folder that is for nobody else", () => {
    expect(accessOf(dirname(socket))).toEqual({ mode: '700', ...self });
    expect(accessOf(socket)).toEqual({ mode: '600', ...self });
  });

  // Only root can give a folder to a group that it is not in.
  it.runIf(self.uid === 0)("is its owner's and the proxies' only, in a folder that is shared with them", async () => {
    const PROXIES = 61_235;
    const shared = join(api.home.layout.dir, 'shared');
    mkdirSync(shared, { mode: 0o700 });
    chownSync(shared, 0, PROXIES);
    chmodSync(shared, 0o710);
    const path = join(shared, 'api.sock');
    const next = await makeApi();
    try {
      await listenOnSocket(next.app, path);
      expect(accessOf(path)).toEqual({ mode: '660', uid: 0, gid: PROXIES });
    } finally {
      await next.dispose();
    }
  });

  it('takes the place of one that a crash left behind, and of nothing else', async () => {
    const left = join(api.home.layout.dir, 'left.sock');
    const crashed = startProcess('listen', api.home.layout.dir, left);
    expect(await nextLine(crashed)).toBe('listening');
    await kill(crashed);
    expect(statSync(left).isSocket()).toBe(true);
    const next = await makeApi();
    await listenOnSocket(next.app, left);
    const { code } = next.home.invitations.invite({ person: 'Rose' });
    expect((await post(agent, left, '/v1/invitations/preview', { code })).status).toBe(200);
    await next.dispose();

    const precious = join(api.home.layout.dir, 'precious');
    writeFileSync(precious, 'x');
    const third = await makeApi();
    await expect(listenOnSocket(third.app, precious)).rejects.toThrow(/EADDRINUSE/);
    expect(statSync(precious).size).toBe(1);
    await third.dispose();
  });
});
