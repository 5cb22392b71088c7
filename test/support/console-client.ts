/** The admin's console as a program calls it: any source address, any certificate, any header. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlainly } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { CONSOLE_EVENTS } from '../../shared/console/events.ts';
import { CONSOLE_HEADER, EVENTS_PATH } from '../../shared/console/requests.ts';
import { CONSOLE_ROUTES, type ConsoleReply, type ConsoleRequest } from '../../shared/console/routes.ts';
import { type Identity, LAN_SOURCE } from './probe.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ConsolePlace {
  readonly host: string;
  readonly port: number;
  readonly from?: string;
  readonly identity?: Identity | undefined;
  readonly cookie?: string | undefined;
  /** The console's own socket, without Caddy in front of it: what Caddy says of a request from home is said here. */
  readonly socket?: string | undefined;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  /** Undefined takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
}

type Name = keyof typeof CONSOLE_ROUTES;

/** What a stream of events has said, and whether it has ended. */
export interface Listened {
  readonly events: readonly { readonly event: string; readonly data: unknown }[];
  /** Resolves with the first event of that name from now on. */
  next(event: keyof typeof CONSOLE_EVENTS): Promise<unknown>;
  readonly ended: Promise<void>;
  close(): void;
}

const TIMEOUT = 15_000;

export class ConsoleClient {
  readonly #place: ConsolePlace;

  constructor(place: ConsolePlace) {
    this.#place = place;
  }

