/**
 * The bridge between the page and the main process: the calls and events of the contract by name, and no other channel.
 * It hands plain data on; both ends check it. The names are put in when this file is built, from the contract itself.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';

/** Channels by the names of calls and events; see electron.vite.config.ts. */
declare const CHANNELS: {
  readonly calls: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<string, string>>;
};

const calls = Object.entries(CHANNELS.calls).map(([name, channel]) => [
  name,
  (argument: unknown) => ipcRenderer.invoke(channel, argument),
]);

function on(name: string, hear: (payload: unknown) => void): () => void {
  const channel = Object.hasOwn(CHANNELS.events, name) ? CHANNELS.events[name] : undefined;
  if (channel === undefined) throw new TypeError('There is no such event.');
  // The event itself stays here: it leads to the sender.
  const listener = (_event: IpcRendererEvent, payload: unknown) => hear(payload);
  ipcRenderer.on(channel, listener);
  return () => void ipcRenderer.off(channel, listener);
}

contextBridge.exposeInMainWorld('latchkey', { ...Object.fromEntries(calls), on });
