import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Passage } from '../../../../server/core/access/last-seen.ts';
import type { TrackedConnection } from '../../../../server/core/ports/connections.ts';
import { buildAuthEndpoint } from '../../../../server/http/auth-endpoint.ts';
import { listenAuthEndpoint } from '../../../../server/http/listen.ts';

const FINGERPRINT = 'ab'.repeat(32);
const SOURCE = '203.0.113.7_1000';

let dir: string;
let passed: Passage[];
let logged: string[];
let close: () => void;
/** What the reconciler of connections says. */
let connection: (connection: TrackedConnection) => Promise<boolean>;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-auth-'));
  passed = [];
  logged = [];
  const reconciler = { track: (each: TrackedConnection) => connection(each) };
  const refused = ({ fingerprint }: TrackedConnection) => ({
    headers: { 'Latchkey-Refusal': 'revoked' },
    page: `not ${fingerprint} ü`,
  });
  const log = pino({}, { write: (line: string) => logged.push(line) });
  const identityOf = (fingerprint: string) => ({ 'X-Latchkey-User': fingerprint });
  const endpoint = buildAuthEndpoint(reconciler, refused, log, (passage) => passed.push(passage), identityOf);
  await listenAuthEndpoint(endpoint, join(dir, 'auth.sock'));
  close = () => endpoint.close();
});
afterEach(() => {
  close();
  rmSync(dir, { recursive: true, force: true });
});

async function ask(headers: Record<string, string> = {}, path = '/') {
  const asked = request({
    socketPath: join(dir, 'auth.sock'),
    path,
    headers: { host: 'cloud.example.com', ...headers },
  }).end();
  const [response] = await once(asked, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
const NOTE: TrackedConnection = { fingerprint: FINGERPRINT, host: 'cloud.example.com', source: SOURCE };
const asked = {
  'x-latchkey-fingerprint': FINGERPRINT,
  'x-latchkey-host': 'cloud.example.com',
  'x-latchkey-source': SOURCE,
  // What the client says is not what the client-auth check says.
  host: 'photos.example.com',
};

describe('the auth endpoint', () => {
  test('lets a connection go on that is tracked, and says who passed', async () => {
    const tracked: TrackedConnection[] = [];
    connection = async (each) => tracked.push(each) > 0;
    expect(await ask(asked)).toMatchObject({ status: 204, body: '' });
    expect(tracked).toEqual([NOTE]);
    expect(passed).toEqual([NOTE]);
  });

  test('keeps a connection for as long as Caddy does', async () => {
    connection = async () => true;
    const { headers } = await ask({ ...asked, connection: 'keep-alive' });
    expect(headers.connection).toBe('keep-alive');
    expect(headers).not.toHaveProperty('keep-alive');
  });

  test.each(['/identity', '/identity?'])('says at %s whose a certificate is', async (path) => {
    const said = await ask({ 'x-latchkey-fingerprint': FINGERPRINT }, path);
    expect([said.status, said.headers['x-latchkey-user']]).toEqual([204, FINGERPRINT]);
    expect(passed).toEqual([]);
  });

  test('refuses one that is not, with the page for it, whole and of known length', async () => {
    connection = async () => false;
    const { status, headers, body } = await ask(asked);
    expect([status, headers['latchkey-refusal'], body]).toEqual([403, 'revoked', `not ${FINGERPRINT} ü`]);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(passed).toEqual([]);
  });

  test('refuses when it cannot know, and writes down no more than what went wrong', async () => {
    connection = () => Promise.reject(Object.assign(new Error('no room on /secret/place'), { code: 'ENOSPC' }));
    expect(await ask(asked)).toMatchObject({ status: 403 });
    expect(passed).toEqual([]);
    expect(logged.join('')).toContain('ENOSPC');
    expect(logged.join('')).not.toContain('/secret/place');
  });

  test('asks about nobody when it is not told who', async () => {
    const tracked: TrackedConnection[] = [];
    connection = async (each) => tracked.push(each) === 0;
    expect(await ask()).toMatchObject({ status: 403 });
    expect(tracked).toEqual([{ fingerprint: '', host: '', source: '' }]);
  });
});
