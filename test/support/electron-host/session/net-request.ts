/**
 * `net.request`, by Node's own HTTP: no proxy, no cookies; of a session, what it lets out. For what downloads large files, and follows
 * redirects itself (`redirect: 'manual'`).
 */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { strictEmitter } from '../base/strict.ts';
import type { WebRequests } from './web-request.ts';

export interface NetRequestOptions {
  readonly protocol?: string;
  readonly hostname?: string;
  readonly port?: number | string | null;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly redirect?: string;
  readonly session?: { readonly requests: WebRequests };
}

export class NetRequest extends strictEmitter('net.request()') {
  readonly #request: ClientRequest;
  readonly #requests: WebRequests | undefined;
  readonly #url: string;

  constructor(options: NetRequestOptions) {
    const { protocol = 'http:', hostname, port, path = '/', method = 'GET', headers = {}, redirect, session } = options;
    super();
    this.#requests = session?.requests;
    this.#url = new URL(path, `${protocol}//${hostname}${port ? `:${port}` : ''}`).href;
    if (redirect !== 'manual') throw new Error('test host: electron net.request follows no redirects');
    const send = protocol === 'https:' ? httpsRequest : httpRequest;
    this.#request = send({ protocol, hostname, port, path, method, headers });
    this.#request.on('response', (response) => this.#answered(response, method));
    for (const event of ['error', 'abort', 'close'])
      this.#request.on(event, (...told: unknown[]) => this.emit(event, ...told));
  }

  #answered(response: IncomingMessage, method: string): void {
    const { statusCode = 0, headers } = response;
    const { location } = headers;
    if (statusCode < 300 || statusCode > 399 || location === undefined) {
      this.emit('response', response);
      return;
    }
    response.resume();
    this.emit('redirect', statusCode, method, new URL(location, this.#url).href, headers);
  }

  setTimeout(ms: number): void {
    this.#request.setTimeout(ms);
  }
  write(chunk: string | Uint8Array): void {
    this.#request.write(chunk);
  }
  end(): void {
    void this.#leave();
  }
  async #leave(): Promise<void> {
    const verdict = await this.#requests?.ask('onBeforeRequest', { url: this.#url, resourceType: 'other' });
    if (verdict?.cancel) this.#request.destroy(new Error('net::ERR_BLOCKED_BY_CLIENT'));
    else this.#request.end();
  }
  abort(): void {
    this.#request.destroy();
  }
}
