/**
 * What a header's name may have (RFC 9110 5.6.2) besides letters, digits and hyphens; an underscore Caddy drops by itself,
 * since 2.11.4. In a CGI variable's name all of them become underscores, as hyphens do: PHP reads `Remote.User` as
 * `Remote-User`, lighttpd `Remote~User`.
 */
const READ_AS_HYPHENS = [..."!#$%&'*+.^`|~"];

/**
 * Headers by which a proxy tells a service who is calling. A service that trusts them must never get them from the
 * caller, from the LAN least of all, so every listener deletes them before anything of ours may set them.
 * A trailing or leading `*` is Caddy's wildcard. Caddy looks through all headers of a request for each, so there are few;
 * and in lower case, into which it would bring each of them at every request.
 *
 * Names with a character that is read as a hyphen go as a whole. nginx drops them by default too, so nothing that is in use
 * relies on them.
 */
export const IDENTITY_HEADERS = [
  ...READ_AS_HYPHENS.map((odd) => `*${odd}*`),
  '*client-cert*',
  '*ssl-*',
  '*forwarded*',
  'x-real-ip',
  '*client-ip',
  'x-client-dn',
  'x-client-verify',
  'oidc-claim-*',
  'cf-*',
  'remote-*',
  'x-remote-*',
  'x-auth-request-*',
  'x-authentik-*',
  'x-webauth-*',
  'x-vouch-user',
  'x-pomerium-*',
  'x-token-subject',
  'x-token-user-*',
  'x-arr-clientcert',
  'x-ms-client-principal*',
  'tailscale-user-*',
  'x-auth-user',
  '*authenticated-user*',
  // Another path than the one that was judged (IIS, Symfony), and another proxy for CGI scripts (httpoxy).
  'x-original-url',
  'x-rewrite-url',
  'proxy',
  '*latchkey-*',
  // Goes with an upgrade to h2c, see below.
  'http2-settings',
] as const;

/**
 * Protocols that a connection may not turn into, by what `Upgrade` asks for. Behind an upgrade the bytes go to the service
 * as they are: with `h2c`, another HTTP or TLS (RFC 2817) they would be further requests, with every header that was
 * deleted above. Any other protocol (WebSocket, SPDY, DERP, …) is the service's own. In each line and place of a list, RE2.
 */
export const HTTP_INSIDE = '(?i)h2c|\\b(h2|https?|tls|ssl)\\b';
