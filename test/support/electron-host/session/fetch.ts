/**
 * `session.fetch`: Chromium's own network stack, cookies, proxy rules and NSS store. A hidden page navigates, the request
 * is given the caller's method, headers and body on its way out, and the answer is taken before anything is rendered.
 */
import { browser } from '../base/runtime.ts';
import type { CdpSession } from '../chromium/cdp.ts';
import { type Judge, watchCertificates } from './certificates.ts';

export interface FetchSurroundings {
  readonly browserContextId: string | undefined;
  readonly judge: Judge;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY = new Set([101, 204, 205, 304]);
/** Node adds these to a Request by itself; Chromium knows better. */
const OWN_HEADERS = new Set(['content-length', 'host', 'connection', 'accept-encoding']);

/** @throws Error `net::ERR_…` as Electron's does */
export async function fetchByPage(request: Request, { browserContextId, judge }: FetchSurroundings): Promise<Response> {
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
    page.on('Fetch.requestPaused', ({ requestId, request: seen, redirectedRequestId, ...paused }) => {
      const goOn = (more: object = {}) => page.send('Fetch.continueRequest', { requestId, ...more });
      const leaving = () => goOn(redirectedRequestId === undefined ? outgoing(request, body, seen.headers) : {});
      const answered = async (status: number) => {
        const isRedirect = REDIRECTS.has(status);
        if (isRedirect && request.redirect === 'follow') return await goOn();
        if (isRedirect && request.redirect === 'error') throw new Error('net::ERR_FAILED');
        const bytes = isRedirect ? Buffer.alloc(0) : await takeBody(page, requestId);
        answer.resolve(toResponse(status, paused.responseHeaders ?? [], bytes, seen.url));
        return await page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      };
      const { responseStatusCode, responseErrorReason } = paused;
      if (responseErrorReason !== undefined) goOn().catch(answer.reject);
      else if (responseStatusCode === undefined) leaving().catch(answer.reject);
      else answered(responseStatusCode).catch(answer.reject);
    });
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

async function takeBody(page: CdpSession, requestId: string): Promise<Buffer> {
  const { body, base64Encoded } = await page.send('Fetch.getResponseBody', { requestId });
  return Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
}

function outgoing(request: Request, body: Buffer, own: Record<string, string>): object {
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
