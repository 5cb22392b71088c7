import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

/** What reached the signing API's socket. */
interface SeenByApi {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Stands where the signing API listens and tells what of a request arrives there. */
export async function startSigningApi(socket: string): Promise<Server> {
  const server = createServer((request, response) => {
    const seen: SeenByApi = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    request
      .resume()
      .once('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(seen)));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return server;
}
