/**
 * What a header's name may have (RFC 9110 5.6.2) besides letters, digits and hyphens; an underscore Caddy drops by itself,
 * since 2.11.4. In a CGI variable's name all of them become underscores, as hyphens do: PHP reads `Remote.User` as
 * `Remote-User`, lighttpd `Remote~User`.
 */
const READ_AS_HYPHENS = [..."!#$%&'*+.^`|~"];

/**
 * Headers by which a proxy tells a service who is calling. A service that trusts them must never get them from the
 * caller, from the LAN least of all, so every listener deletes them before anything of ours may set them.
 * A trailing or leading `*` is Caddy's wildcard. Caddy looks through all headers of a request for each, so there are few.
 *
 * Names with a character that is read as a hyphen go as a whole. nginx drops them by default too, so nothing that is in use
 * relies on them.
 */
export const IDENTITY_HEADERS = [
  ...READ_AS_HYPHENS.map((odd) => `*${odd}*`),
  '*Client-Cert*',
  '*Ssl-Client-*',
  '*Forwarded*',
  'X-Real-Ip',
  'X-Client-Ip',
  'X-Cluster-Client-Ip',
  'True-Client-Ip',
  'Cf-*',
  'Fastly-Client-Ip',
  'Fly-Client-Ip',
  'Remote-*',
  'X-Remote-*',
  'X-Auth-Request-*',
  'X-Authentik-*',
  'X-Webauth-*',
  'X-Vouch-User',
  'X-Pomerium-*',
  'X-Token-Subject',
  'X-Token-User-*',
  'X-Arr-Clientcert',
  'X-Ms-Client-Principal*',
  'Tailscale-User-*',
  'X-Auth-User',
  '*Authenticated-User*',
  // Another path than the one that was judged (IIS, Symfony), and another proxy for CGI scripts (httpoxy).
  'X-Original-Url',
  'X-Rewrite-Url',
  'Proxy',
  '*Latchkey-*',
  // Goes with an upgrade to h2c, see below.
  'Http2-Settings',
] as const;

/**
 * Protocols that a connection may not turn into, by what `Upgrade` asks for. Behind an upgrade the bytes go to the service
 * as they are: with `h2c`, another HTTP or TLS (RFC 2817) they would be further requests, with every header that was
 * deleted above. Any other protocol (WebSocket, SPDY, DERP, …) is the service's own. In each line and place of a list, RE2.
 */
export const HTTP_INSIDE = '(?i)h2c|\\b(h2|https?|tls|ssl)\\b';
