/** Streams through the door that are open for as long as nobody ends them, one of each kind. */
import { appendFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { homeLayout } from '../../server/core/layout.ts';
import { echo, openTls, openWebSocket, type ProbeOptions, WAN_SOURCE } from './probe.ts';
import type { ThrowAwayHome } from './throw-away-home.ts';

export interface OpenStream {
  readonly kind: StreamKind;
  /** Resolves with the moment (`performance.now()`) at which the other side ended it. */
  readonly ended: Promise<number>;
  /** Proves that it is alive: waits until something more came through it. */
  alive(): Promise<void>;
  close(): void;
}

export const STREAM_KINDS = [
  'websocket',
  'websocket-h2',
  'upgraded',
  'events-h1',
  'download-h1',
  'upload-h1',
  'events-h2',
  'download-h2',
] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

/**
 * Starts a home whose Caddy offers WebSockets over HTTP/2 (RFC 8441), which Go leaves off unless its environment says
 * otherwise. Homes do not need it; who wants it must not lose the client-auth check by it.
 */
export async function upWithWebSocketsOverHttp2(home: ThrowAwayHome): Promise<void> {
  await appendFile(homeLayout(home.dir).config, '\ncaddy:\n  environment: [GODEBUG]\n');
  await home.up(undefined, { GODEBUG: 'http2xconnect=1' });
}

const TIMEOUT = 10_000;

function within<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing in time`)), TIMEOUT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const endOf = (stream: Duplex) =>
  new Promise<number>((resolve) => {
    const end = () => resolve(performance.now());
    for (const event of ['close', 'end', 'error'] as const) stream.once(event, end);
  });

const nextData = (stream: Duplex) => new Promise<void>((resolve) => stream.once('data', () => resolve()));

async function overHttp1(kind: StreamKind, options: ProbeOptions, path: string): Promise<OpenStream> {
  const socket = openTls(options);
  const ended = endOf(socket);
  const upload = kind === 'upload-h1';
  const head = `${upload ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nhost: ${options.host}\r\n`;
  socket.write(upload ? `${head}content-length: 1000000\r\n\r\n` : `${head}\r\n`);
  socket.on('data', () => undefined);
  // An upload is answered when it is complete, so its life shows in what can still be sent.
  const send = () =>
    new Promise<void>((resolve, reject) => socket.write('x', (error) => (error ? reject(error) : resolve())));
  const alive = () => within(kind, upload ? send() : nextData(socket));
  await alive();
  return { kind, ended, alive, close: () => socket.destroy() };
}

/** Opens an HTTP/2 connection; what the server offers has arrived. */
async function openHttp2(options: ProbeOptions): Promise<ClientHttp2Session> {
  const session = connectHttp2(`https://${options.host}:${options.port}`, {
    createConnection: () =>
      connect({
        host: '127.0.0.1',
        port: options.port,
        servername: options.host,
        rejectUnauthorized: false,
        ALPNProtocols: ['h2'],
        ...options.identity,
      }),
  });
  session.on('error', () => undefined);
  await within('HTTP/2', new Promise((resolve) => session.once('remoteSettings', resolve)));
  return session;
}

/** The text `there?` in one masked frame (RFC 6455 5.2); the mask is of zeros. */
const FRAME = Buffer.concat([Buffer.from([0x81, 0x86, 0, 0, 0, 0]), Buffer.from('there?')]);

async function overWebSocketHttp2(options: ProbeOptions): Promise<OpenStream> {
  const session = await openHttp2(options);
  const stream = session.request({
    ':method': 'CONNECT',
    ':protocol': 'websocket',
    ':scheme': 'https',
    ':path': '/ws',
    'sec-websocket-version': '13',
  });
  const ended = endOf(stream);
  stream.on('error', () => undefined);
  stream.on('data', () => undefined);
  const alive = async () => {
    const echoed = nextData(stream);
    stream.write(FRAME);
    await within('websocket-h2', echoed);
  };
  await alive();
  return { kind: 'websocket-h2', ended, alive, close: () => session.destroy() };
}

async function overHttp2(kind: StreamKind, options: ProbeOptions, path: string): Promise<OpenStream> {
  const session = await openHttp2(options);
  const stream = session.request({ ':path': path });
  const ended = endOf(stream);
  stream.on('error', () => undefined);
  stream.on('data', () => undefined);
  const alive = () => within(kind, nextData(stream));
  await alive();
  return { kind, ended, alive, close: () => session.destroy() };
}

async function overWebSocket(options: ProbeOptions): Promise<OpenStream> {
  const socket = await openWebSocket(options);
  const ended = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())));
  socket.on('error', () => undefined);
  const alive = async () => {
    await echo(socket, 'there?');
  };
  await alive();
  return { kind: 'websocket', ended, alive, close: () => socket.terminate() };
}

/**
 * Opens a connection that became another protocol than HTTP, and waits until something came back through it.
 * @param upgrade what to ask for, as it is to stand in `Upgrade`
 */
export async function openUpgraded(options: ProbeOptions, upgrade = 'DERP'): Promise<OpenStream> {
  const socket = openTls(options);
  const ended = endOf(socket);
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    text += data;
  });
  socket.write(`GET /upgraded HTTP/1.1\r\nhost: ${options.host}\r\nconnection: upgrade\r\nupgrade: ${upgrade}\r\n\r\n`);
  const heard = async (what: RegExp) => {
    while (!what.test(text)) {
      if (/^HTTP\/1\.1 (?!101)/.test(text)) throw new Error(`not upgraded: ${text.slice(0, 80)}`);
      await nextData(socket);
    }
    text = text.replace(what, '');
  };
  await within('upgraded', heard(/^HTTP\/1\.1 101 .*?\r\n\r\n/s));
  const alive = () => {
    socket.write('there?');
    return within('upgraded', heard(/there\?/));
  };
  await alive();
  return { kind: 'upgraded', ended, alive, close: () => socket.destroy() };
}

/** Opens one stream of a kind, on a connection of its own, and waits until something came through it. */
export function openStream(kind: StreamKind, options: ProbeOptions): Promise<OpenStream> {
  const from = { from: WAN_SOURCE, ...options };
  if (kind === 'websocket') return overWebSocket(from);
  if (kind === 'websocket-h2') return overWebSocketHttp2(from);
  if (kind === 'upgraded') return openUpgraded(from);
  const path = `/${kind.replace(/-h[12]$/, '')}`;
  return kind.endsWith('h2') ? overHttp2(kind, from, path) : overHttp1(kind, from, path);
}
