/** The configuration of the design in which HAProxy ends TLS: the home's own edge, and behind it HTTP in HAProxy. */
import { join } from 'node:path';
import { HTTP_INSIDE, IDENTITY_HEADERS } from '../../../../server/stack/caddy/identity-headers.ts';
import { haproxyBeside } from '../beside.ts';

/**
 * A port of HAProxy asks everybody for a certificate or nobody. So one port for both zones needs a second hop within HAProxy;
 * with a port for each zone, the router has to lead people from outside to the second one.
 */
export type Ports = { readonly one: number } | { readonly lan: number; readonly wan: number };

export interface DesignConfig {
  /** haproxy.cfg of a running home, and the port in it. */
  readonly rendered: string;
  readonly homePort: number;
  readonly ports: Ports;
  /** A folder of its own, for sockets and lists. */
  readonly dir: string;
  /** The server certificate with its chain and its key: a PEM file. */
  readonly server: string;
  /** The CA whose certificates are asked for: a PEM file. */
  readonly ca: string;
  /** What HAProxy passes requests on to: an address of its `server` lines. */
  readonly next: string;
}

/** The files that the configuration refers to. */
export const filesOf = (dir: string) => ({
  /** `<fingerprint>/<host>`, a line each: which certificate opens what at this moment. */
  active: join(dir, 'active.lst'),
  /** The hosts that are served, a line each. */
  names: join(dir, 'names.lst'),
  api: join(dir, 'haproxy.sock'),
  lan: join(dir, 'tls-lan.sock'),
  wan: join(dir, 'tls-wan.sock'),
  /** Caddy's. */
  sites: join(dir, 'sites.sock'),
});

const hex = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** One of Caddy's patterns for names, as a regular expression: HAProxy has names in lower case. */
const pattern = (words: string) =>
  `${words.startsWith('*') ? '' : '^'}${words.replaceAll('*', '').replaceAll(/[^a-z0-9-]/g, hex)}${words.endsWith('*') ? '' : '$'}`;

/** All in one, so that each name is looked at once. Caddy drops names with an underscore by itself; HAProxy does not. */
const IDENTITY = [
  '_',
  ...IDENTITY_HEADERS.map((words) => (/^\*[^a-z]\*$/.test(words) ? hex(words.charAt(1)) : pattern(words))),
].join('|');

/** What Caddy does with a request before it passes it on, for both zones. */
const REQUEST = `
    http-request del-header '${IDENTITY}' -m reg
    http-request del-header Upgrade if { req.hdr(upgrade) -m reg '${HTTP_INSIDE}' }
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto https
    http-request set-header X-Forwarded-Host %[req.hdr(host)]
    default_backend sites
`;

const TIMEOUTS = `
    mode http
    timeout http-request 10s
    timeout http-keep-alive 5m
    timeout client 5m`;

/** Renders haproxy.cfg. What the home's edge counts and refuses before TLS stays as it is. */
export function renderDesign({ rendered, homePort, ports, dir, server, ca, next }: DesignConfig): string {
  const files = filesOf(dir);
  const one = 'one' in ports;
  // What the edge counts and refuses. On one port it does so in the home's own frontend, before TLS.
  const [section = ''] = /^frontend https\n(?: .*\n|\n)*/m.exec(rendered) ?? [];
  const edge = one
    ? ''
    : (section.match(/^ {4}(acl at_home|stick-table|tcp-request connection) .*\n/gm) ?? []).join('');
  const bind = (zone: 'lan' | 'wan') =>
    `${one ? `"unix@${files[zone]}" accept-proxy` : `127.0.0.1:${ports[zone]}`} ssl crt "${server}" strict-sni alpn h2,http/1.1`;
  // Which connection is whose, to end it. On two ports the edge uses all three counters that HAProxy 2.6 has.
  const track = `
    tcp-request session set-var(sess.source) src
    tcp-request session set-var(sess.port) src_port
    tcp-request session set-var(sess.open) var(sess.key),concat(/,sess.source,_),concat(,sess.port)
    tcp-request session track-sc0 var(sess.open) table devices`;
  const text = haproxyBeside(
    rendered,
    { from: homePort, to: one ? ports.one : homePort },
    `    stats socket "${files.api}" level admin
    # TLS as Caddy has it: its first choice, and no resumption where a certificate is asked for.
    ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256
    ssl-default-bind-options ssl-min-ver TLSv1.2
    tune.ssl.cachesize 0
    # Headers of 64 KiB and a window of 1 MiB for each upload over HTTP/2, as in Caddy.
    tune.bufsize ${65 * 1024}
    tune.h2.initial-window-size ${2 ** 20}`,
  );
  const front = one
    ? text.replace(
        /^(backend (lan|wan)\n) .*$/gm,
        (_, head, zone) => `${head}    server tls "unix@${files[zone as 'lan' | 'wan']}" send-proxy-v2`,
      )
    : text
        .replace(/^frontend https\n(?: .*\n|\n)*/m, '')
        .replace(/^backend (enrolment|lan|wan|console)\n(?: .*\n|\n)*/gm, '');
  return `${front}
frontend tls_lan${TIMEOUTS}
    bind ${bind('lan')}
${edge}${one ? '' : '    tcp-request connection reject if !at_home\n'}    http-request return status 421 unless { req.hdr(host),host_only,lower -m str -f "${files.names}" }${REQUEST}
frontend tls_wan${TIMEOUTS}
    bind ${bind('wan')} ca-file "${ca}" verify required no-tls-tickets
${edge}    tcp-request session set-var(sess.host) ssl_fc_sni,lower
    # What the certificate is, is worked out once a connection; whether it opens the host is asked at every request.
    tcp-request session set-var(sess.key) ssl_c_der,sha2(256),hex,concat(/,sess.host)${one ? track : ''}
    http-request return status 421 unless { req.hdr(host),host_only,lower,strcmp(sess.host) eq 0 }
    http-request deny deny_status 403 unless { var(sess.key) -m str -f "${files.active}" }${REQUEST}
backend sites
    mode http
    timeout server 5m
    http-reuse always
    server next ${next}
${
  one
    ? `
backend devices
    stick-table type string len 160 size 100k expire 4h store conn_cur
`
    : ''
}`;
}

/** Caddy behind it: sites in plain HTTP, and what HAProxy says of the client is believed. */
export const renderSites = (sites: string, host: string, upstream: string): string => `{
  admin off
  persist_config off
  auto_https off
  log default {
    output discard
  }
  servers {
    protocols h1
    max_header_size 64KiB
    trusted_proxies_unix
    timeouts {
      read_header 10s
      idle 5m
    }
  }
}
http://${host} {
  bind "unix/${sites}"
  reverse_proxy ${upstream} {
    stream_close_delay 1h
  }
}
`;
