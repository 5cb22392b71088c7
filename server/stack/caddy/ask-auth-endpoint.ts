import type { HomeLayout } from '../../core/layout.ts';
import { block } from './caddy-block.ts';
import { quote } from './site-parts.ts';

/**
 * Asks the auth endpoint before a request goes on. Of what the client sent, the auth endpoint gets what is passed on and
 * nothing else: no cookie, no query, and no upgrade, whose answer Caddy would take for the upgrade itself. A GET of this
 * same path keeps a body, if it has one; the endpoint reads none.
 * @param matcher which requests are asked about
 * @param path of the auth endpoint, without a query
 * @param more header fields for the auth endpoint (`header_up`), and what becomes of its answer
 */
export const askAuthEndpoint = (
  { run }: Pick<HomeLayout, 'run'>,
  matcher: string,
  path: string,
  ...more: readonly string[]
) =>
  block(
    `forward_auth ${matcher} ${quote(`unix/${run.authEndpoint}`)}`,
    // The question mark ends the path: without it Caddy keeps the request's query.
    `uri ${path}?`,
    // Caddy deletes all of them before it sets any, and these last ones, which it sets by itself, after that.
    'header_up -*',
    'header_up -X-Forwarded-*',
    'header_up X-Latchkey-Fingerprint {http.request.tls.client.fingerprint}',
    ...more,
  );
