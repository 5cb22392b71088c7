import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askSocket } from '../../../../server/platform/unix-http.ts';

let folder: string;
let socketPath: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lk-'));
  socketPath = join(folder, 's');
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

function listen(answer: RequestListener): Promise<void> {
  const listening = createServer(answer);
  server = listening;
  return new Promise((resolve) => listening.listen(socketPath, resolve));
}

it('sends method, path, headers and body, and gives the answer as text and as it came', async () => {
  const seen: unknown[] = [];
  await listen(async (request, reply) => {
    seen.push(request.method, request.url, request.headers.host, request.headers['x-a'], await text(request));
    reply.statusCode = 418;
    reply.end(Buffer.from([0xff, 0x41]));
  });
  const asked = { socketPath, path: '/a', method: 'POST', headers: { 'x-a': 'b' }, body: '{}', timeout: 5000 } as const;
  expect(await askSocket(asked)).toEqual({ status: 418, body: '\uFFFDA', bytes: Buffer.from([0xff, 0x41]) });
  expect(seen).toEqual(['POST', '/a', 'localhost', 'b', '{}']);
});

it('gives up a server that says nothing, and one that stops in the middle', async () => {
  let answered = 0;
  await listen((_request, reply) => {
    answered += 1;
    if (answered === 2) reply.write('half', () => reply.destroy());
  });
  await expect(askSocket({ socketPath, path: '/', timeout: 50 })).rejects.toThrow('no answer in time');
  await expect(askSocket({ socketPath, path: '/', timeout: 5000 })).rejects.toThrow();
});

it('says that nobody listens', async () => {
  await expect(askSocket({ socketPath, path: '/', timeout: 5000 })).rejects.toMatchObject({ code: 'ENOENT' });
});
