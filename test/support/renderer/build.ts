/** Builds the window as it is shipped and serves it on a free loopback port, with the policy that it states. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';
import { desktopBuild } from '../../../electron.vite.config.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** @returns a new folder with the built window; {@link serve} takes it away at its end */
async function buildRenderer(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'latchkey-window-'));
  const { renderer } = desktopBuild(ROOT);
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'error',
    build: { ...renderer?.build, outDir, emptyOutDir: true },
  });
  return outDir;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Builds the window and serves it. */
export async function serveRenderer(): Promise<Served> {
  const folder = await buildRenderer();
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (content) => response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
