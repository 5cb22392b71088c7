import type { HomeConfig } from '../../core/config/home-config.ts';
import type { SecretPlace } from '../../core/config/vocabulary.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { CONTROL_FD } from '../process/launch.ts';
import { block } from './caddy-block.ts';
import { fromFiles, GRACE, listener, quote } from './site-parts.ts';

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

/** What holds for all of Caddy: where certificates come from, what is logged, how long each listener waits. */
export function globalOptions(config: HomeConfig, layout: HomeLayout): string {
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
    '# A folder that Caddy finds empty when it starts is taken away, even if a certificate is about to go there: it would come a minute later.',
    'storage_clean_interval off',
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
