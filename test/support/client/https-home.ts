/** Puts a fake home on the network: HTTPS with a private server root, and services behind a client-auth check. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ROUTES, type RouteName } from '../../../shared/api.ts';
import { ERRORS, LatchkeyError } from '../../../shared/errors.ts';
import { FakeAuthority, newKeys } from './fake-authority.ts';
import type { FakeHome } from './fake-home.ts';

/** Thrown by a home's hook: the connection is cut without an answer. */
export class Cut extends Error {}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpsHome {
  readonly home: FakeHome;
  readonly root: FakeAuthority;
  readonly port: number;
  /** The port of the services, behind mutual TLS. */
  readonly doorPort: number;
  /** `CODE@host:port/pin`. */
  invite(person?: string, device?: string): string;
  /** Answers instead of the signing API for as long as it is set. */
  instead: Handler | undefined;
  /** What the signing API itself answers. */
  readonly pass: Handler;
  /** What the services answer. */
  service: Handler;
  close(): Promise<void>;
}

/** @param ports free ones unless said otherwise */
export async function startHttpsHome(home: FakeHome, ports = { port: 0, doorPort: 0 }): Promise<HttpsHome> {
  const root = await FakeAuthority.create({ CN: 'Private server root', O: home.name });
  const keys = await newKeys();
  const cert = await root.issue({
    subject: { CN: home.host, OU: 'server', O: home.name },
    publicKey: keys.publicKey,
    purposes: ['1.3.6.1.5.5.7.3.1'],
    names: [home.host, `*.${home.domain}`, home.domain],
  });
  const key = pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const tls = { key, cert, ca: home.authority.pem, requestCert: true };

  const api = createServer({ ...tls, rejectUnauthorized: false }, (request, response) => {
    (started.instead ?? started.pass)(request, response);
  });
  const door = createServer(tls, (request, response) => {
    const { fingerprint256 } = (request.socket as TLSSocket).getPeerCertificate();
    const fingerprint = fingerprint256.replaceAll(':', '').toLowerCase();
    const open = home.services.some(({ url }) => new URL(url).host === request.headers.host);
    if (home.letsIn(fingerprint) && open) return started.service(request, response);
    const refusal = home.letsIn(fingerprint) ? 'not-allowed' : 'revoked';
    response.writeHead(403, { 'latchkey-refusal': refusal }).end(refusal);
  });
  const port = await listen(api, ports.port);
  const doorPort = await listen(door, ports.doorPort);
  home.services = [{ name: 'cloud', url: `https://cloud.${home.domain}:${doorPort}/` }];

  const started: HttpsHome = {
    home,
    root,
    port,
    doorPort,
    instead: undefined,
    pass: (request, response) => void serve(home, root, request, response),
    service: (_request, response) => response.end('hello from the cloud'),
    invite: (person, device) => `${home.invite(person, device)}@${home.host}:${port}/${root.pin}`,
    async close() {
      await stop(api);
      await stop(door);
    },
  };
  return started;
}

async function serve(home: FakeHome, root: FakeAuthority, request: IncomingMessage, response: ServerResponse) {
  const send = (status: number, type: string, body: string) =>
    response.writeHead(status, { 'content-type': type }).end(body);
  if (request.url === ROUTES.serverRoot.path) return send(200, 'application/x-pem-file', root.pem);
  const found = Object.entries(ROUTES).find(
    ([, { method, path }]) => method === request.method && path === request.url,
  );
  try {
    if (!found) throw new LatchkeyError('NOT_FOUND');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const shown = (request.socket as TLSSocket).getPeerX509Certificate();
    const reply = await home.answer(found[0] as RouteName, text === '' ? {} : JSON.parse(text), shown);
    return send('status' in found[1] ? (found[1].status ?? 200) : 200, 'application/json', JSON.stringify(reply));
  } catch (error) {
    if (error instanceof Cut) return request.socket.destroy();
    const code = error instanceof LatchkeyError ? error.code : 'INTERNAL';
    const { title, hint, ...entry } = ERRORS[code];
    const problem = { type: `urn:latchkey:error:${code}`, title, hint, code, status: entry.status ?? 500 };
    const body = JSON.stringify({ ...problem, retryable: entry.retryable ?? false, requestId: 'r-1' });
    return send(problem.status, 'application/problem+json', body);
  }
}

/** Listens on the loopback; port 0 is a free one. */
async function listen(server: HttpsServer, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function stop(server: HttpsServer): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
