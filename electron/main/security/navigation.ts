import type { App } from 'electron';

/** The window shows one page. It goes nowhere else, in no frame, and opens nothing; the first page is loaded by us. */
export function refuseNavigation(app: Pick<App, 'on'>, refused: (rule: 'navigation' | 'window') => void): void {
  app.on('web-contents-created', (_event, contents) => {
    const prevent = (event: { preventDefault(): void }) => {
      event.preventDefault();
      refused('navigation');
    };
    contents.on('will-navigate', prevent);
    contents.on('will-frame-navigate', prevent);
    contents.on('will-redirect', prevent);
    contents.setWindowOpenHandler(() => {
      refused('window');
      return { action: 'deny' };
    });
  });
}
