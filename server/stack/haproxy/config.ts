import { hostsAtHome } from '../../core/config/at-home.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { OUTSIDE_CONNECTIONS } from '../../core/config/sections/limits.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { asIpv6Prefix } from '../../core/network/addresses.ts';
import { CONTROL_FD } from '../process/launch.ts';

/** Connections that the edge proxy holds at a time, and how they are shared out when somebody wants all of them. */
const ROOM = {
  connections: 4000,
  outside: OUTSIDE_CONNECTIONS,
  /** Of these, all that strangers get at the signing API: whoever fills it up keeps nobody with a key out. */
  enrolment: 1800,
  /** At the admin's console at home, of everybody and of one address; nobody else waits for these. */
  console: 200,
  consoleOfOne: 32,
  /** Redirects take no time, and nobody needs them. */
  redirects: 100,
} as const;

/**
 * How many connections one household (an IPv4 address, an IPv6 /56) and one network (an IPv4 /24, an IPv6 /48) may hold
 * when so many are open already. The fuller it is, the fewer: then as many as 64 households that take all they can get
 * fill neither {@link ROOM}.outside nor {@link ROOM}.enrolment. 1,500 and a thousand more at 30 each are 2,500 held by
 * 33 at the least; 31 more with 16 each make 3,000. At the signing API, 500 and 64 times 16 are 1,524.
 */
const CROWDED = [
  { open: 1500, household: 30, network: 60 },
  { open: 2500, household: 16, network: 32 },
] as const;
const CROWDED_ENROLMENT = { open: 500, household: 16, network: 32 } as const;
/** What a household gets however many its network holds: neighbours of an attacker are no attackers. */
const HOUSEHOLD_AT_LEAST = 2;

/**
 * How many connections a household and a network may begin in ten seconds while more than so many begin in one second over
 * all: who greets and goes at once holds nothing, and has Caddy sign all the same. When these are more than it can do, its
 * sockets are full for everybody. 64 households and what is let in anyway are 500 a second.
 */
const HURRY = { begun: 300, household: 30, network: 60, householdAtLeast: 5 } as const;

interface Crowd {
  readonly open: number;
  readonly household: number;
  readonly network: number;
}

/** The two rules for a crowd, each to be read as "reject if". */
function tooMany(open: string, { household, network }: Crowd): [household: string, network: string] {
  return [
    `!at_home ${open} { sc1_conn_cur gt ${household} }`,
    `!at_home ${open} { sc2_conn_cur gt ${network} } { sc1_conn_cur gt ${HOUSEHOLD_AT_LEAST} }`,
  ];
}

const hurried = `!at_home { fe_sess_rate gt ${HURRY.begun} }`;
const hurryRules = [
  `${hurried} { sc1_conn_rate gt ${HURRY.household} }`,
  `${hurried} { sc2_conn_rate gt ${HURRY.network} } { sc1_conn_rate gt ${HURRY.householdAtLeast} }`,
];
const connectionRules = [...CROWDED.flatMap((crowd) => tooMany(`{ fe_conn gt ${crowd.open} }`, crowd)), ...hurryRules]
  .map((rule) => `    tcp-request connection reject if ${rule}\n`)
  .join('');
const enrolmentRules = tooMany(`enrolling { be_conn(enrolment) ge ${CROWDED_ENROLMENT.open} }`, CROWDED_ENROLMENT)
  .map((rule) => `    tcp-request content reject if ${rule}\n`)
  .join('');

/** One stick table for each width, since a network's key may be an address as well. */
const TABLE = 'stick-table type ipv6 size 100k expire 2m store conn_cur';

function binds(config: HomeConfig, port: number): string {
  return config.listen
    .map((address) => `    bind ${address.includes(':') ? `[${address}]:${port} v6only` : `${address}:${port}`}\n`)
    .join('');
}

const ACME_PATH = '/.well-known/acme-challenge/';

function redirect(config: HomeConfig, { run }: HomeLayout): string {
  const { https, http } = config.ports;
  if (http === 'off') return '';
  const host = '%[req.hdr(host),host_only]';
  const acme = config.certificates.kind === 'http-01';
  return `
frontend http
    mode http
    maxconn ${ROOM.redirects}
${binds(config, http)}    timeout client 10s
    timeout http-request 5s
    timeout http-keep-alive 1s
    http-request deny deny_status 400 unless { req.hdr(host),host_only -m reg ^[A-Za-z0-9._-]{1,253}$ }
    http-request redirect code 308 location https://${host}${https === 443 ? '' : `:${https}`}%[pathq]${acme ? ` unless { path_beg ${ACME_PATH} }` : ''}
${
  acme
    ? `    # All that an ACME CA asks for. Nobody else finds anything there: Caddy knows its own tokens and nothing more.
    default_backend acme

backend acme
    mode http
    timeout server 10s
    server caddy "unix@${run.acme}" send-proxy-v2
`
    : ''
}`;
}

/** One list of patterns, as HAProxy reads it from a file or is told it while it runs. */
export interface AllowList {
  readonly path: string;
  readonly entries: readonly string[];
}

/** A list as a file of HAProxy's. */
export const listText = (entries: readonly string[]) => entries.map((entry) => `${entry}\n`).join('');

/**
 * The lists that haproxy.cfg refers to. What is in them can change while HAProxy runs, so that a new network at home
 * ends nobody's connection.
 */
