/**
 * Headers by which a proxy tells a service who is calling. A service that trusts them must never get them from the
 * caller, from the LAN least of all, so every listener deletes them before anything of ours may set them.
 * A trailing or leading `*` is Caddy's wildcard.
 *
 * Names with a dot go as a whole: some back ends (PHP) read `Remote.User` as `Remote-User`. nginx drops them by default
 * too, so nothing that is in use relies on them. Those with an underscore Caddy drops by itself, since 2.11.4.
 */
export const IDENTITY_HEADERS = [
  '*.*',
  'Client-Cert*',
  'X-Client-Cert*',
  'Ssl-Client-*',
  'X-Ssl-Client-*',
  'X-Forwarded-*',
  'X-Forwarded',
  'Forwarded',
  'X-Real-Ip',
  'X-Client-Ip',
  'X-Cluster-Client-Ip',
  'True-Client-Ip',
  'Cf-Connecting-Ip',
  'Remote-*',
  'X-Remote-*',
  'X-Auth-Request-*',
  'X-Authentik-*',
  'X-Webauth-*',
  'X-Vouch-User',
  'Tailscale-User-Login',
  'Tailscale-User-Name',
  'X-Auth-User',
  'X-Authenticated-User',
  // Another path than the one that was judged (IIS, Symfony), and another proxy for CGI scripts (httpoxy).
  'X-Original-Url',
  'X-Rewrite-Url',
  'Proxy',
  'X-Latchkey-*',
  'Latchkey-*',
  // Goes with an upgrade to h2c, see below.
  'Http2-Settings',
] as const;

/**
 * Protocols that a connection may not turn into, by what `Upgrade` asks for. Behind an upgrade the bytes go to the service
 * as they are: with `h2c`, another HTTP or TLS (RFC 2817) they would be further requests, with every header that was
 * deleted above. Any other protocol (WebSocket, SPDY, DERP, …) is the service's own. In each line and place of a list, RE2.
 */
export const HTTP_INSIDE = '(?i)h2c|\\b(h2|https?|tls|ssl)\\b';
