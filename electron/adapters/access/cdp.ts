/**
 * The little of the Chrome DevTools Protocol that a visit needs, over a pipe: unlike a port, nobody else on the machine
 * can reach it, and Chromium ends by itself when this process is gone.
 */
import type { Readable, Writable } from 'node:stream';

export type CdpParams = Readonly<Record<string, unknown>>;
type Listener = (params: CdpParams) => void;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: CdpParams;
  readonly result?: CdpParams;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** Messages are JSON, each ended by a zero byte. */
const END = '\0';

export class Cdp {
  readonly #output: Writable;
  readonly #waiting = new Map<number, PromiseWithResolvers<CdpParams>>();
  readonly #listeners = new Map<string, Listener>();
  #lastId = 0;
  #closed = false;

  /** @param output what the browser reads, @param input what it writes */
  constructor(output: Writable, input: Readable) {
    this.#output = output;
    let rest = '';
    input.setEncoding('utf8');
    input.on('data', (text: string) => {
      const parts = (rest + text).split(END);
      rest = parts.pop() ?? '';
      for (const part of parts) this.#receive(JSON.parse(part) as Message);
    });
    input.on('close', () => this.#close());
    input.on('error', () => this.#close());
    output.on('error', () => this.#close());
  }

  send(method: string, params: CdpParams = {}, sessionId?: string): Promise<CdpParams> {
    if (this.#closed) return Promise.reject(new Error('The browser is gone.'));
    this.#lastId += 1;
    const answer = Promise.withResolvers<CdpParams>();
    this.#waiting.set(this.#lastId, answer);
    this.#output.write(JSON.stringify({ id: this.#lastId, method, params, sessionId }) + END);
    return answer.promise;
  }

  /** One listener for each event of a session. */
  on(sessionId: string, event: string, listener: Listener): void {
    this.#listeners.set(`${sessionId} ${event}`, listener);
  }

  #receive({ id, method, params, result, error, sessionId }: Message): void {
    if (id === undefined) {
      this.#listeners.get(`${sessionId} ${method}`)?.(params ?? {});
      return;
    }
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) answer?.reject(new Error(error.message));
    else answer?.resolve(result ?? {});
  }

  #close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(new Error('The browser is gone.'));
    this.#waiting.clear();
  }
}
