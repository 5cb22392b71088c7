/** What a file is that was given as a Caddyfile and is none, by what such files begin lines with. */

const PROXY = 'write its names and addresses as a Caddyfile: <name> { reverse_proxy <address> }';

const OTHER: readonly (readonly [like: RegExp, words: string])[] = [
  [/^\s*```/m, 'has the ``` of Markdown around it: remove those lines'],
  [
    /^\s*[[{]\s*(?:\/\/[^\n]*\n\s*)*"(?:apps|admin|logging|storage|@id)"\s*:/,
    "is Caddy's JSON: write its sites as a Caddyfile",
  ],
  [/^\s*(?:- )?["']?caddy(?:_\d+)?(?:\.[\w.-]+)*["']?\s*[:=]\s*\S/m, `has labels of caddy-docker-proxy: ${PROXY}`],
  [/^services:\s*$[\s\S]*^\s+(?:image|build):/m, `is a Compose file: ${PROXY}`],
  [/^\s*(?:server_name|proxy_pass|listen\s+\S+.*;)/m, `is for nginx: ${PROXY}`],
  [/^\s*<VirtualHost\b|^\s*(?:ServerName|ProxyPass)\s/m, `is for Apache: ${PROXY}`],
  [/^\s*\[(?:http|tcp)\.(?:routers|services)|^(?:http|tcp):\s*\n\s+(?:routers|services):/m, `is for Traefik: ${PROXY}`],
  [
    /^\s*(?:frontend|backend|defaults)\b[^{\n]*\n\s+(?:mode|bind|server|default_backend)\s/m,
    `is for HAProxy: ${PROXY}`,
  ],
  [
    /^\s*(?:proxy\s+\/|gzip\s*$|transparent\s*$|websocket\s*$)/m,
    'is for Caddy 1: see https://caddyserver.com/docs/v2-upgrade, or write reverse_proxy for proxy, and encode for gzip',
  ],
];

/** @returns the end of a sentence about the file; undefined when it may well be a Caddyfile */
export const otherFile = (text: string): string | undefined => OTHER.find(([like]) => like.test(text))?.[1];
