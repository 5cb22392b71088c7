import { needsInnerListener } from '../../core/config/at-home.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { ServiceConfig } from '../../core/config/sections/services.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { block } from './caddy-block.ts';
import { clientAuthCheck } from './client-auth.ts';
import { consoleSites } from './console-sites.ts';
import { enrolmentSites } from './enrolment-sites.ts';
import { globalOptions } from './global-options.ts';
import { identityDirectives } from './identity.ts';
import { accessLog, KEEP_HOST, listener, quote, STREAMS_END, tls } from './site-parts.ts';
import { whileDown } from './while-down.ts';

/** A path of latchkey.yaml: absolute, or relative to the home folder. */
const inHome = (path: string, { dir }: HomeLayout) => (path.startsWith('/') ? path : `${dir}/${path}`);

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
    clientAuthCheck(config, layout),
    whileDown(),
    ...config.services.map((each) => service(each, config, layout, bare)),
    handWritten(config, layout),
    enrolmentSites(config, layout),
    ...consoleSites(config, layout),
    ...acme(config, layout),
    ...(bare ? [] : config.sites.map((pattern) => `import ${quote(inHome(pattern, layout))}`)),
  ].join('\n\n')}\n`;
}
