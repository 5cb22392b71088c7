import { type ClientHttp2Session, connect } from 'node:http2';
import type { ProbeOptions } from '../support/probe.ts';

/** Requests one after the other on one HTTP/2 connection. */
export class Http2Client {
  readonly #session: ClientHttp2Session;

  constructor({ host, port, identity }: ProbeOptions) {
    this.#session = connect(`https://127.0.0.1:${port}`, { servername: host, rejectUnauthorized: false, ...identity });
    this.#session.on('error', () => undefined);
    this.#host = host;
  }

  readonly #host: string;

  /** @returns whether it was answered with 200; a connection that was ended is a refusal */
  get(): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#session.destroyed || this.#session.closed) return resolve(false);
      const request = this.#session.request({ ':path': '/', ':authority': this.#host });
      let status = 0;
      request.on('response', (headers) => {
        status = headers[':status'] ?? 0;
      });
      request.on('error', () => undefined);
      request.on('close', () => resolve(status === 200));
      request.resume();
    });
  }

  close(): void {
    this.#session.destroy();
  }
}
