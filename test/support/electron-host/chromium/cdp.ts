/** The Chrome DevTools Protocol over Chromium's pipe: JSON messages that end with a zero byte. */
import type { Readable, Writable } from 'node:stream';
import type { CDPSession } from 'playwright';

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

type Hear = (params: never) => void;

export class ChromiumGone extends Error {
  constructor(during: string) {
    super(`test host: Chromium is gone (${during})`);
  }
}

export class CdpConnection {
  /** The browser itself. */
  readonly browser: CdpSession;
  readonly #output: Writable;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  readonly #heard = new Map<string, Hear[]>();
  #lastId = 0;
  #rest = '';
  #closed = false;

  constructor(output: Writable, input: Readable) {
    this.#output = output;
    this.browser = new CdpSession(this, '');
    output.on('error', () => this.#close());
    input.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    input.on('close', () => this.#close());
  }

  request(method: string, params: unknown, sessionId: string): Promise<never> {
    if (this.#closed) return Promise.reject(new ChromiumGone(method));
    this.#lastId += 1;
    const id = this.#lastId;
    const message = { id, method, params: params ?? {}, ...(sessionId ? { sessionId } : {}) };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#output.write(`${JSON.stringify(message)}\0`);
    });
  }

  hear(sessionId: string, method: string, hear: Hear): void {
    const key = `${sessionId} ${method}`;
    this.#heard.set(key, [...(this.#heard.get(key) ?? []), hear]);
  }

  #read(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.#handle(JSON.parse(part) as Message);
  }

  #handle({ id, sessionId = '', method, params, result, error }: Message): void {
    if (id === undefined) {
      for (const hear of this.#heard.get(`${sessionId} ${method}`) ?? []) hear(params as never);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result as never);
  }

  #close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(new ChromiumGone('its pipe closed'));
    this.#waiting.clear();
  }
}

/** One page, or the browser. Its two methods are typed as Playwright types the same protocol. */
export class CdpSession {
  readonly send: CDPSession['send'];
  readonly on: CDPSession['on'];

  constructor(connection: CdpConnection, id: string) {
    this.send = (method, params) => connection.request(method, params, id);
    this.on = ((method: string, hear: Hear) => connection.hear(id, method, hear)) as unknown as CDPSession['on'];
  }
}
