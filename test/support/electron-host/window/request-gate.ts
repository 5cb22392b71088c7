/**
 * Every request of a page passes here before it leaves: navigation rules, `webRequest`, custom schemes. WebSockets and
 * workers' own requests do not; the protocol shows the host neither.
 */
import { record } from '../base/host.ts';
import { type CdpSession, ChromiumGone } from '../chromium/cdp.ts';
import { fromWire } from '../session/scheme-map.ts';
import type { Session } from '../session/session.ts';
import { fromPairs, toPairs } from '../session/web-request.ts';

export interface NavigationRules {
  /** @returns false when a listener prevented it */
  allows(navigation: { url: string; isMainFrame: boolean; isRedirect: boolean }): boolean;
  /** A page of this address is about to load in the main frame. */
  begins(url: string): Promise<void>;
}

interface Paused {
  readonly requestId: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly postData?: string;
  };
  readonly frameId: string;
  readonly resourceType: string;
  readonly responseStatusCode?: number;
  readonly responseStatusText?: string;
  readonly responseHeaders?: { name: string; value: string }[];
  readonly responseErrorReason?: string;
  readonly redirectedRequestId?: string;
}

const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  Stylesheet: 'stylesheet',
  Image: 'image',
  Media: 'media',
  Font: 'font',
  Script: 'script',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  WebSocket: 'webSocket',
};

export class RequestGate {
  readonly #page: CdpSession;
  readonly #mainFrame: string;
  readonly #session: Session;
  readonly #rules: NavigationRules;
  readonly #facts: object;

  constructor(page: CdpSession, mainFrame: string, session: Session, rules: NavigationRules, facts: object) {
    this.#page = page;
    this.#mainFrame = mainFrame;
    this.#session = session;
    this.#rules = rules;
    this.#facts = facts;
  }

  async watch(): Promise<void> {
    this.#page.on('Fetch.requestPaused', (paused: Paused) => {
      this.#handle(paused).catch(async (error: Error) => {
        record('host.request-failed', paused.request.url, error.message);
        // While Chromium goes, its last requests fail; nobody waits for them.
        if (!(error instanceof ChromiumGone))
          process.stderr.write(`test host: ${paused.request.url}: ${error.stack}\n`);
        await this.#fail(paused, 'Failed').catch(() => undefined);
      });
    });
    await this.#page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  }

  async #handle(paused: Paused): Promise<void> {
    const isAnswer = paused.responseStatusCode !== undefined || paused.responseErrorReason !== undefined;
    await (isAnswer ? this.#answered(paused) : this.#leaving(paused));
  }

  async #leaving(paused: Paused): Promise<void> {
    const facts = this.#factsOf(paused);
    const { schemes, requests } = this.#session;
    const isMainFrame = facts.resourceType === 'mainFrame';
    if (isMainFrame || facts.resourceType === 'subFrame') {
      const isRedirect = paused.redirectedRequestId !== undefined;
      if (!this.#rules.allows({ url: facts.url, isMainFrame, isRedirect })) return await this.#fail(paused, 'Aborted');
      if (isMainFrame) await this.#rules.begins(facts.url);
    }
    const first = await requests.ask('onBeforeRequest', facts);
    if (first.cancel) return await this.#fail(paused, 'BlockedByClient');
    if (first.redirectURL !== undefined) return await this.#redirect(paused, first.redirectURL);
    if (facts.url !== paused.request.url) return await this.#answerScheme(paused, facts.url);
    if (schemes.handles(facts.url)) return await this.#answerScheme(paused, facts.url);
    const second = await requests.ask('onBeforeSendHeaders', { ...facts, requestHeaders: paused.request.headers });
    if (second.cancel) return await this.#fail(paused, 'BlockedByClient');
    // Electron shows no headers of file: either.
    const interceptResponse = /^https?:/.test(facts.url) && requests.hears('onHeadersReceived', facts);
    await this.#page.send('Fetch.continueRequest', {
      requestId: paused.requestId,
      interceptResponse,
      ...(second.requestHeaders ? { headers: toPairs(second.requestHeaders) } : {}),
    });
  }

  async #answered(paused: Paused): Promise<void> {
    const { requestId, responseStatusCode = 0 } = paused;
    const isRedirect = responseStatusCode >= 300 && responseStatusCode < 400;
    if (paused.responseErrorReason !== undefined || isRedirect) {
      await this.#page.send('Fetch.continueRequest', { requestId });
      return;
    }
    const responseHeaders = fromPairs(paused.responseHeaders ?? []);
    const details = {
      ...this.#factsOf(paused),
      statusCode: responseStatusCode,
      statusLine: `HTTP/1.1 ${responseStatusCode} ${paused.responseStatusText ?? ''}`.trim(),
      responseHeaders,
    };
    const verdict = await this.#session.requests.ask('onHeadersReceived', details);
    if (verdict.cancel) return await this.#fail(paused, 'BlockedByClient');
    // A policy among changed headers only counts when the whole answer is given anew.
    const { body, base64Encoded } = await this.#page.send('Fetch.getResponseBody', { requestId });
    await this.#page.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: Number(/ (\d{3})/.exec(verdict.statusLine ?? '')?.[1] ?? responseStatusCode),
      responseHeaders: toPairs(verdict.responseHeaders ?? responseHeaders).filter(({ name }) => !isEncoding(name)),
      body: base64Encoded ? body : Buffer.from(body).toString('base64'),
    });
  }

  async #answerScheme(paused: Paused, url: string): Promise<void> {
    const { method, headers, postData } = paused.request;
    const request = new Request(url, {
      method,
      headers: Object.entries(headers).filter(([name]) => !name.startsWith(':')),
      ...(postData === undefined ? {} : { body: postData }),
    });
    const answer = await this.#session.schemes.answer(request);
    await this.#page.send('Fetch.fulfillRequest', {
      requestId: paused.requestId,
      responseCode: answer.status,
      responseHeaders: [...answer.headers],
      body: answer.body.toString('base64'),
    });
  }

  async #redirect({ requestId }: Paused, location: string): Promise<void> {
    const responseHeaders = [{ name: 'location', value: location }];
    await this.#page.send('Fetch.fulfillRequest', { requestId, responseCode: 307, responseHeaders });
  }

  async #fail({ requestId }: Paused, errorReason: 'Aborted' | 'BlockedByClient' | 'Failed'): Promise<void> {
    await this.#page.send('Fetch.failRequest', { requestId, errorReason });
  }

  #factsOf({ requestId, request, frameId, resourceType }: Paused) {
    const frame = frameId === this.#mainFrame ? 'mainFrame' : 'subFrame';
    return {
      ...this.#facts,
      id: Number(/\d+/.exec(requestId)?.[0] ?? 0),
      url: fromWire(request.url),
      method: request.method,
      referrer: fromWire(request.headers.Referer ?? ''),
      timestamp: Date.now(),
      resourceType: resourceType === 'Document' ? frame : (RESOURCE_TYPES[resourceType] ?? 'other'),
    };
  }
}

const isEncoding = (name: string) =>
  ['content-encoding', 'content-length', 'transfer-encoding'].includes(name.toLowerCase());
