/** A TLS client whose first message travels in any pieces one likes. */
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { type ProbeOptions, WAN_SOURCE } from './probe.ts';

/** What is written instead of the first message, each piece in a TCP segment of its own. */
export type Cut = (hello: Buffer) => readonly Buffer[];

const RECORD_HEADER = 5;

/** As pieces of so many bytes. */
export const inSegments =
  (size: number): Cut =>
  (hello) =>
    Array.from({ length: Math.ceil(hello.length / size) }, (_, at) => hello.subarray(at * size, (at + 1) * size));

/** As TLS records of so many bytes each (RFC 8446 5.1 allows it). */
export const inRecords =
  (size: number): Cut =>
  (hello) =>
    inSegments(size)(hello.subarray(RECORD_HEADER)).map((part) => {
      const header = Buffer.from(hello.subarray(0, RECORD_HEADER));
      header.writeUInt16BE(part.length, 3);
      return Buffer.concat([header, part]);
    });

/** One write for each turn of the event loop, so that no two pieces share a segment. */
async function writeEach(wire: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (wire.destroyed) return;
    wire.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface CutClient {
  readonly socket: TLSSocket;
  /** The first message as it was before it was cut, its record header included. */
  readonly hello: Promise<Buffer>;
}

/** Opens a TLS connection and cuts its ClientHello. */
export function openCut(
  { port, host, from = WAN_SOURCE, identity }: ProbeOptions,
  cut: Cut,
  tls: ConnectionOptions = {},
): CutClient {
  const wire = connect({ host: '127.0.0.1', port, localAddress: from, noDelay: true });
  let tell: (hello: Buffer) => void = () => undefined;
  const hello = new Promise<Buffer>((resolve) => {
    tell = resolve;
  });
  let first: Buffer | undefined = Buffer.alloc(0);
  const duplex = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      if (first === undefined) {
        wire.write(chunk, () => done());
        return;
      }
      // OpenSSL may hand a long one over in parts.
      first = Buffer.concat([first, chunk]);
      if (first.length < RECORD_HEADER || first.length < RECORD_HEADER + first.readUInt16BE(3)) return done();
      const whole = first;
      first = undefined;
      tell(whole);
      writeEach(wire, cut(whole)).then(() => done(), done);
    },
    final: (done) => {
      wire.end(done);
    },
    destroy(_error, done) {
      wire.destroy();
      done(null);
    },
  });
  wire.on('data', (data) => duplex.push(data));
  wire.once('end', () => duplex.push(null));
  wire.on('error', () => duplex.push(null));
  const socket = connectTls({
    socket: duplex,
    servername: host,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    ...identity,
    ...tls,
  });
  socket.on('error', () => undefined);
  return { socket, hello };
}
