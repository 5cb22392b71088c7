/** The console's HTTP server; the caller makes it listen. Only Caddy can reach it, so Caddy's headers are trusted. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { ENTER_PATH, EVENTS_PATH } from '../../shared/console/requests.ts';
import { CONSOLE_ROUTES, type ConsoleRoute } from '../../shared/console/routes.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { inviteOrigin } from '../../shared/invite.ts';
import { isoTime } from '../core/encoding.ts';
import { withoutWords } from '../http/log.ts';
import { pageLanguage } from '../http/pages/language.ts';
import type { PageBundle } from '../http/pages/page-bundle.ts';
import { PAGE_POLICY } from '../http/pages/shell.ts';
import { PROBLEM_TYPE } from '../http/problems.ts';
import { Assets } from './assets.ts';
import { bodyOf } from './body.ts';
import { type Caller, type Connection, callerOf, connectionOf } from './caller.ts';
import type { Events } from './events.ts';
import type { HandlerPorts, Handlers } from './handlers/shape.ts';
import { ASSETS, consolePage, refusedPage } from './pages.ts';
import { problemOf } from './problems.ts';
import { Rates } from './rates.ts';
import { isForConsole, requireOwnPage, sessionCookie } from './request-guard.ts';

/** How many connections Caddy may hold, and how long requests and idle connections may take (milliseconds). */
const CONNECTIONS = 256;
const TIMES = { headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 150_000 } as const;
/** Bytes of a request's headers, as many as Caddy passes on: sibling services set cookies for the whole domain. */
const HEADERS_MOST = 1024 * 1024;
/** Rate limits of somebody who may use the console, and of an unknown address, which needs one page and its files. */
const KNOWN = { perSecond: 30, burst: 120 } as const;
const UNKNOWN = { perSecond: 10, burst: 60 } as const;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export interface ConsoleServerOptions extends Pick<HandlerPorts, 'home' | 'clock'> {
  readonly handlers: Handlers;
  readonly events: Events;
  readonly bundle: PageBundle;
  readonly logger: Logger;
}

const routesByPath = new Map<string, [name: string, route: ConsoleRoute]>(
  Object.entries(CONSOLE_ROUTES).map(([name, route]) => [route.path, [name, route]]),
);

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly connection: Connection;
}

/** The console: pages, calls and events of {@link CONSOLE_ROUTES}. */
export class ConsoleServer {
  readonly server: Server;
  readonly #options: ConsoleServerOptions;
  readonly #assets: Assets;
  /** The console begins anew when latchkey.yaml has changed. */
  readonly #origin: string;
  readonly #rates = { known: new Rates(KNOWN), unknown: new Rates(UNKNOWN) };

  constructor(options: ConsoleServerOptions) {
    this.#options = options;
    this.#assets = new Assets(options.bundle);
    const { console, ports } = options.home.config;
    this.#origin = inviteOrigin({ host: console?.host ?? '', port: ports.https });
    this.server = createServer({ ...TIMES, maxHeaderSize: HEADERS_MOST }, (request, response) => {
      this.#answer(request, response).catch((thrown: unknown) => this.#refuse(response, thrown));
    });
    this.server.maxConnections = CONNECTIONS;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const { method = 'GET', headers } = request;
    // A request with another name for this address gets an empty answer.
    if (!isForConsole(headers, this.#origin)) {
      response.writeHead(421).end();
      return;
    }
    // Appended to the origin, not resolved against it: a path that begins with two slashes would name another host.
    const url = new URL(`${this.#origin}${request.url?.startsWith('/') ? request.url : '/'}`);
    const exchange = { request, response, url, connection: connectionOf(request) };
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isRead && method !== 'POST') throw new LatchkeyError('METHOD_NOT_ALLOWED');
    if (!url.pathname.startsWith('/api/')) {
      if (!isRead) throw new LatchkeyError('METHOD_NOT_ALLOWED');
      return this.#page(exchange);
    }
    requireOwnPage(method, headers, this.#origin);
    if (url.pathname === EVENTS_PATH && method === 'GET') return this.#listen(exchange);
    return this.#call(exchange, method);
  }

  /** Identifies the caller now, and counts the request. */
  #caller({ connection }: Exchange): Caller {
    const now = this.#options.clock.now();
    const caller = this.#identified(connection, now);
    this.#rates.known.require(caller.key, now);
    return caller;
  }

  #identified(connection: Connection, now: number): Caller {
    try {
      return callerOf(this.#options.home, connection, now);
    } catch (thrown) {
      this.#asStranger(connection, now);
      throw thrown;
    }
  }

