/** The one origin that the window's page has. Everything else is somebody else. */

/** Our own scheme: a `file:` page would share its origin with every file on the computer. */
export const SCHEME = 'app';
export const HOST = 'latchkey';
export const ORIGIN = `${SCHEME}://${HOST}`;
export const START_PAGE = `${ORIGIN}/index.html`;

/**
 * Whether a URL is of the origin. Node knows no origin of custom schemes, so the text is compared, after a parser has
 * taken tricks such as credentials and back-slashes apart.
 * @param origin `app://latchkey`, or that of the development server
 */
export function isOfOrigin(url: string, origin: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return username === '' && password === '' && `${protocol}//${host}` === origin;
}

/**
 * What the page is made of: the app's own files, or in development the server that builds them, which also says over a
 * WebSocket when they have changed. The page's own origin comes first.
 */
export function pageOrigins(devServer: string | undefined): string[] {
  if (devServer === undefined) return [ORIGIN];
  const { origin } = new URL(devServer);
  return [origin, origin.replace(/^http/, 'ws')];
}
