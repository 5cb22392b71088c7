/** `ipcMain`, with Electron's own error texts: the app's tests may compare them. */

import { strictEmitter } from '../base/strict.ts';
import { createCodec } from '../page/codec.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;
const codec = createCodec();

class IpcMain extends strictEmitter('ipcMain') {
  readonly #handlers = new Map<string, { handler: Handler; once: boolean }>();

  handle(channel: string, handler: Handler): void {
    this.#add(channel, handler, false);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.#add(channel, handler, true);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  #add(channel: string, handler: Handler, once: boolean): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, { handler, once });
  }

  /** @returns the reply as it goes back to the page */
  static async answer(
    main: IpcMain,
    channel: string,
    event: object,
    args: unknown[],
  ): Promise<{ value?: unknown; error?: string }> {
    try {
      const entry = main.#handlers.get(channel);
      if (!entry) throw new Error(`No handler registered for '${channel}'`);
      if (entry.once) main.#handlers.delete(channel);
      const value = await entry.handler(event, ...args);
      codec.encode(value);
      return { value };
    } catch (error) {
      return { error: `Error invoking remote method '${channel}': ${error}` };
    }
  }
}

export const ipcMain = new IpcMain();

/** Calls the app's handler of this channel. */
export function answerInvoke(channel: string, event: object, args: unknown[]) {
  return IpcMain.answer(ipcMain, channel, event, args);
}
