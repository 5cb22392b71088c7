/**
 * Knocks at a home's one port the way anybody could: any source address, any SNI, any Host, any certificate. Works on
 * raw TLS so that nothing is corrected on the way, and reads an HTTP answer, since in TLS 1.3 a handshake that will be
 * refused looks like one that succeeded.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';

/** A source inside the LAN list of the homes that tests make. */
export const LAN_SOURCE = '127.0.1.7';
/** A source outside of it. */
export const WAN_SOURCE = '127.0.0.1';

export interface Identity {
  /** PEM; the leaf first. */
  readonly cert: string;
  readonly key: string;
}

export interface ProbeOptions {
  readonly port: number;
  /** Also the SNI, unless that is given. */
  readonly host: string;
  /** `null` sends none. */
  readonly sni?: string | null;
  readonly path?: string;
  readonly from?: string;
  /** Where the home listens; this machine's loopback unless told otherwise, and then from wherever the route leads. */
  readonly address?: string | undefined;
  readonly identity?: Identity | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is offered in the handshake; HTTP/1.1 unless told otherwise. */
  readonly alpn?: readonly string[];
}

export type ProbeResult =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Map<string, string>; readonly body: string }
  | { readonly kind: 'refused'; readonly reason: string };

const TIMEOUT = 10_000;

/** A TLS connection and what carries it; the server's certificate is not what is tested here. */
function dial({ port, host, sni = host, from, address, identity, alpn = ['http/1.1'] }: ProbeOptions): {
  wire: Socket;
  socket: TLSSocket;
} {
  const source = from ?? (address === undefined ? WAN_SOURCE : undefined);
  const wire = connect({ host: address ?? '127.0.0.1', port, ...(source && { localAddress: source }) });
  const socket = connectTls({
    socket: wire,
    rejectUnauthorized: false,
    ALPNProtocols: [...alpn],
    ...(sni === null ? {} : { servername: sni }),
    ...identity,
  });
  return { wire, socket };
}

/** Opens a TLS connection with nothing said on it yet. */
export const openTls = (options: ProbeOptions): TLSSocket => dial(options).socket;

function parseAnswer(text: string): ProbeResult {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) return { kind: 'refused', reason: text === '' ? 'closed without an answer' : 'no HTTP' };
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  return { kind: 'answer', status, headers, body: rest.join('\r\n\r\n') };
}

/** Knocks once: one connection, one GET, the answer or what came instead of it. */
export function probe(options: ProbeOptions): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const { wire, socket } = dial(options);
    let text = '';
    const finish = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.setEncoding('utf8').setTimeout(TIMEOUT, () => finish({ kind: 'refused', reason: 'no answer in time' }));
    socket.on('secureConnect', () => {
      const headers = Object.entries({ host: options.host, connection: 'close', ...options.headers });
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`GET ${options.path ?? '/'} HTTP/1.1\r\n${lines}\r\n`);
    });
    socket.on('data', (data: string) => {
      text += data;
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish({ kind: 'refused', reason: error.code ?? error.message }),
    );
    const ended = () => {
      // What went wrong below TLS is not handed up by itself.
      const { errored } = wire as Socket & { errored: NodeJS.ErrnoException | null };
      finish(errored?.code ? { kind: 'refused', reason: errored.code } : parseAnswer(text));
    };
    socket.on('end', ended);
    socket.on('close', ended);
  });
}

/** Opens a WebSocket through the door and waits until it is open. */
export async function openWebSocket(options: ProbeOptions): Promise<WebSocket> {
  const socket = new WebSocket(`wss://${options.host}:${options.port}${options.path ?? '/ws'}`, {
    createConnection: () => dial(options).socket,
    handshakeTimeout: TIMEOUT,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/** Sends a text and waits for the echo. */
export function echo(socket: WebSocket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no echo in time')), TIMEOUT);
    socket.once('message', (data) => {
      clearTimeout(timer);
      resolve(data.toString());
    });
    socket.send(text);
  });
}
