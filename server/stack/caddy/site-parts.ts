/** What every site of the Caddyfile is made of. */
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { block } from './caddy-block.ts';

/** A path as one word of the Caddyfile. */
export const quote = (path: string) => `"${path}"`;
/** Who may connect is decided by the folder: its user is Caddy's, and its group the home's. */
export const listener = (socket: string) => quote(`unix/${socket}|0666`);

/**
 * How long a reload leaves what is open (WebSockets, downloads, uploads) to end by itself. An end of `latchkey up` is not
 * held up by it: HAProxy goes first, and with it every connection.
 */
export const GRACE = '1h';
export const STREAMS_END = `stream_close_delay ${GRACE}`;
/** For TLS upstreams Caddy would put the upstream's address into Host; services want to see the name people use. */
export const KEEP_HOST = 'header_up Host {hostport}';

/** Whether Caddy is given the certificate, and asks nobody for one. */
export const fromFiles = ({ certificates: { kind } }: HomeConfig) => kind === 'files' || kind === 'dns-01';

/** What has a site's requests written to the access log. */
export const accessLog = (config: HomeConfig) => (config['access-log'] ? 'log' : undefined);

/** The arguments of `tls` where the server certificate comes from files. */
export const ownFiles = (config: HomeConfig, { rendered }: HomeLayout) =>
  fromFiles(config) ? ` ${quote(rendered.serverCertificate)} ${quote(rendered.serverKey)}` : '';

/** The `tls` directive of a site; undefined when the global options say everything. */
export function tls(
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
