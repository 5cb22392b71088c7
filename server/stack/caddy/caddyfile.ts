import { ROUTES } from '../../../shared/api.ts';
import { FINGERPRINT_OF_NOTHING } from '../../../shared/fingerprint.ts';
import { BODY_LIMIT, CONSOLE_BODY_LIMIT } from '../../../shared/limits.ts';
import { needsInnerListener } from '../../core/config/at-home.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { ServiceConfig } from '../../core/config/sections/services.ts';
import type { SecretPlace } from '../../core/config/vocabulary.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { CONTROL_FD } from '../process/launch.ts';
import { block } from './caddy-block.ts';
import { CLIENT_CERT, identityDirectives } from './identity.ts';
import { whileDown } from './while-down.ts';

const quote = (path: string) => `"${path}"`;
/** Who may connect is decided by the folder: its user is Caddy's, and its group the home's. */
const listener = (socket: string) => quote(`unix/${socket}|0666`);

/**
 * How long a reload leaves what is open (WebSockets, downloads, uploads) to end by itself. An end of `latchkey up` is not
 * held up by it: HAProxy goes first, and with it every connection.
 */
const GRACE = '1h';
const STREAMS_END = `stream_close_delay ${GRACE}`;
/** For TLS upstreams Caddy would put the upstream's address into Host; services want to see the name people use. */
const KEEP_HOST = 'header_up Host {hostport}';

/** The signing API refuses at its own limit, in its own words; this bounds what reaches it at all. */
const BODY_OUTER_LIMIT = 2 * BODY_LIMIT;

/** A path of latchkey.yaml: absolute, or relative to the home folder. */
const inHome = (path: string, { dir }: HomeLayout) => (path.startsWith('/') ? path : `${dir}/${path}`);

/** Whether Caddy is given the certificate, and asks nobody for one. */
const fromFiles = ({ certificates: { kind } }: HomeConfig) => kind === 'files' || kind === 'dns-01';

/** A secret where Caddy finds it when it runs. */
const secretIn = (place: SecretPlace, copy: string) =>
  'env' in place ? `{env.${place.env}}` : quote(`{file.${copy}}`);

/** Which ACME CA is asked, and as whom; for this home's own names alone, so that a site's `tls` has nothing of it. */
function directoryOptions(
  { directory, email, root, externalAccount }: HomeConfig['acme'],
  { rendered }: HomeLayout,
): (string | undefined)[] {
  return [
    `dir ${quote(directory)}`,
    email && `email ${quote(email)}`,
    root && `trusted_roots ${quote(rendered.acmeRoot)}`,
    externalAccount && `eab ${externalAccount.keyId} ${secretIn(externalAccount.macKey, rendered.acmeMacKey)}`,
  ];
}

/** The global options that say where server certificates come from. Secrets stay where they are. */
function certificateOptions({ certificates, acme }: HomeConfig, layout: HomeLayout): string {
  switch (certificates.kind) {
    case 'internal':
      return [
        'local_certs',
        block(
          'pki',
          block(
            'ca local',
            block('root', `cert ${quote(layout.ca.serverRootCertificate)}`, `key ${quote(layout.ca.serverRootKey)}`),
          ),
        ),
      ].join('\n');
    case 'http-01':
      // The other challenge would come through the edge proxy, where the client-auth check asks the CA for a certificate.
      return block('cert_issuer acme', ...directoryOptions(acme, layout), 'disable_tlsalpn_challenge');
    case 'files':
    case 'dns-01':
      return '';
  }
}

function servers(where: string, protocols: string, headers: string, ...timeouts: string[]): string {
  return block(
    `servers${where}`,
    `protocols ${protocols}`,
    `max_header_size ${headers}`,
    block('timeouts', 'read_header 10s', ...timeouts),
    block('listener_wrappers', block('proxy_protocol', 'timeout 5s', 'fallback_policy reject'), 'tls'),
  );
}

