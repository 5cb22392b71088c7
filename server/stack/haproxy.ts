import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';

/** Connections that one stranger (an IPv4 address, an IPv6 /64) may hold open at a time. */
const CONNECTIONS_PER_STRANGER = 250;

function binds(config: HomeConfig, port: number): string {
  return config.listen
    .map((address) => `    bind ${address.includes(':') ? `[${address}]:${port} v6only` : `${address}:${port}`}\n`)
    .join('');
}

function redirect(config: HomeConfig): string {
  const { https, http } = config.ports;
  if (http === 'off') return '';
  const host = '%[req.hdr(host),host_only]';
  return `
frontend http
    mode http
${binds(config, http)}    timeout client 10s
    timeout http-request 5s
    timeout http-keep-alive 1s
    http-request deny deny_status 400 unless { req.hdr(host),host_only -m reg ^[A-Za-z0-9.-]{1,253}$ }
    http-request redirect code 308 location https://${host}${https === 443 ? '' : `:${https}`}%[pathq]
`;
}

/**
 * The door: one port, and who comes from where decides which of Caddy's listeners it leads to. It reads the server name
 * (SNI) and the source address, nothing else; TLS ends in Caddy.
 * @returns haproxy.cfg, for HAProxy 2.6 and later
 */
export function renderHaproxy(config: HomeConfig, { run }: HomeLayout): string {
  const atHome = config.lan.map((cidr) => `    acl at_home src ${cidr}\n`).join('') || '    acl at_home always_false\n';
  return `# Rendered from latchkey.yaml by latchkey: change that file, not this one.

global
    log stdout format raw local0
    stats socket "${run.haproxy}" mode 600 level admin
    maxconn 4000
    hard-stop-after 10s

defaults
    log global
    log-format '{"client":"%ci","port":%cp,"frontend":"%f","backend":"%b","bytes":%B,"ms":%Tt,"end":"%ts"}'
    option dontlognull
    option dontlog-normal
    mode tcp
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout client-fin 10s
    timeout server-fin 10s
    # From the first byte to Caddy on: open WebSockets and idle connections. Caddy closes idle HTTP ones much earlier.
    timeout tunnel 4h

frontend https
${binds(config, config.ports.https)}${atHome}
    # One stranger cannot take all the connections there are.
    stick-table type ipv6 size 100k expire 2m store conn_cur
    tcp-request connection track-sc0 src,ipmask(32,64) if !at_home
    tcp-request connection reject if !at_home { sc0_conn_cur gt ${CONNECTIONS_PER_STRANGER} }

    # Not TLS: not for us. Never route by ALPN: the client chooses it, and it would be a way past the lock.
    tcp-request inspect-delay 5s
    tcp-request content accept if { req.ssl_hello_type 1 }
    tcp-request content reject

    use_backend enrolment if { req.ssl_sni -i ${config.enrolmentHost} }
    use_backend lan if at_home
    default_backend wan
${redirect(config)}
backend enrolment
    server caddy "unix@${run.enrolment}" send-proxy-v2

backend lan
    server caddy "unix@${run.lan}" send-proxy-v2

backend wan
    server caddy "unix@${run.wan}" send-proxy-v2
`;
}
