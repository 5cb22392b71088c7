/**
 * One HTTPS request, told apart to the last detail. A handshake is no proof: in TLS 1.3 the client has finished it
 * before the server has looked at the certificate, so only a reply that was read counts as having got in.
 */
import type { Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import { open, type Target } from './connect.ts';

export interface Identity {
  readonly certificatePem: string;
  /** PKCS#8 PEM. */
  readonly keyPem: string;
}

export interface ProbeRequest {
  readonly target: Target;
  /** The server name of the TLS handshake (SNI); null says none. */
  readonly host: string | null;
  /** Of the HTTP request, when it is to differ from `host`. */
  readonly hostHeader?: string;
  /** `/` unless given. */
  readonly path?: string;
  readonly identity?: Identity;
  /** Said before TLS, such as a PROXY protocol header. */
  readonly preamble?: Uint8Array;
  /** PEM of the one root to trust; without it the server's certificate is not looked at. */
  readonly ca?: string;
  /** Milliseconds for everything. */
  readonly timeout?: number;
  /** Milliseconds between the handshake and the request, in which an alert is read before anything can be lost. */
  readonly pause?: number;
}

export type ProbeOutcome =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: string;
      /** SHA-256 of the certificate that the server showed, lower-case hexadecimal. */
      readonly serverCertificate: string | undefined;
    }
  /** The server has no certificate for this name (yet): the alert `internal_error`. */
  | { readonly kind: 'no-server-certificate' }
  /** Ended without a reply: refused in the handshake (`greeted` is false) or after it, or cut off. */
  | { readonly kind: 'closed'; readonly reason: string; readonly greeted: boolean };

/** More than any head of a reply; what follows is not of interest here. */
const ENOUGH = 64 * 1024;

function parseReply(text: string, serverCertificate: string | undefined): ProbeOutcome | undefined {
  const end = text.indexOf('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (end < 0 || !status) return undefined;
  const lines = text.slice(0, end).split('\r\n').slice(1);
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { kind: 'reply', status: Number(status), headers, body: text.slice(end + 4), serverCertificate };
}

/** A TLS alert that arrives while the request is being written has no code of its own, only OpenSSL's text. */
function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? code ?? message;
}

const contexts = new WeakMap<Identity, SecureContext>();
const ofNobody: Identity = { certificatePem: '', keyPem: '' };

/** One for all requests of an identity, whose key is read once. No session is resumed: each handshake is a whole one. */
function contextOf(identity: Identity = ofNobody): SecureContext {
  const { certificatePem: cert, keyPem: key } = identity;
  const context = contexts.get(identity) ?? createSecureContext(identity === ofNobody ? {} : { cert, key });
  contexts.set(identity, context);
  return context;
}

function exchange(
  socket: Socket,
  { host, hostHeader = host ?? '', path = '/', identity, ca, timeout = 5000, pause = 0 }: ProbeRequest,
): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    let text = '';
    let greeted = false;
    const finish = (reason: string) => {
      clearTimeout(timer);
      clearTimeout(request);
      const shown = tls.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
      tls.destroy();
      const closed: ProbeOutcome = /internal[ _]error/i.test(reason)
        ? { kind: 'no-server-certificate' }
        : { kind: 'closed', reason, greeted };
      resolve(parseReply(text, shown) ?? closed);
    };
    const tls = connect({
      socket,
      ...(host !== null && { servername: host }),
      ...(ca === undefined
        ? { rejectUnauthorized: false, secureContext: contextOf(identity) }
        : { ca, ...(identity && { cert: identity.certificatePem, key: identity.keyPem }) }),
      ALPNProtocols: ['http/1.1'],
    });
    const timer = setTimeout(() => finish('no answer in time'), timeout);
    tls.once('error', (error: NodeJS.ErrnoException) => finish(reasonOf(error)));
    tls.once('close', () => finish('closed'));
    tls.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      if (text.length > ENOUGH) finish('long reply');
    });
    const ask = () =>
      tls.write(`GET ${path} HTTP/1.1\r\nHost: ${hostHeader}\r\nConnection: close\r\nUser-Agent: latchkey\r\n\r\n`);
    let request: NodeJS.Timeout | undefined;
    if (pause === 0) ask();
    tls.once('secureConnect', () => {
      greeted = true;
      if (pause > 0) request = setTimeout(ask, pause);
    });
  });
}

/** Makes one request and says what came of it. Never rejects. */
export async function probe(request: ProbeRequest): Promise<ProbeOutcome> {
  try {
    const socket = await open(request.target, request.timeout ?? 5000);
    if (request.preamble) socket.write(request.preamble);
    return await exchange(socket, request);
  } catch (error) {
    return { kind: 'closed', reason: error instanceof Error ? error.message : String(error), greeted: false };
  }
}
