import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** What a sample service tells about the request that reached it. */
export interface SeenRequest {
  readonly service: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface SampleService {
  readonly name: string;
  /** `http://127.0.0.1:<port>` */
  readonly upstream: string;
  close(): Promise<void>;
}

const page = (name: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${name}</title>
<h1>${name}</h1><p>You are in. This is a sample service of a throw-away home.</p></html>
`;

/** With its length, so that nothing on the way needs to cut it into chunks. */
function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Sends a little ten times a second, until somebody hangs up. */
function stream(response: ServerResponse, type: string): void {
  response.writeHead(200, { 'content-type': type });
  const timer = setInterval(() => response.write('data: still here\n\n'), 100);
  response.once('close', () => clearInterval(timer));
}

/**
 * A small real service on a free loopback port: `/` is a page, `/seen` tells what of the request arrived (JSON), `/ws`
 * is a WebSocket that echoes, `/upgraded` echoes in any other protocol, `/events` and `/download` go on without end, `/upload` takes whatever comes.
 */
export async function startSampleService(name: string): Promise<SampleService> {
  const server = createServer((request, response) => {
    if (request.url === '/events' || request.url === '/download') {
      stream(response, request.url === '/events' ? 'text/event-stream' : 'application/octet-stream');
    } else if (request.url === '/upload') {
      request.resume().once('end', () => answer(response, 'text/plain', 'received'));
    } else if (request.url === '/seen') {
      const seen: SeenRequest = { service: name, path: request.url, headers: request.headers };
      answer(response, 'application/json', JSON.stringify(seen));
    } else {
      answer(response, 'text/html; charset=utf-8', page(name));
    }
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/ws')
      return sockets.handleUpgrade(request, socket, head, (it) => sockets.emit('connection', it));
    // Some other protocol, on the connection as it is.
    socket.on('error', () => socket.destroy());
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data.toString())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    name,
    upstream: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