  /**
   * Counts a request of somebody who may not use the console. A device of this home has a rate limit of its own: devices
   * share an address behind one router, and none is to keep another from opening a one-time link.
   */
  #asStranger({ address, fingerprint }: Connection, now: number): void {
    const known = fingerprint === undefined ? undefined : this.#options.home.registry.enrolment(fingerprint);
    this.#rates.unknown.require(known ? `device ${known.device.id}` : address, now);
  }

  #page(exchange: Exchange): void {
    const { request, response, url, connection } = exchange;
    const { bundle, clock } = this.#options;
    if (url.pathname.startsWith(ASSETS)) {
      const asset = this.#assets.file(
        url.pathname.slice(ASSETS.length),
        request.headers['accept-encoding']?.toString(),
      );
      if (!asset) throw new LatchkeyError('NOT_FOUND');
      response.writeHead(200, asset.headers).end(asset.body);
      return;
    }
    const language = pageLanguage(request.headers['accept-language']);
    const send = (status: number, html: string) => {
      response.setHeader('content-security-policy', PAGE_POLICY);
      response.setHeader('vary', 'Accept-Language');
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    };
    // The page that a one-time link opens: the caller is unknown until its script has swapped the token.
    if (url.pathname === ENTER_PATH && connection.zone === 'lan') {
      this.#asStranger(connection, clock.now());
      send(200, consolePage(language, bundle));
      return;
    }
    try {
      this.#caller(exchange);
    } catch (thrown) {
      if (!LatchkeyError.is(thrown) || !thrown.code.startsWith('CONSOLE_')) throw thrown;
      send(403, refusedPage(language, bundle, thrown.code));
      return;
    }
    // Browsers request a favicon by themselves; the console has none.
    if (url.pathname.includes('.')) throw new LatchkeyError('NOT_FOUND');
    send(200, consolePage(language, bundle));
  }

  #listen(exchange: Exchange): void {
    const { response, connection } = exchange;
    const caller = this.#caller(exchange);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    this.#options.events.open(response, connection, caller);
    response.flushHeaders();
  }

  async #call(exchange: Exchange, method: string): Promise<void> {
    const { request, response, url } = exchange;
    const [name, route] = routesByPath.get(url.pathname) ?? [];
    if (name === undefined || route === undefined) throw new LatchkeyError('NOT_FOUND');
    if (route.method !== method) throw new LatchkeyError('METHOD_NOT_ALLOWED');
    const { home, clock } = this.#options;
    const isEntering = name === 'enter';
    if (isEntering) this.#asStranger(exchange.connection, clock.now());
    else this.#caller(exchange);
    const asked = method === 'GET' ? Object.fromEntries(url.searchParams) : await bodyOf(request);
    // A body can take long to arrive: the caller may have been shut out meanwhile.
    const caller = isEntering ? undefined : callerOf(home, exchange.connection, clock.now());
    const parsed = route.request.safeParse(asked);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = issue?.path.map(String).join('.') || 'The request';
      throw new LatchkeyError('REQUEST_NOT_VALID', {
        detail: `${field}: ${issue?.message ?? 'is not valid'}`.slice(0, 300),
      });
    }
    const reply =
      caller === undefined ? this.#enter(exchange, parsed.data) : await this.#run(name, parsed.data, caller, response);
    const body = JSON.stringify(route.reply.parse(reply));
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  }

  #enter({ response, connection: { zone, address } }: Exchange, request: unknown): unknown {
    const { home, clock } = this.#options;
    // From outside, Caddy has checked a key already, and only the key counts.
    if (zone !== 'lan') throw new LatchkeyError('CONSOLE_LINK_NOT_VALID');
    const { token } = CONSOLE_ROUTES.enter.request.parse(request);
    const session = home.oneTimeLinks.enter(token, address);
    const seconds = Math.floor((session.expiresAt - clock.now()) / 1000);
    response.setHeader('set-cookie', sessionCookie(session.token, seconds));
    return { expiresAt: isoTime(session.expiresAt) };
  }

  #run(name: string, request: unknown, caller: Caller, response: ServerResponse): unknown {
    const { home, handlers } = this.#options;
    if (name === 'leave') {
      if (caller.kind === 'link') home.oneTimeLinks.leave(caller.session);
      response.setHeader('set-cookie', sessionCookie('', 0));
      return {};
    }
    // Each handler has its own type of request; in this generic place, only the schema has checked it.
    const handle = handlers[name as keyof Handlers] as (request: unknown, caller: Caller) => unknown;
    return home.actAs(caller.actor, () => handle(request, caller));
  }

  #refuse(response: ServerResponse, thrown: unknown): void {
    const requestId = randomBytes(9).toString('base64url');
    const { problem, retryAfter } = problemOf(thrown, requestId);
    if (problem.status >= 500) this.#options.logger.error({ requestId, error: withoutWords(thrown) }, 'failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    // The rest of the body is not read.
    if (problem.status === 413) response.setHeader('connection', 'close');
    response.writeHead(problem.status, { 'content-type': PROBLEM_TYPE }).end(JSON.stringify(problem));
  }
}
