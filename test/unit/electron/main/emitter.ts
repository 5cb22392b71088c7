import { EventEmitter } from 'node:events';

/** Electron's objects as far as rules need them: they listen, and a test makes them hear. */
export class Emitter extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

/** An event that can be prevented. */
export class Preventable {
  prevented = false;

  preventDefault(): void {
    this.prevented = true;
  }
}
