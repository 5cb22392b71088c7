/** Every rule, in one place to read. Each has a file and a test of its own. */
import type { App, Session } from 'electron';
import type { Log } from '../log/log.ts';
import { refuseCertificateErrors } from './certificate-errors.ts';
import type { ClientCertificates } from './client-certificates.ts';
import { refuseDownloads } from './downloads.ts';
import { refuseNavigation } from './navigation.ts';
import { refusePermissions } from './permissions.ts';
import { blockRequests } from './requests.ts';
import { sandboxEverything } from './sandbox.ts';
import { refuseWebviews } from './webviews.ts';

/** Before the app is ready. */
export function lockDownApp(app: App, certificates: ClientCertificates, log: Log): void {
  sandboxEverything(app);
  refuseNavigation(app, (rule) => log.warn('refused', { rule }));
  refuseWebviews(app, () => log.warn('refused', { rule: 'webview' }));
  refuseCertificateErrors(app);
  certificates.guard(app);
}

/** @param origins what the window's session may load */
export function lockDownSession(session: Session, origins: readonly string[], log: Log): void {
  refusePermissions(session);
  blockRequests(session, origins, () => log.warn('refused', { rule: 'request' }));
  refuseDownloads(session, () => log.warn('refused', { rule: 'download' }));
}
