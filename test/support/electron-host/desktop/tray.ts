/** `Tray`: noted down. */
import { record } from '../base/host.ts';
import { strictEmitter } from '../base/strict.ts';

export class Tray extends strictEmitter('Tray') {
  #destroyed = false;

  constructor(_image: unknown) {
    super();
    record('Tray');
  }
  setToolTip(text: string): void {
    record('Tray.setToolTip', text);
  }
  setTitle(title: string): void {
    record('Tray.setTitle', title);
  }
  setImage(): void {}
  setContextMenu(menu: unknown): void {
    record('Tray.setContextMenu', menu !== null);
  }
  destroy(): void {
    this.#destroyed = true;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
}
