import type { Session } from 'electron';
import { isOfOrigin } from './origin.ts';

/**
 * The window's session loads the app's own files and nothing else: a library gone bad has nowhere to send anything. The
 * main process talks to homes by itself.
 * @param origins the app's own; in development also the server that builds the page
 */
export function blockRequests(
  session: Pick<Session, 'webRequest'>,
  origins: readonly string[],
  refused: () => void,
): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const own = origins.some((origin) => isOfOrigin(url, origin)) || url.startsWith('data:image/');
    if (!own) refused();
    answer({ cancel: !own });
  });
}