  get #request(): typeof request {
    return this.#place.socket === undefined ? request : requestPlainly;
  }

  get origin(): string {
    return `https://${this.#place.host}:${this.#place.port}`;
  }

  #options({ method = 'GET', path, headers = {} }: Asked) {
    const { host, port, from = LAN_SOURCE, identity, cookie, socket } = this.#place;
    const byCaddy = { 'x-latchkey-zone': 'lan', 'x-forwarded-for': from };
    const all = { host: `${host}:${port}`, ...(cookie && { cookie }), ...(socket && byCaddy), ...headers };
    const kept = Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined);
    const kind = { path, method, agent: false, headers: Object.fromEntries(kept), timeout: TIMEOUT } as const;
    if (socket) return { socketPath: socket, ...kind };
    return {
      ...{ host: '127.0.0.1', port, localAddress: from, servername: host },
      ...{ rejectUnauthorized: false, ...identity, ...kind },
    };
  }

  /**
   * A call whose body is on its way: only its first byte is sent.
   * @returns `finish` sends the rest, and resolves as {@link refusal}; `giveUp` goes away instead
   */
  begin<N extends Name>(name: N, body: ConsoleRequest<N>): { finish(): Promise<string>; giveUp(): void } {
    const text = JSON.stringify(body);
    const { method, path } = CONSOLE_ROUTES[name];
    const headers = { ...this.#pageHeaders, 'content-length': String(Buffer.byteLength(text)) };
    const asking = this.#request(this.#options({ method, path, headers }));
    asking.on('error', () => undefined);
    asking.write(text.slice(0, 1));
    return {
      finish: async () => {
        asking.end(text.slice(1));
        const [reply] = (await once(asking, 'response')) as [IncomingMessage];
        const { code = 'done' } = (await json(reply)) as { code?: string };
        return `${reply.statusCode} ${reply.statusCode === 200 ? 'done' : code}`;
      },
      giveUp: () => asking.destroy(),
    };
  }

  /** What the page sends with every change. */
  get #pageHeaders() {
    return {
      ...{ 'content-type': 'application/json', origin: this.origin, 'sec-fetch-site': 'same-origin' },
      [CONSOLE_HEADER.name]: CONSOLE_HEADER.value,
    };
  }

  /** One request. @throws the TLS alert of a handshake that was refused */
  ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asking = this.#request(this.#options(asked), async (reply) => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of reply) chunks.push(chunk as Buffer);
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks).toString() });
        } catch (error) {
          reject(error);
        }
      });
      asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
      asking.on('error', reject);
      asking.end(asked.body);
    });
  }

  /**
   * So many GETs over one HTTP/2 connection, as fast as it takes them.
   * @returns their statuses; answers that do not end stay open until `close`
   */
  async many(count: number, path: string): Promise<{ readonly statuses: readonly number[]; close(): void }> {
    const { host, port, from = LAN_SOURCE, identity, cookie } = this.#place;
    const session = connectHttp2(this.origin, {
      maxSendHeaderBlockLength: 2 ** 21,
      createConnection: () =>
        connectTls({
          ...{ host: '127.0.0.1', port, localAddress: from, servername: host, ALPNProtocols: ['h2'] },
          ...{ rejectUnauthorized: false, ...identity },
        }),
    });
    session.on('error', () => undefined);
    const headers = { ':path': path, 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) };
    const one = async () => {
      const asking = session.request(headers);
      const [reply] = (await once(asking, 'response')) as [{ ':status'?: number }];
      asking.resume();
      return reply[':status'] ?? 0;
    };
    const statuses: number[] = [];
    // Servers take a hundred or so at a time.
    while (statuses.length < count)
      statuses.push(...(await Promise.all(Array.from({ length: Math.min(100, count - statuses.length) }, one))));
    return { statuses, close: () => session.destroy() };
  }

  /** A call as the page makes it, and what a test changes of it. */
  send<N extends Name>(name: N, body: ConsoleRequest<N>, headers: Asked['headers'] = {}): Promise<Answer> {
    const { method, path } = CONSOLE_ROUTES[name];
    if (method === 'GET') {
      const query = new URLSearchParams(Object.entries(body).map(([key, value]) => [key, String(value)]));
      return this.ask({ path: `${path}?${query}`, headers: { 'sec-fetch-site': 'same-origin', ...headers } });
    }
    return this.ask({
      method,
      path,
      body: JSON.stringify(body),
      headers: { ...this.#pageHeaders, ...headers },
    });
  }

  /** A call that is to succeed, read by the contract. */
  async call<N extends Name>(name: N, body: ConsoleRequest<N>): Promise<ConsoleReply<N>> {
    const { status, body: text } = await this.send(name, body);
    if (status !== 200) throw new Error(`${name} answered ${status}: ${text}`);
    return CONSOLE_ROUTES[name].reply.parse(JSON.parse(text)) as ConsoleReply<N>;
  }

  /** The code of the error that a call is refused with, and its status. */
  async refusal<N extends Name>(name: N, body: ConsoleRequest<N>, headers: Asked['headers'] = {}): Promise<string> {
    const answer = await this.send(name, body, headers);
    const { code } = answer.status === 200 ? { code: 'done' } : (JSON.parse(answer.body) as { code: string });
    return `${answer.status} ${code}`;
  }

  /** Listens to events. Resolves when the stream is open. @throws the code of the refusal */
  listen(): Promise<Listened> {
    const events: { event: string; data: unknown }[] = [];
    const waiting: { event: string; resolve: (data: unknown) => void }[] = [];
    const hear = (block: string) => {
      const event = /^event: (.+)$/m.exec(block)?.[1] ?? '';
      const name = event as keyof typeof CONSOLE_EVENTS;
      if (!Object.hasOwn(CONSOLE_EVENTS, name)) return;
      const data: unknown = CONSOLE_EVENTS[name].parse(JSON.parse(/^data: (.+)$/m.exec(block)?.[1] ?? 'null'));
      events.push({ event, data });
      for (const each of waiting.filter((one) => one.event === event)) each.resolve(data);
    };
    return new Promise((resolve, reject) => {
      const over = Promise.withResolvers<void>();
      const asking = this.#request(
        this.#options({ path: EVENTS_PATH, headers: { accept: 'text/event-stream' } }),
        (reply) => {
          let text = '';
          reply.setEncoding('utf8').on('data', (chunk: string) => {
            const blocks = (text + chunk).split('\n\n');
            text = blocks.pop() ?? '';
            blocks.forEach(hear);
          });
          reply.on('close', () => over.resolve());
          reply.on('error', () => over.resolve());
          if (reply.statusCode !== 200) return reject(new Error(`events answered ${reply.statusCode}`));
          resolve({
            events,
            next: (event) =>
              new Promise((found, late) => {
                const timer = setTimeout(() => late(new Error(`no ${event} in time`)), TIMEOUT);
                const resolve = (data: unknown) => {
                  clearTimeout(timer);
                  found(data);
                };
                waiting.push({ event, resolve });
              }),
            ended: over.promise,
            close: () => asking.destroy(),
          });
        },
      );
      asking.on('error', (error) => {
        over.resolve();
        reject(error);
      });
      asking.end();
    });
  }
}
