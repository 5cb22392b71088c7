import type { App } from 'electron';

/** No page inside a page: a `<webview>` would have rules of its own. */
export function refuseWebviews(app: Pick<App, 'on'>, refused: () => void): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
      refused();
    });
  });
}
