/** How a service is told who it is. */
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { Identity } from '../../core/config/sections/identity.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { factHeader, IDENTITY_PATH } from '../../core/people/profile.ts';
import { askAuthEndpoint } from './ask-auth-endpoint.ts';
import { block } from './caddy-block.ts';

/** RFC 9440. */
export const CLIENT_CERT = 'Client-Cert ":{http.request.tls.client.certificate_der_base64}:"';

/** Headers that `Connection` lists go no further (RFC 9110 7.6.1). Nobody gets rid of their name that way. */
const notDisowned = (headers: readonly string[]) => [
  `@disowned header_regexp Connection (?i)${headers.join('|').toLowerCase()}`,
  'request_header @disowned -Connection',
];

/**
 * Tells a service who the person is, when the request only reads, comes from a page of this home, or is not from a browser.
 * A change that another site made the browser ask for names nobody: the service then asks for a log-in. The auth endpoint
 * says what is known of the person at each request, so that a change holds from the next one on.
 */
export function identityDirectives(
  identity: Identity,
  { domain }: Pick<HomeConfig, 'domain'>,
  layout: Pick<HomeLayout, 'run'>,
): string[] {
  if (identity === 'off') return [];
  const own = `^https://([a-z0-9_-]+\\.)*${domain.replaceAll('.', '\\.')}(:[0-9]+)?$`;
  const may = {
    reads: ['method GET HEAD OPTIONS', 'header !Upgrade'],
    stays: ['header Sec-Fetch-Site same-origin', 'header Sec-Fetch-Site none'],
    // A sibling by name alone is not a page of this home.
    comes_from_home: [`header_regexp Origin ${own}`, 'not header Sec-Fetch-Site cross-site'],
    no_browser: ['header !Sec-Fetch-Site', 'header !Origin'],
  };
  const whenIdentified = (directive: string) =>
    Object.entries(may).flatMap(([name, lines]) => [block(`@${name}`, ...lines), directive.replace('@', `@${name}`)]);
  if (identity === 'certificate')
    return [...whenIdentified(`request_header @ ${CLIENT_CERT}`), ...notDisowned(['Client-Cert'])];
  const facts = Object.entries(identity);
  return [
    ...whenIdentified('vars @ identify yes'),
    '@identify vars {vars.identify} yes',
    askAuthEndpoint(
      layout,
      '@identify',
      IDENTITY_PATH,
      block('copy_headers', ...facts.map(([name, fact]) => `${factHeader(fact)}>${name}`)),
    ),
    ...notDisowned(facts.map(([name]) => name)),
  ];
}
