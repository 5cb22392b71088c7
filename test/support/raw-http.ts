/**
 * One HTTP request over TLS, said exactly as it is given: any SNI, any Host, any number of them. What comes back is told
 * apart: a TLS refusal, a connection that was ended, an answer.
 */
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Identity } from './probe.ts';

export interface RawRequest {
  /** The address that is dialled, and the one that it is dialled from. */
  readonly to: { readonly address: string; readonly port: number; readonly from?: string };
  /** undefined sends none. */
  readonly sni: string | undefined;
  readonly identity?: Identity | undefined;
}

export type RawAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly refusal: string | undefined; readonly body: string }
  | { readonly kind: 'refused'; readonly reason: string };

const TIMEOUT = 8000;

function dial({ to, sni, identity }: RawRequest, alpn: string): { wire: Socket; socket: TLSSocket } {
  const wire = connect({ host: to.address, port: to.port, ...(to.from && { localAddress: to.from }) });
  const socket = connectTls({
    socket: wire,
    rejectUnauthorized: false,
    ALPNProtocols: [alpn],
    ...(sni === undefined ? {} : { servername: sni }),
    ...(identity && { cert: identity.cert, key: identity.key }),
  });
  return { wire, socket };
}

/** @param head everything up to the empty line, without it, lines ended by `\n` */
export function requestHttp1(request: RawRequest, head: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const { wire, socket } = dial(request, 'http/1.1');
    let text = '';
    const finish = (answer: RawAnswer) => {
      socket.destroy();
      wire.destroy();
      resolve(answer);
    };
    socket.setEncoding('utf8').setTimeout(TIMEOUT, () => finish({ kind: 'refused', reason: 'no answer in time' }));
    socket.once('secureConnect', () => socket.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`));
    socket.on('data', (data: string) => {
      text += data;
    });
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      finish({ kind: 'refused', reason: code ?? message }),
    );
    const ended = () => finish(parse(text));
    socket.on('end', ended).on('close', ended);
  });
}

function parse(text: string): RawAnswer {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) return { kind: 'refused', reason: text === '' ? 'closed' : 'no HTTP' };
  return { kind: 'answer', status, refusal: /^latchkey-refusal: (.*)\r$/im.exec(text)?.[1], body: text };
}

/** @param authority what `:authority` says */
export function requestHttp2(request: RawRequest, authority: string, path = '/'): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const { wire, socket } = dial(request, 'h2');
    const finish = (answer: RawAnswer) => {
      clearTimeout(timer);
      session?.destroy();
      socket.destroy();
      wire.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ kind: 'refused', reason: 'no answer in time' }), TIMEOUT);
    const failed = ({ code, message }: NodeJS.ErrnoException) => finish({ kind: 'refused', reason: code ?? message });
    let session: ReturnType<typeof connectHttp2> | undefined;
    socket.on('error', failed);
    socket.once('close', () => finish({ kind: 'refused', reason: 'closed' }));
    socket.once('secureConnect', () => {
      if (socket.alpnProtocol !== 'h2') return finish({ kind: 'refused', reason: 'no HTTP/2' });
      session = connectHttp2('https://door.invalid', { createConnection: () => socket });
      session.on('error', failed);
      const stream = session.request({
        [constants.HTTP2_HEADER_AUTHORITY]: authority,
        [constants.HTTP2_HEADER_PATH]: path,
      });
      let status = 0;
      let refusal: string | undefined;
      let body = '';
      stream.setEncoding('utf8');
      stream.on('response', (headers) => {
        status = Number(headers[':status']);
        refusal = headers['latchkey-refusal']?.toString();
      });
      stream.on('data', (chunk: string) => {
        body += chunk;
      });
      stream.on('error', failed);
      stream.on('close', () =>
        finish(status > 0 ? { kind: 'answer', status, refusal, body } : { kind: 'refused', reason: 'reset' }),
      );
    });
  });
}
