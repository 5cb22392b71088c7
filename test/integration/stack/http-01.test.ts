/** Port 80 of a home whose certificates come by HTTP-01, with the real HAProxy: the CA's question passes, nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tryConnect } from '../../../server/stack/probe/connect.ts';
import { controlSocket } from '../../../server/stack/process/launch.ts';
import { renderHome } from '../../../server/stack/render.ts';
import { writeRendered } from '../../../server/stack/rendered/write.ts';
import { makeTestHome, type TestHome } from '../../support/stack/home.ts';

let home: TestHome;
let haproxy: ChildProcess;
let caddy: Server;
const asked: string[] = [];

beforeAll(async () => {
  home = await makeTestHome();
  const { layout, tools } = home;
  const config = { ...home.config, certificates: { kind: 'http-01' } as const };
  await writeRendered(renderHome(config, layout).files);
  await mkdir(layout.run.caddy, { recursive: true });
  // In Caddy's place: says what reaches it, and that it has no such token.
  caddy = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      asked.push(data.toString('latin1'));
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
  }).listen(layout.run.acme);
  const control = await controlSocket(layout.run.haproxy);
  haproxy = spawn(tools.haproxy.path, ['-db', '-f', layout.rendered.haproxy], {
    stdio: ['ignore', 'ignore', 'ignore', control.fd],
  });
  control.close();
  const http = { host: '127.0.0.1', port: Number(config.ports.http) };
  await vi.waitFor(() => tryConnect(http), { timeout: 10_000 });
});
afterAll(async () => {
  const ended = once(haproxy, 'exit');
  haproxy.kill();
  await ended;
  caddy.close();
  await home.remove();
});

async function get(path: string) {
  const response = await fetch(`http://127.0.0.1:${home.config.ports.http}${path}`, { redirect: 'manual' });
  return response.status;
}

test("the CA's question reaches Caddy, with the address that asks", async () => {
  expect(await get('/.well-known/acme-challenge/token')).toBe(404);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatch(/^\r\n\r\n\0\r\nQUIT\n[\s\S]*GET \/\.well-known\/acme-challenge\/token HTTP\/1\.1/);
});

test.each(['/', '/.well-known/acme-challenge', '/x/.well-known/acme-challenge/y', '/.well-known/security.txt'])(
  '%s is redirected and reaches nobody',
  async (path) => {
    const before = asked.length;
    expect(await get(path)).toBe(308);
    expect(asked).toHaveLength(before);
  },
);
