import type { App } from 'electron';

/** Every process that shows a page runs in the operating system's sandbox, whatever its window asks for. */
export function sandboxEverything(app: Pick<App, 'enableSandbox'>): void {
  app.enableSandbox();
}
