/**
 * `session.fetch`: Chromium's own network stack, cookies, proxy rules and NSS store. A hidden page navigates, the request
 * is given the caller's method, headers and body on its way out, and the answer is taken before anything is rendered.
 */
import { browser } from '../base/runtime.ts';
import type { CdpSession } from '../chromium/cdp.ts';
import { type Judge, watchCertificates } from './certificates.ts';
import { fromPairs, toPairs, type WebRequests } from './web-request.ts';

export interface FetchDeps {
  readonly browserContextId: string | undefined;
  readonly judge: Judge;
  /** The session's `webRequest` listeners, which hear of these requests too. */
  readonly requests: WebRequests;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY = new Set([101, 204, 205, 304]);
/** Node adds these to a Request by itself; Chromium knows better. */
const OWN_HEADERS = new Set(['content-length', 'host', 'connection', 'accept-encoding']);

/** @throws Error `net::ERR_…` as Electron's does */
export async function fetchByPage(request: Request, environment: FetchDeps): Promise<Response> {
  const { browserContextId, judge } = environment;
  const chromium = browser('session.fetch should only be called after app is ready');
  const { targetId, session: page } = await chromium.openPage({ hidden: true, browserContextId });
  const close = () => chromium.closePage(targetId);
  request.signal.addEventListener('abort', close, { once: true });
  try {
    request.signal.throwIfAborted();
    const answer = Promise.withResolvers<Response>();
    let refusal: string | undefined;
    await Promise.all([
      watchCertificates(page, judge, (error) => {
        refusal = error;
      }),
      page.send('Page.enable'),
      page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }, { urlPattern: '*', requestStage: 'Response' }] }),
    ]);
    const body = Buffer.from(await request.arrayBuffer());
    const exchange = new Exchange(page, request, body, environment.requests);
    exchange.answered.then(answer.resolve, answer.reject);
    await page.send('Runtime.runIfWaitingForDebugger');
    const navigated = page.send('Page.navigate', { url: request.url }).then(({ errorText }) => errorText);
    const first = await Promise.race([answer.promise, navigated.catch((error: Error) => error.message)]);
    if (first instanceof Response) return first;
    // The page is told "aborted" both when the answer was taken and when a certificate was refused.
    if (refusal !== undefined) throw new Error(`net::${refusal}`);
    if (first !== undefined && first !== 'net::ERR_ABORTED') throw new Error(first);
    return await answer.promise;
  } catch (error) {
    request.signal.throwIfAborted();
    throw error;
  } finally {
    request.signal.removeEventListener('abort', close);
    await close();
  }
}

interface Paused {
  readonly requestId: string;
  readonly request: { readonly url: string; readonly method: string; readonly headers: Record<string, string> };
  readonly responseStatusCode?: number;
  readonly responseStatusText?: string;
  readonly responseHeaders?: { name: string; value: string }[];
  readonly responseErrorReason?: string;
  readonly redirectedRequestId?: string;
}

/** One request on its way out and back, redirects included. */
class Exchange {
  readonly answered: Promise<Response>;
  readonly #page: CdpSession;
  readonly #request: Request;
  readonly #body: Buffer;
  readonly #requests: WebRequests;

  constructor(page: CdpSession, request: Request, body: Buffer, requests: WebRequests) {
    this.#page = page;
    this.#request = request;
    this.#body = body;
    this.#requests = requests;
    this.answered = new Promise((resolve, reject) => {
      page.on('Fetch.requestPaused', (paused: Paused) => {
        const { responseStatusCode: status, responseErrorReason: failure } = paused;
        if (failure !== undefined) this.#goOn(paused).catch(reject);
        else if (status === undefined) this.#leaves(paused).catch(reject);
        else this.#arrives(paused, status).then((response) => response && resolve(response), reject);
      });
    });
  }

  async #leaves(paused: Paused): Promise<void> {
    const facts = this.#factsOf(paused);
    const { cancel } = await this.#requests.ask('onBeforeRequest', facts);
    if (cancel) return await this.#refuse(paused, 'net::ERR_BLOCKED_BY_CLIENT');
    const out = outgoing(this.#request, this.#body, paused.request.headers);
    const first = paused.redirectedRequestId === undefined ? out : { headers: toPairs(paused.request.headers) };
    const requestHeaders = Object.fromEntries(first.headers.map(({ name, value }) => [name, value]));
    const verdict = await this.#requests.ask('onBeforeSendHeaders', { ...facts, requestHeaders });
    if (verdict.cancel) return await this.#refuse(paused, 'net::ERR_BLOCKED_BY_CLIENT');
    await this.#goOn(paused, {
      ...first,
      ...(verdict.requestHeaders ? { headers: toPairs(verdict.requestHeaders) } : {}),
    });
  }

  /** @returns nothing when there is more to come */
  async #arrives(paused: Paused, statusCode: number): Promise<Response | undefined> {
    const responseHeaders = fromPairs(paused.responseHeaders ?? []);
    const statusLine = `HTTP/1.1 ${statusCode} ${paused.responseStatusText ?? ''}`.trim();
    const facts = { ...this.#factsOf(paused), statusCode, statusLine, responseHeaders };
    const verdict = await this.#requests.ask('onHeadersReceived', facts);
    if (verdict.cancel) await this.#refuse(paused, 'net::ERR_BLOCKED_BY_CLIENT');
    if (REDIRECTS.has(statusCode)) {
      if (this.#request.redirect === 'follow') await this.#goOn(paused);
      // Electron's fetch knows no "manual": what nobody follows is cancelled.
      else if (this.#request.redirect === 'manual') await this.#refuse(paused, 'Redirect was cancelled');
      else await this.#refuse(paused, 'net::ERR_FAILED');
      return undefined;
    }
    const { body, base64Encoded } = await this.#page.send('Fetch.getResponseBody', { requestId: paused.requestId });
    const bytes = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
    await this.#abort(paused);
    return toResponse(statusCode, toPairs(verdict.responseHeaders ?? responseHeaders), bytes, paused.request.url);
  }

  async #goOn({ requestId }: Paused, changes: object = {}): Promise<void> {
    await this.#page.send('Fetch.continueRequest', { requestId, ...changes });
  }

  async #abort({ requestId }: Paused): Promise<void> {
    await this.#page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
  }

  async #refuse(paused: Paused, error: string): Promise<never> {
    await this.#abort(paused);
    throw new Error(error);
  }

  #factsOf({ requestId, request: { url, method } }: Paused) {
    const id = Number(/\d+/.exec(requestId)?.[0] ?? 0);
    return { id, url, method, resourceType: 'other', referrer: '', timestamp: Date.now() };
  }
}

function outgoing(request: Request, body: Buffer, own: Record<string, string>) {
  const given = [...request.headers].filter(([name]) => !OWN_HEADERS.has(name));
  const names = new Set(given.map(([name]) => name));
  const kept = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()));
  return {
    method: request.method,
    headers: [...kept, ...given].map(([name, value]) => ({ name, value })),
    ...(body.length > 0 ? { postData: body.toString('base64') } : {}),
  };
}

function toResponse(
  status: number,
  headers: readonly { name: string; value: string }[],
  body: Buffer,
  url: string,
): Response {
  const pairs = headers.flatMap(({ name, value }) => value.split('\n').map((line): [string, string] => [name, line]));
  const response = new Response(WITHOUT_BODY.has(status) ? null : new Uint8Array(body), { status, headers: pairs });
  return Object.defineProperty(response, 'url', { value: url });
}
