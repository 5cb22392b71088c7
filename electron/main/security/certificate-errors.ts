import type { App } from 'electron';

/** Nobody can be talked into a server that Chromium does not trust. Homes with a root of their own prove it elsewhere. */
export function refuseCertificateErrors(app: Pick<App, 'on'>): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
}
