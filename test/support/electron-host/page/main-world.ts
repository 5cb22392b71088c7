/** What the host does in the page's own world before any of its scripts. Self-contained: its source text runs there. */
import type { Bridge } from './bridge.ts';

export function setUpMainWorld(bridge: Bridge): void {
  const deepFreeze = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    for (const item of Object.values(value)) deepFreeze(item);
    return Object.freeze(value);
  };
  bridge.hear('expose', ({ key, api }: { key: string; api: unknown }) => {
    Object.defineProperty(globalThis, key, { value: deepFreeze(bridge.decode(api)), enumerable: true });
  });

  const tellOpen = (url: string, frameName: string, features: string, disposition?: string) =>
    bridge.tell('open', {
      url,
      frameName,
      features,
      disposition: disposition ?? (features ? 'new-window' : 'foreground-tab'),
    });

  // Electron answers null when the handler denies, and the host opens what is allowed in a window of its own.
  globalThis.open = (url, name, features) => {
    const target = url === undefined || url === '' ? 'about:blank' : new URL(url, document.baseURI).href;
    tellOpen(target, name ?? '', features ?? '');
    return null;
  };

  // What else opens pages, caught before Chromium does: one that is closed at once would still take the focus.
  const here = new Set(['', '_self', '_top', '_parent']);
  const caught = (event: MouseEvent) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link?.href || event.defaultPrevented || event.button > 1) return;
    const inBackground = event.button === 1 || event.ctrlKey || event.metaKey;
    if (!inBackground && !event.shiftKey && here.has(link.target)) return;
    event.preventDefault();
    tellOpen(link.href, link.target, '', inBackground ? 'background-tab' : event.shiftKey ? 'new-window' : undefined);
  };
  globalThis.addEventListener('click', caught);
  globalThis.addEventListener('auxclick', caught);

  // Requests are intercepted on their way out; what makes none has to be caught here, be it an address within the page
  // or one of another program, for which Chromium would ask a person who is not there.
  const requested = new Set(['http:', 'https:', 'file:', 'javascript:']);
  globalThis.navigation.addEventListener('navigate', (event) => {
    const { protocol, href } = new URL(event.destination.url);
    if (requested.has(protocol) || event.destination.sameDocument || !event.cancelable || window !== window.top) return;
    event.preventDefault();
    bridge.tell('navigate', { url: href });
  });
}
