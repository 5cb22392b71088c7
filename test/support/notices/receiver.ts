import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly path: string;
}

/** A web service that takes webhooks, on this machine. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** @param answer the status to answer with, once the request was read; undefined hangs up */
export async function startReceiver(
  answer: (request: Received, index: number) => number | undefined | Promise<number | undefined> = () => 204,
  headers: Record<string, string> = {},
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const each = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), path: request.url ?? '' };
    received.push(each);
    const status = await answer(each, received.length - 1);
    if (status === undefined) response.destroy();
    else response.writeHead(status, headers).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
