/** HTTP/2 said frame by frame (RFC 9113), with headers that no client library would send. */
import { openTls, type ProbeOptions } from './probe.ts';

export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;
export const FLAG = { endStream: 1, endHeaders: 4, ack: 1 } as const;

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const TIMEOUT = 8000;

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export type Fields = readonly (readonly [name: string, value: string])[];

/** A string of HPACK without Huffman coding (RFC 7541 5.2); one byte for each character. */
function hpackString(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest >>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

/** Every field as a literal that nobody remembers (RFC 7541 6.2.2). */
export const hpack = (fields: Fields): Buffer =>
  Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), hpackString(name), hpackString(value)]));

export function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export interface RawHttp2 {
  /** Everything that came so far. */
  readonly frames: readonly Frame[];
  readonly closed: Promise<void>;
  readonly isClosed: () => boolean;
  send(bytes: Buffer): void;
  /** Waits until a stream was answered to its end, was reset, or ended with its connection. */
  fate(stream: number): Promise<'answered' | 'refused'>;
  close(): void;
}

/** Opens a connection and says the preface, with these settings. */
export function openRawHttp2(options: ProbeOptions, settings: Buffer = Buffer.alloc(0)): RawHttp2 {
  const socket = openTls({ ...options, alpn: ['h2'] });
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  let pending = Buffer.alloc(0);
  let over = false;
  const tell = () => {
    for (const each of [...waiting]) each();
  };
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      over = true;
      tell();
      resolve();
    });
  });
  socket.on('error', () => undefined);
  socket.write(PREFACE);
  socket.write(frame(FRAME.settings, 0, 0, settings));
  socket.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 9) {
      const end = 9 + pending.readUIntBE(0, 3);
      if (pending.length < end) break;
      const [type, flags, stream] = [pending.readUInt8(3), pending.readUInt8(4), pending.readUInt32BE(5) & 0x7fffffff];
      frames.push({ type, flags, stream, payload: pending.subarray(9, end) });
      pending = pending.subarray(end);
      if (type === FRAME.settings && (flags & FLAG.ack) === 0)
        socket.write(frame(FRAME.settings, FLAG.ack, 0, Buffer.alloc(0)));
    }
    tell();
  });

  const known = (stream: number) => {
    const answered = frames.some(
      ({ type, flags, stream: of }) =>
        of === stream && (type === FRAME.data || type === FRAME.headers) && (flags & FLAG.endStream) !== 0,
    );
    if (answered) return 'answered';
    const refused = frames.some(
      ({ type, stream: of }) => type === FRAME.goAway || (type === FRAME.reset && of === stream),
    );
    return refused || over ? 'refused' : undefined;
  };
  return {
    frames,
    closed,
    isClosed: () => over,
    send: (bytes) => {
      // After its end nobody listens; that is for `fate` to say.
      if (!over) socket.write(bytes);
    },
    fate: (stream) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => done(() => reject(new Error('no end of the stream in time'))), TIMEOUT);
        const look = () => {
          const fate = known(stream);
          if (fate !== undefined) done(() => resolve(fate));
        };
        const done = (then: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          then();
        };
        waiting.add(look);
        look();
      }),
    close: () => socket.destroy(),
  };
}

export interface RawRequest2 {
  readonly fields: Fields;
  readonly body?: string;
}

/** One request on a connection of its own. */
export async function askHttp2(options: ProbeOptions, { fields, body }: RawRequest2): Promise<'answered' | 'refused'> {
  const connection = openRawHttp2(options);
  try {
    const end = body === undefined ? FLAG.endStream : 0;
    connection.send(frame(FRAME.headers, FLAG.endHeaders | end, 1, hpack(fields)));
    if (body !== undefined) connection.send(frame(FRAME.data, FLAG.endStream, 1, Buffer.from(body, 'latin1')));
    return await connection.fate(1);
  } finally {
    connection.close();
  }
}
