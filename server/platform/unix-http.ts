import { request } from 'node:http';

/** One HTTP request over a UNIX socket. */
export interface SocketRequest {
  readonly socketPath: string;
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds without a byte until it is given up. */
  readonly timeout: number;
}

export interface SocketReply {
  readonly status: number;
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
}

/**
 * Asks a server of this machine that listens on a UNIX socket.
 * @throws the operating system's error (`ENOENT`, `ECONNREFUSED`: nobody listens), or an Error when no answer comes in time
 */
export function askSocket({ headers = {}, body, timeout, method = 'GET', ...to }: SocketRequest): Promise<SocketReply> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...to, method, timeout, headers: { host: 'localhost', ...headers } }, async (reply) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of reply) chunks.push(chunk as Buffer);
        const bytes = Buffer.concat(chunks);
        resolve({ status: reply.statusCode ?? 0, body: bytes.toString('utf8'), bytes });
      } catch (error) {
        reject(error);
      }
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
    asking.on('error', reject);
    asking.end(body);
  });
}