function globalOptions(config: HomeConfig, layout: HomeLayout): string {
  // With files, nothing is asked of a CA: a site that they do not cover fails its handshake.
  const automation = fromFiles(config) ? 'disable_redirects disable_certs' : 'disable_redirects';
  return block(
    '',
    `admin fd/${CONTROL_FD}`,
    'persist_config off',
    `storage file_system ${quote(layout.caddy)}`,
    '# A hand-written site that says nothing else is served at home, and elsewhere through the client-certificate check below.',
    `default_bind ${listener(layout.run.lan)}`,
    `auto_https ${automation}`,
    'skip_install_trust',
    'ocsp_stapling off',
    `grace_period ${GRACE}`,
    certificateOptions(config, layout) || undefined,
    '# Without the request, which Caddy would encode for every one in case that it fails: access-log: on writes it down.',
    block(
      'log default',
      'output stderr',
      block('format filter', 'wrap json', block('fields', 'request delete')),
      'exclude http.log.access',
    ),
    block(
      'log access',
      'include http.log.access',
      block(
        `output file ${quote(layout.accessLog)}`,
        '# The folder is for Caddy and the home.',
        'mode 0644',
        'roll_size 10MiB',
        'roll_keep 5',
        'roll_keep_for 720h',
      ),
      '# Headers and queries carry passwords and tokens; what is no printable ASCII is for no terminal.',
      block(
        'format filter',
        'wrap json',
        block('fields', 'request>headers delete', 'resp_headers delete', 'request>uri regexp "\\?.*|[^ -~]" ?'),
      ),
    ),
    '# Uploads and downloads of services may take hours; what a stranger may ask for is small. And one thing at a time:',
    '# HTTP/2 would give each connection 250, with as many answers in memory that nobody reads.',
    servers(` ${listener(layout.run.enrolment)}`, 'h1', '8KiB', 'read_body 10s', 'write 20s', 'idle 30s'),
    ...(config.console === undefined
      ? []
      : [
          '# Services set cookies for the whole domain, up to 180 of 4 KiB in a browser: the console opens all the same.',
          servers(` ${listener(layout.run.consoleAtHome)}`, 'h1 h2', '1MiB', 'idle 5m'),
        ]),
    '# HTTP/3 would be advertised with a port that does not exist outside.',
    servers('', 'h1 h2', '64KiB', 'idle 5m'),
  ).trimStart();
}

/** What has a site's requests written to the access log. */
const accessLog = (config: HomeConfig) => (config['access-log'] ? 'log' : undefined);

/** The arguments of `tls` where the server certificate comes from files. */
const ownFiles = (config: HomeConfig, { rendered }: HomeLayout) =>
  fromFiles(config) ? ` ${quote(rendered.serverCertificate)} ${quote(rendered.serverKey)}` : '';

/** The `tls` directive of a site; undefined when the global options say everything. */
function tls(
  config: HomeConfig,
  layout: HomeLayout,
  clientAuth?: 'request' | 'require_and_verify',
): string | undefined {
  const files = ownFiles(config, layout);
  if (!clientAuth) return files ? `tls${files}` : undefined;
  return block(
    `tls${files}`,
    block('client_auth', `mode ${clientAuth}`, `trust_pool file ${quote(layout.ca.certificate)}`),
  );
}

function snippets(config: HomeConfig, layout: HomeLayout): string[] {
  return [
    `# The client-certificate check: a certificate of the Homelab CA, one that is in the active set at this moment, and a person who may open
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
    block(
      `forward_auth @untracked ${quote(`unix/${layout.run.authEndpoint}`)}`,
      'uri /',
      'header_up X-Latchkey-Fingerprint {http.request.tls.client.fingerprint}',
      'header_up X-Latchkey-Host {args[0]}',
      'header_up X-Latchkey-Source {http.request.remote.host}_{http.request.remote.port}',
      '# An answer to an upgrade would be taken for the upgrade itself.',
      'header_up -Connection',
      'header_up -Upgrade',
    ),
  ),
)}`,
  ];
}

