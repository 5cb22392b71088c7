/**
 * What is known of Caddy's modules: for each field of their JSON whether it names a place. Read off Caddy's sources
 * (2.11); a module or a field that is not here is refused until the admin vouches for the module by name.
 */
import {
  alike,
  encoder,
  type Field,
  fields,
  files,
  type Judgement,
  module,
  nothing,
  of,
  pool,
  proxyOfItsOwn,
} from './fields.ts';
import { HTTP } from './judged-http.ts';

const STORAGE: Field = { refused: "Caddy's storage is the home's own" };
const dnsChallenge = fields(
  { provider: module('dns.providers', 'name'), resolvers: { each: 'dial' } },
  'ttl propagation_delay propagation_timeout override_domain',
);

const logEncoder = of(
  fields(
    {},
    'message_key level_key time_key name_key caller_key stacktrace_key line_ending time_format time_local duration_format level_format',
  ),
);

/** Whether a verifier of leaf certificates has a loader that loads nothing, or none. */
function noLeaves(value: unknown): boolean {
  const { leaf_certs_loaders: loaders = [] } = value as { leaf_certs_loaders?: readonly object[] };
  const empty = (each: object) => Object.entries(each).every(([key, what]) => key === 'loader' || String(what) === '');
  return loaders.length === 0 || loaders.some(empty);
}

/** By Caddy's names. */
export const JUDGED: Readonly<Record<string, Judgement>> = {
  ...HTTP,
  'caddy.logging.writers.discard': nothing,
  'caddy.logging.writers.stderr': nothing,
  'caddy.logging.writers.stdout': nothing,
  'caddy.logging.writers.file': of(
    fields(
      { filename: 'file' },
      'mode dir_mode roll roll_size_mb roll_interval roll_minutes roll_at roll_gzip roll_compression roll_local_time roll_keep roll_keep_days backup_time_format',
    ),
  ),
  'caddy.logging.writers.net': of(fields({ address: 'dial' }, 'dial_timeout soft_start')),
  'caddy.logging.cores.mock': of('plain'),
  'caddy.logging.encoders.append': of(fields({ wrap: encoder }, 'fields')),
  'caddy.logging.encoders.console': logEncoder,
  'caddy.logging.encoders.json': logEncoder,
  'caddy.logging.encoders.journald': of(fields({ wrap: encoder })),
  'caddy.logging.encoders.filter': of(
    fields({ wrap: encoder, fields: { map: module('caddy.logging.encoders.filter', 'filter') } }),
  ),
  ...alike(
    'caddy.logging.encoders.filter',
    'cookie delete hash ip_mask multi_regexp query regexp rename replace',
    of('plain'),
  ),

  'tls.ca_pool.source.combined': of(fields({ sources: { each: pool } })),
  'tls.ca_pool.source.file': of(fields({ pem_files: files })),
  'tls.ca_pool.source.http': of(
    fields({
      endpoints: { each: 'url' },
      tls: fields({ ca: pool }, 'insecure_skip_verify handshake_timeout server_name renegotiation'),
    }),
  ),
  'tls.ca_pool.source.inline': of(fields({}, 'trusted_ca_certs')),
  'tls.ca_pool.source.pki_intermediate': of(fields({}, 'authority')),
  'tls.ca_pool.source.pki_root': of(fields({}, 'authority')),
  'tls.ca_pool.source.storage': of(fields({ storage: STORAGE, pem_keys: STORAGE })),
  'tls.ca_pool.source.system': nothing,
  'tls.client_auth.verifier.leaf': of(
    fields({ leaf_certs_loaders: { each: module('tls.leaf_cert_loader', 'loader') } }),
    {
      also: (value) =>
        noLeaves(value)
          ? 'has no certificate that Caddy would read, which is what Caddy makes of a storage there; write file and the whole path of each'
          : undefined,
    },
  ),
  'tls.leaf_cert_loader.file': of(fields({ files })),
  'tls.leaf_cert_loader.folder': of(fields({ folders: { each: 'folder' } })),
  'tls.leaf_cert_loader.pem': of(fields({}, 'certificates')),
  'tls.leaf_cert_loader.storage': of(fields({ storage: STORAGE, certificates: STORAGE })),
  'tls.certificates.automate': of('names'),
  'tls.certificates.load_files': of({ each: fields({ certificate: 'file', key: 'file' }, 'format tags') }),
  'tls.certificates.load_folders': of({ each: 'folder' }),
  'tls.certificates.load_pem': of('plain'),
  'tls.certificates.load_storage': of(STORAGE),
  'tls.get_certificate.http': of(fields({ url: 'url' })),
  'tls.get_certificate.tailscale': nothing,
  ...alike('tls.handshake_match', 'local_ip remote_ip sni_regexp', of('plain')),
  'tls.handshake_match.sni': of('names'),
  'tls.issuance.internal': of(fields({}, 'ca lifetime sign_with_root')),
  'tls.issuance.acme': of(
    fields(
      {
        ca: 'url',
        test_ca: 'url',
        trusted_roots_pem_files: files,
        network_proxy: proxyOfItsOwn,
        challenges: fields({ dns: dnsChallenge }, 'http tls-alpn bind_host distributed'),
      },
      'email profile account_key external_account acme_timeout preferred_chains certificate_lifetime',
    ),
  ),
  'tls.issuance.zerossl': of(
    fields({ cname_validation: dnsChallenge }, 'api_key validity_days listen_host alternate_http_port'),
  ),
};

/**
 * Modules that only global options, Caddy's admin API or its command line can bring in. The home compares those parts
 * with its own, so no site gets this far with them.
 */
export const NOT_IN_SITES: readonly RegExp[] = [
  /^admin\./,
  /^caddy\.(adapters|config_loaders|filesystems|listeners|packetconns|storage)(\.|$)/,
  /^(events|http|pki|tls)$/,
  /^tls\.(ech|permission|stek)\./,
];

/** The parts of a site outside of its routes. */
export const LOGGER = fields(
  {
    writer: module('caddy.logging.writers', 'output'),
    encoder,
    core: { refused: 'logs are written by Caddy itself' },
  },
  'level sampling with_caller with_caller_skip with_stacktrace include exclude',
);
export const CONNECTION_POLICY = fields(
  {
    match: { modules: 'tls.handshake_match' },
    client_authentication: fields(
      {
        ca: pool,
        trusted_ca_certs_pem_files: files,
        verifiers: { each: module('tls.client_auth.verifier', 'verifier') },
      },
      'trusted_ca_certs trusted_leaf_certs mode',
    ),
    insecure_secrets_log: { refused: 'it would let whoever reads that file read all traffic' },
    handshake_context: module('tls.context', 'module'),
  },
  'certificate_selection cipher_suites curves alpn protocol_min protocol_max drop default_sni fallback_sni',
);
export const AUTOMATION_POLICY = fields(
  {
    issuers: { each: module('tls.issuance', 'module') },
    get_certificate: { each: module('tls.get_certificate', 'via') },
    subjects: 'names',
    storage: STORAGE,
    on_demand: {
      refused: 'every stranger could have certificates made; name the hosts, and their certificates are there before',
    },
  },
  'must_staple renewal_window_ratio key_type reuse_private_keys disable_ocsp_stapling ocsp_overrides',
);
export const CERTIFICATES: Field = { modules: 'tls.certificates' };
