/**
 * What the host does in the preload's isolated world: `require('electron')` as a sandboxed preload has it, then the
 * preload itself. Self-contained: its source text runs there.
 */
import type { Bridge } from './bridge.ts';
import type { Codec } from './codec.ts';

type Listener = (event: object, ...args: unknown[]) => void;
type Preload = (
  require: (name: string) => unknown,
  module: object,
  exports: object,
  process: object,
  global: object,
) => void;

export function setUpPreloadWorld(
  bridge: Bridge,
  codec: Codec,
  toHost: (text: string) => void,
  environment: object,
  preload: Preload,
): void {
  const listeners = new Map<string, { hear: Listener; once: boolean }[]>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const zoom = { factor: 1 };
  const exposed = new Set<string>();
  let last = 0;

  const refuse = (path: string): never => {
    throw new Error(`test host: electron ${path} is not emulated`);
  };
  const strict = <T extends object>(name: string, object: T): T =>
    new Proxy(object, {
      get: (target, key) =>
        key in target || typeof key === 'symbol' ? Reflect.get(target, key) : refuse(`${name}.${key}`),
    });
  const post = (message: object) => toHost(codec.encode(message));
  const add = (channel: string, hear: Listener, once = false) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { hear, once }]);
    return ipcRenderer;
  };
  const remove = (channel: string, hear: Listener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((entry) => entry.hear !== hear),
    );
    return ipcRenderer;
  };

  const ipcRenderer: object = strict('ipcRenderer', {
    on: add,
    addListener: add,
    once: (channel: string, hear: Listener) => add(channel, hear, true),
    off: remove,
    removeListener: remove,
    removeAllListeners(channel?: string) {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
    send: (channel: string, ...args: unknown[]) => post({ type: 'send', channel, args }),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        last += 1;
        post({ type: 'invoke', number: last, channel, args });
        waiting.set(last, { resolve, reject });
      }),
  });

  const setZoom = (factor: number) => {
    zoom.factor = factor;
    post({ type: 'zoom', factor });
  };
  const electron = strict('(preload)', {
    ipcRenderer,
    contextBridge: strict('contextBridge', {
      exposeInMainWorld(key: string, api: unknown) {
        if (exposed.has(key)) throw new Error('Cannot bind an API on top of an existing property on the window object');
        exposed.add(key);
        bridge.tell('expose', { key, api: bridge.encode(api) });
      },
    }),
    webFrame: strict('webFrame', {
      setZoomFactor: setZoom,
      getZoomFactor: () => zoom.factor,
      setZoomLevel: (level: number) => setZoom(1.2 ** level),
      getZoomLevel: () => Math.log(zoom.factor) / Math.log(1.2),
    }),
    webUtils: strict('webUtils', { getPathForFile: () => '' }),
  });

  Object.defineProperty(globalThis, '__fromHost', {
    value(text: string) {
      const message = codec.decode(text) as { type: string; number: number; value: unknown; error?: string } & {
        channel: string;
        args: unknown[];
      };
      if (message.type === 'reply') {
        const caller = waiting.get(message.number);
        waiting.delete(message.number);
        if (message.error === undefined) caller?.resolve(message.value);
        else caller?.reject(new Error(message.error));
        return;
      }
      if (message.type === 'zoom') zoom.factor = message.value as number;
      for (const { hear, once } of listeners.get(message.channel) ?? []) {
        if (once) remove(message.channel, hear);
        hear({ sender: ipcRenderer, ports: [] }, ...message.args);
      }
    },
  });
  bridge.hear('open', (detail: object) => post({ type: 'open', ...detail }));
  bridge.hear('navigate', (detail: object) => post({ type: 'navigate', ...detail }));

  let title = '';
  new MutationObserver(() => {
    if (document.title === title) return;
    title = document.title;
    post({ type: 'title', title });
  }).observe(document, { subtree: true, childList: true, characterData: true });

  const require = (name: string) =>
    name === 'electron' || name === 'electron/renderer'
      ? electron
      : (() => {
          throw new Error(`module not found: ${name}`);
        })();
  const module = { exports: {} };
  try {
    preload.call(globalThis, require, module, module.exports, environment, globalThis);
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    post({ type: 'preload-error', message, stack });
  }
}