/** What stands in the place of a service's extra directives when it is asked what the Caddyfile is without them. */
export const EXTRA_MARK = 'respond "latchkey: extra directives"';

/**
 * A service, once for each listener that it is open at. Extra directives come after the client-auth check, in a block of
 * their own, in which Caddy sorts them as it would in a site: outside of it most of them would be sorted to before the
 * client-auth check.
 */
function service(
  { name, host, upstream, caddy, identity, atHome }: ServiceConfig,
  config: HomeConfig,
  layout: HomeLayout,
  marked: boolean,
): string {
  const keepHost = upstream.startsWith('https:') ? KEEP_HOST : undefined;
  const proxy = () => block(`reverse_proxy ${upstream}`, keepHost, STREAMS_END);
  const behind = (tell: readonly string[]) => {
    if (caddy !== undefined)
      return block('route', ...tell, block('handle', marked ? EXTRA_MARK : caddy.trim(), proxy()));
    return tell.length > 0 ? block('route', ...tell, proxy()) : proxy();
  };
  return [
    `# ${name}`,
    ...(atHome === 'open'
      ? [
          block(
            `https://${host}`,
            `bind ${listener(layout.run.lan)}`,
            tls(config, layout),
            accessLog(config),
            behind([]),
          ),
        ]
      : []),
    block(`https://${host}`, `import client_auth ${host}`, behind(identityDirectives(identity, config, layout))),
  ].join('\n');
}

/** Where Caddy answers an ACME CA; it does so before it looks at any route. */
function acme({ certificates }: HomeConfig, layout: HomeLayout): string[] {
  if (certificates.kind !== 'http-01') return [];
  return [
    `# For the ACME CA, which asks on port 80.\n${block('http://', `bind ${listener(layout.run.acme)}`, 'respond 404')}`,
  ];
}

function handWritten(config: HomeConfig, layout: HomeLayout): string {
  const to = needsInnerListener(config) ? layout.run.inner : layout.run.lan;
  const loop = (matcher: string, ...transport: string[]) =>
    block(
      `reverse_proxy ${matcher}${quote(`unix/${to}`)}`,
      KEEP_HOST,
      STREAMS_END,
      // The listener behind the socket is ours; nobody else can be there.
      block(
        'transport http',
        'tls',
        'tls_insecure_skip_verify',
        'tls_server_name {host}',
        'proxy_protocol v2',
        ...transport,
      ),
    );
  return `# Hand-written sites are known to the LAN listener only; this leads to them from behind the client-certificate check.
${block(
  'https://',
  '# The host of the greeting: Caddy answers 421 where the request names another.',
  'import client_auth {http.request.host}',
  '# HTTP/2 has no Upgrade; for WebSocket alone Go would think of that by itself.',
  '@upgrade header Upgrade *',
  loop('@upgrade ', 'versions 1.1'),
  loop(''),
)}`;
}

/**
 * The page of an invite: the same signing API, and no client certificate is asked for. A site that says nothing of TLS
 * would get what the last one of the listener says, which asks.
 */
function page(config: HomeConfig, layout: HomeLayout): string {
  if (config.pageHost === undefined) return '';
  return `# The page of an invite asks for no certificate: a phone shows a dialog when it is asked, and remembers a no.
${block(
  `https://${config.pageHost}`,
  `bind ${listener(layout.run.enrolment)}`,
  block(`tls${ownFiles(config, layout)}`, 'alpn http/1.1'),
  accessLog(config),
  ...forSigningApi(),
  `reverse_proxy ${quote(`unix/${layout.run.api}`)}`,
  'import while_down',
)}
`;
}

/** Links that programs have changed have the code in their path: the signing API notes those, without it. */
const forSigningApi = () => [
  '# Links that programs have changed have the code in their path: the signing API notes those, without it.',
  `@unknown not path ${Object.values(ROUTES)
    .map(({ path }) => path)
    .join(' ')}`,
  'log_skip @unknown',
  block('request_body', `max_size ${BODY_OUTER_LIMIT}`),
];

function enrolment(config: HomeConfig, layout: HomeLayout): string {
  return `# The enrolment listener: all that a stranger can reach. A client certificate is looked at, never required.
