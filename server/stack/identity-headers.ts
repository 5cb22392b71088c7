/**
 * Headers by which a proxy tells a service who is calling. A service that trusts them must never get them from the
 * caller, from the LAN least of all, so every listener deletes them before anything of ours may set them.
 * A trailing or leading `*` is Caddy's wildcard.
 *
 * Names with an underscore or a dot go as a whole: many back ends (CGI, WSGI, PHP) read `Remote_User` and
 * `Remote.User` as `Remote-User`. nginx drops them by default too, so nothing that is in use relies on them.
 */
export const IDENTITY_HEADERS = [
  '*_*',
  '*.*',
  'Client-Cert*',
  'X-Client-Cert*',
  'Ssl-Client-*',
  'X-Ssl-Client-*',
  'X-Forwarded-*',
  'Forwarded',
  'X-Real-Ip',
  'True-Client-Ip',
  'Remote-*',
  'X-Remote-*',
  'X-Auth-Request-*',
  'X-Authentik-*',
  'X-Webauth-*',
  'X-Latchkey-*',
  'Latchkey-*',
] as const;
