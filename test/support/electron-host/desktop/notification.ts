/** `Notification`: noted down; specs click it. */
import type { NotificationConstructorOptions } from 'electron';
import { addControl, record } from '../base/host.ts';
import { HostEvent, strictEmitter } from '../base/strict.ts';

const shown: Notification[] = [];

export class Notification extends strictEmitter('Notification') {
  readonly title: string;
  readonly body: string;
  readonly #options: NotificationConstructorOptions;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.#options = options;
    this.title = options.title ?? '';
    this.body = options.body ?? '';
  }

  static isSupported(): boolean {
    return true;
  }
  show(): void {
    record('Notification.show', { ...this.#options, icon: undefined });
    shown.push(this);
    this.emit('show', new HostEvent());
  }
  close(): void {
    record('Notification.close', this.title);
    this.emit('close', new HostEvent());
  }
}

/** Clicks the last notification. */
addControl('clickNotification', () => shown.at(-1)?.emit('click', new HostEvent()) ?? false);