${block(
  `https://${config.enrolmentHost}`,
  `bind ${listener(layout.run.enrolment)}`,
  tls(config, layout, 'request'),
  accessLog(config),
  ...forSigningApi(),
  `@shown not vars {http.request.tls.client.fingerprint} ${FINGERPRINT_OF_NOTHING}`,
  block('handle @shown', block(`reverse_proxy ${quote(`unix/${layout.run.api}`)}`, `header_up ${CLIENT_CERT}`)),
  block('handle', `reverse_proxy ${quote(`unix/${layout.run.api}`)}`),
  'import while_down',
)}
${page(config, layout)}${block('https://', `bind ${listener(layout.run.enrolment)}`, tls(config, layout, 'request'), 'respond 421')}`;
}

/** What the console believes of a request: whose certificate it is, and which way it came. */
const toConsole = ({ run }: HomeLayout, zone: 'lan' | 'wan', ...more: string[]) =>
  block(
    `reverse_proxy ${quote(`unix/${run.console}`)}`,
    ...more,
    `header_up X-Latchkey-Zone ${zone}`,
    '# It is started again when it has ended, which takes a moment.',
    'lb_try_duration 5s',
  );

/**
 * The admin's console. At home a certificate is asked for and none required, so that a one-time link can be opened: the
 * console itself decides, at each request. From elsewhere it is behind the client-certificate check, or not there.
 */
function adminsConsole(config: HomeConfig, layout: HomeLayout): string[] {
  if (config.console === undefined) return [];
  const { host, from } = config.console;
  const body = block('request_body', `max_size ${CONSOLE_BODY_LIMIT}`);
  return [
    `# The admin's console: it decides by the certificate who gets in, at home too.
${block(
  `https://${host}`,
  `bind ${listener(layout.run.consoleAtHome)}`,
  tls(config, layout, 'request'),
  accessLog(config),
  body,
  `@shown not vars {http.request.tls.client.fingerprint} ${FINGERPRINT_OF_NOTHING}`,
  block('handle @shown', toConsole(layout, 'lan', `header_up ${CLIENT_CERT}`)),
  block('handle', toConsole(layout, 'lan')),
)}`,
    ...(from === 'anywhere'
      ? [
          block(
            `https://${host}`,
            `import client_auth ${host}`,
            block('route', body, toConsole(layout, 'wan', `header_up ${CLIENT_CERT}`)),
          ),
        ]
      : []),
  ];
}

export interface CaddyfileOptions {
  /** What latchkey alone wrote: without hand-written sites, and a mark where extra directives are. */
  readonly bare?: boolean;
}

/**
 * The three listeners behind the edge proxy. Complete without hand-written sites; with them it is the source of what
 * {@link guardCaddy} checks.
 * @returns a Caddyfile in `caddy fmt` form (extra directives as they were written), for Caddy 2.11.4 and later
 */
export function renderCaddyfile(
  config: HomeConfig,
  layout: HomeLayout,
  { bare = false }: CaddyfileOptions = {},
): string {
  return `${[
    `# Rendered from latchkey.yaml by latchkey: change that file, not this one. What runs is caddy.json beside it, in which\n# each listener begins with taking away what could tell a service who is calling.\n${globalOptions(config, layout)}`,
    ...snippets(config, layout),
    whileDown(),
    ...config.services.map((each) => service(each, config, layout, bare)),
    handWritten(config, layout),
    enrolment(config, layout),
    ...adminsConsole(config, layout),
    ...acme(config, layout),
    ...(bare ? [] : config.sites.map((pattern) => `import ${quote(inHome(pattern, layout))}`)),
  ].join('\n\n')}\n`;
}
