import type { Socket } from 'node:net';

const TIMEOUT = 10_000;

/** Requests one after the other on one HTTP/1.1 connection. */
export class KeepAliveHttp1 {
  readonly #socket: Socket;
  readonly #host: string;

  constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setEncoding('utf8').on('error', () => undefined);
  }

  /** @returns whether it was answered with 200; a connection that was ended is a refusal */
  get(): Promise<boolean> {
    return new Promise((resolve) => {
      let text = '';
      const finish = (ok: boolean) => {
        clearTimeout(timer);
        this.#socket.off('data', hear).off('close', gone).off('end', gone);
        resolve(ok);
      };
      const gone = () => finish(false);
      const hear = (data: string) => {
        text += data;
        const [head = '', body] = text.split('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
        if (body !== undefined && Buffer.byteLength(body) >= length) finish(head.startsWith('HTTP/1.1 200'));
      };
      const timer = setTimeout(gone, TIMEOUT);
      if (this.#socket.destroyed) return gone();
      this.#socket.on('data', hear).once('close', gone).once('end', gone);
      this.#socket.write(`GET / HTTP/1.1\r\nhost: ${this.#host}\r\n\r\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
