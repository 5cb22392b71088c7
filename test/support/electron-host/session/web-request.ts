/** `session.webRequest`: the app's listeners, asked for every request of this session's pages. */
import { strictObject } from '../base/strict.ts';

export interface Verdict {
  readonly cancel?: boolean;
  readonly redirectURL?: string;
  readonly requestHeaders?: Record<string, string | string[]>;
  readonly responseHeaders?: Record<string, string | string[]>;
  readonly statusLine?: string;
}
type Answering = (details: object, callback: (verdict: Verdict) => void) => void;
interface Filter {
  readonly urls?: readonly string[];
  readonly types?: readonly string[];
}
type Hook = 'onBeforeRequest' | 'onBeforeSendHeaders' | 'onHeadersReceived';
const HOOKS: readonly Hook[] = ['onBeforeRequest', 'onBeforeSendHeaders', 'onHeadersReceived'];

export interface RequestFacts {
  readonly url: string;
  readonly resourceType: string;
}

export class WebRequests {
  readonly #listeners = new Map<Hook, { filter: Filter; listener: Answering }>();
  /** As the app sees it. */
  readonly module = strictObject(
    'webRequest',
    Object.fromEntries(
      HOOKS.map((hook) => [
        hook,
        (filterOrListener: Filter | Answering | null, listener?: Answering | null) =>
          this.#set(hook, filterOrListener, listener),
      ]),
    ),
  );

  hears(hook: Hook, facts: RequestFacts): boolean {
    const entry = this.#listeners.get(hook);
    return entry !== undefined && matches(entry.filter, facts);
  }

  /** @returns the listener's verdict; an empty one when nobody listens for such a request */
  ask<Facts extends RequestFacts>(hook: Hook, facts: Facts): Promise<Verdict> {
    const entry = this.#listeners.get(hook);
    if (!entry || !matches(entry.filter, facts)) return Promise.resolve({});
    return new Promise((resolve) => entry.listener(facts, (verdict) => resolve(verdict ?? {})));
  }

  #set(hook: Hook, first: Filter | Answering | null, second?: Answering | null): void {
    const listener = typeof first === 'function' ? first : second;
    if (listener) this.#listeners.set(hook, { filter: typeof first === 'function' ? {} : (first ?? {}), listener });
    else this.#listeners.delete(hook);
  }
}

function matches({ urls, types }: Filter, { url, resourceType }: RequestFacts): boolean {
  if (types && types.length > 0 && !types.includes(resourceType)) return false;
  return !urls || urls.length === 0 || urls.some((pattern) => matchesPattern(pattern, url));
}

/** Chromium's match patterns: `<all_urls>`, `https://*.example.com/*`, `file:///*`. */
export function matchesPattern(pattern: string, url: string): boolean {
  if (pattern === '<all_urls>') return true;
  const parts = /^([^:]+):\/\/([^/]*)(.*)$/.exec(pattern);
  if (!parts) throw new TypeError(`Invalid url pattern ${pattern}`);
  const [, scheme = '', host = '', path = ''] = parts;
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const schemes = scheme === '*' ? '(https?|wss?)' : literal(scheme);
  let hosts = literal(host);
  if (host === '*') hosts = '[^/]*';
  else if (host.startsWith('*.')) hosts = `([^/]+\\.)?${literal(host.slice(2))}`;
  const port = /:\d+$/.test(host) ? '' : '(:\\d+)?';
  return new RegExp(`^${schemes}://${hosts}${port}${path.split('*').map(literal).join('.*')}$`).test(url);
}

/** Headers as the protocol has them. */
export function toPairs(headers: Record<string, string | string[]>): { name: string; value: string }[] {
  return Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
}

/** Headers as Electron shows them. */
export function fromPairs(pairs: readonly { name: string; value: string }[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const { name, value } of pairs) headers[name] = [...(headers[name] ?? []), value];
  return headers;
}
