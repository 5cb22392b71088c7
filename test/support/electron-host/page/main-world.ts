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

  // Electron answers null when the handler denies, and the host opens what is allowed in a window of its own.
  globalThis.open = (url, name, features) => {
    const target = url === undefined || url === '' ? 'about:blank' : new URL(url, document.baseURI).href;
    bridge.tell('open', { url: target, frameName: name ?? '', features: features ?? '' });
    return null;
  };

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
