import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it reached a service. */
export interface RecordedRequest {
  readonly method: string;
  /** As it stood in the request line. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value, in the order and spelling of the wire. */
  readonly rawHeaders: readonly string[];
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

export interface RecordingService {
  /** `http://127.0.0.1:<port>` */
  readonly upstream: string;
  /** Every request that reached it completely, the oldest first. */
  readonly requests: RecordedRequest[];
  /** How often somebody spoke what Node's strict parser does not take for HTTP. */
  readonly nonsense: string[];
  close(): Promise<void>;
}

/** What every answer of the service begins with: proof that somebody got in. */
export const INSIDE = 'inside the home: ';

/** A service on a free loopback port that remembers what reached it, and answers with the path that it was asked for. */
export async function startRecordingService(): Promise<RecordingService> {
  const requests: RecordedRequest[] = [];
  const nonsense: string[] = [];
  const server = createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.once('end', () => {
      const { method = '', url = '', headers, rawHeaders, trailers } = request;
      requests.push({
        method,
        path: url,
        headers,
        rawHeaders,
        trailers,
        body: Buffer.concat(chunks).toString('latin1'),
      });
      const body = `${INSIDE}${url}\n`;
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) }).end(body);
    });
  });
  server.maxHeadersCount = 0;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A connection that ends in the middle of a request says nothing wrong.
    if (error.code?.startsWith('HPE_') && error.code !== 'HPE_INVALID_EOF_STATE') nonsense.push(error.code);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    upstream: `http://127.0.0.1:${port}`,
    requests,
    nonsense,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