export function allowLists({ lan, limits }: HomeConfig, { rendered }: HomeLayout): AllowList[] {
  return [
    { path: rendered.lan, entries: lan.map(asIpv6Prefix) },
    // A range without an end: more connections than one stranger may hold.
    { path: rendered.strangers, entries: [`${limits.connectionsPerStranger + 1}:`] },
  ];
}

/** Names that need a key at home too: whoever asks for them goes where everybody from outside goes. */
function withKeyAtHome(config: HomeConfig): string {
  const { hosts, except } = hostsAtHome(config, ['key']);
  if (hosts.length === 0) return '';
  const acl = (name: string, host: string) =>
    host.startsWith('*.')
      ? `    acl ${name} req.ssl_sni -i -m reg ^[^.]+[.]${host.slice(2).replaceAll('.', '[.]')}$\n`
      : `    acl ${name} req.ssl_sni -i ${host}\n`;
  const acls = [...hosts.map((host) => acl('key_at_home', host)), ...except.map((host) => acl('open_at_home', host))];
  return `${acls.join('')}    use_backend wan if at_home key_at_home${except.length > 0 ? ' !open_at_home' : ''}\n`;
}

/** The admin's console has a listener of its own for who is at home, which asks for a certificate there too. */
const toConsole = ({ console }: HomeConfig) =>
  console === undefined ? '' : '    use_backend console if at_home at_console\n';

/** One neighbour who holds what they can get, with a key or without, leaves the rest of {@link ROOM}.console to the others. */
const consoleRules = ({ console }: HomeConfig) =>
  console === undefined
    ? ''
    : `    acl at_console req.ssl_sni -i ${console.host}
    tcp-request content track-sc1 src table console if at_home at_console
    tcp-request content reject if at_home at_console { sc1_conn_cur gt ${ROOM.consoleOfOne} }
`;

/** However many connect at home, Caddy has so many of them to do with at a time. */
const consoleBackend = ({ console }: HomeConfig, { run }: HomeLayout) =>
  console === undefined
    ? ''
    : `backend console
    ${TABLE}
    timeout queue 5s
    server caddy "unix@${run.consoleAtHome}" send-proxy-v2 maxconn ${ROOM.console}

`;

/**
 * The edge proxy: one port, and who comes from where decides which of Caddy's listeners it leads to. It reads the server name
 * (SNI) and the source address, nothing else; TLS ends in Caddy.
 * @returns haproxy.cfg, for HAProxy 2.6 and later
 */
export function renderHaproxy(config: HomeConfig, layout: HomeLayout): string {
  const { run, rendered } = layout;
  return `# Rendered from latchkey.yaml by latchkey: change that file, not this one.

global
    log stdout format raw local0
    # The socket comes with the program: HAProxy could not connect to it.
    stats socket fd@${CONTROL_FD} level admin
    maxconn ${ROOM.connections}
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
${binds(config, config.ports.https)}    # The networks of latchkey.yaml, one a line and all of them IPv6, since an IPv4 pattern would match every IPv6
    # source with such an address inside. IPv4 sources are compared by their mapped address. No pattern is a name (-n).
    acl at_home src -n -f "${rendered.lan}"

    # Where who is at home comes from, for latchkey doctor: a router that hides the senders would be among them.
    tcp-request connection track-sc0 src table at_home if at_home

    # One stranger (an IPv4 address, an IPv6 /64) cannot take all the connections there are.
    ${TABLE}
    tcp-request connection track-sc0 src,ipmask(32,64) if !at_home
    tcp-request connection reject if !at_home { sc0_conn_cur -m int -f "${rendered.strangers}" }
    # When there are many, a household (an IPv4 address, an IPv6 /56) and a network (/24, /48) get fewer: what is left is
    # for those who hold few or none.
    tcp-request connection track-sc1 src,ipmask(32,56) table households if !at_home
    tcp-request connection track-sc2 src,ipmask(24,48) table networks if !at_home
${connectionRules}    # Nor can all of them together take everything.
    tcp-request connection reject if !at_home { fe_conn gt ${ROOM.outside} }

    # Not TLS: not for us. Never route by ALPN: the client chooses it, and it would be a way past the client-certificate check.
    acl enrolling req.ssl_sni -i ${[config.enrolmentHost, config.pageHost].filter((host) => host !== undefined).join(' ')}
    tcp-request inspect-delay 5s
${enrolmentRules}    tcp-request content reject if enrolling !at_home { be_conn(enrolment) ge ${ROOM.enrolment} }
${consoleRules(config)}    # A browser that closes a connection in the middle is no error. Caddy says what goes wrong behind this.
    tcp-request content set-log-level silent if !enrolling { req.ssl_hello_type 1 }
    tcp-request content accept if { req.ssl_hello_type 1 }
    tcp-request content reject

    use_backend enrolment if enrolling
${toConsole(config)}${withKeyAtHome(config)}    use_backend lan if at_home
    default_backend wan
${redirect(config, layout)}
backend at_home
    stick-table type ipv6 size 10k expire 1d store conn_cnt

backend households
    ${TABLE},conn_rate(10s)

backend networks
    ${TABLE},conn_rate(10s)

backend enrolment
    # Caddy ends what is idle after half a minute; this ends who does not even read that.
    timeout tunnel 1m
    server caddy "unix@${run.enrolment}" send-proxy-v2

backend lan
    server caddy "unix@${run.lan}" send-proxy-v2

${consoleBackend(config, layout)}backend wan
    server caddy "unix@${run.wan}" send-proxy-v2
`;
}
