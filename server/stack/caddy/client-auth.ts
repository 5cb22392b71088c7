import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { askAuthEndpoint } from './ask-auth-endpoint.ts';
import { block } from './caddy-block.ts';
import { accessLog, listener, quote, tls } from './site-parts.ts';

/** What stands between the WAN listener and every site: `import client_auth <host>`. */
export function clientAuthCheck(config: HomeConfig, layout: HomeLayout): string {
  return `# The client-certificate check: a certificate of the Homelab CA, one that is in the active set at this moment, and a person who may open
# the host.
${block(
  '(client_auth)',
  `bind ${listener(layout.run.wan)}`,
  tls(config, layout, 'require_and_verify'),
  accessLog(config),
  '# A connection is noted while its certificate is active and opens the host, and not a moment longer.',
  block(
    '@untracked not file',
    `root ${quote(layout.run.connections)}`,
    'try_files /{http.request.tls.client.fingerprint}/{args[0]}/{http.request.remote.host}_{http.request.remote.port}',
  ),
  '# The auth endpoint notes it, or says why not. In a route, so that nothing is sorted to before it.',
  block(
    'route',
    askAuthEndpoint(
      layout,
      '@untracked',
      '/',
      'header_up X-Latchkey-Host {args[0]}',
      'header_up X-Latchkey-Source {http.request.remote.host}_{http.request.remote.port}',
      '# The language of the page that says why not.',
      'header_up Accept-Language {http.request.header.Accept-Language}',
    ),
  ),
)}`;
}
