/** Judgements of what is in routes. */
import {
  alike,
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
import { INSTEAD } from './findings.ts';
import type { Places } from './places.ts';

const fallback = module('http.reverse_proxy.selection_policies', 'policy');
const NO_FILE_SYSTEM: Field = { refused: 'only files of this machine can be served' };

const handleResponse: Field = { each: fields({ routes: 'routes' }, 'match status_code') };
const rewrite = fields({}, 'method uri strip_path_prefix strip_path_suffix uri_substring path_regexp query');
const upstreams: Field = { each: fields({ dial: 'dial' }, 'max_requests') };
const resolver = fields({ addresses: { each: 'dial' } });
const proxyTls = fields(
  { ca: pool, root_ca_pem_files: files, client_certificate_file: 'file', client_certificate_key_file: 'file' },
  'root_ca_pool client_certificate_automate insecure_skip_verify handshake_timeout server_name renegotiation except_ports curves',
);
const active = fields(
  { upstream: 'dial' },
  'path uri port headers method body follow_redirects interval timeout passes fails max_size expect_status expect_body',
);
const passive = fields({}, 'fail_duration max_fails unhealthy_request_count unhealthy_status unhealthy_latency');

const reverseProxy = fields(
  {
    transport: module('http.reverse_proxy.transport', 'protocol'),
    circuit_breaker: module('http.reverse_proxy.circuit_breakers', 'type'),
    load_balancing: fields(
      { selection_policy: fallback, retry_match: 'matchers' },
      'retries try_duration try_interval',
    ),
    health_checks: fields({ active, passive }),
    upstreams,
    dynamic_upstreams: module('http.reverse_proxy.upstreams', 'source'),
    rewrite,
    handle_response: handleResponse,
  },
  'flush_interval trusted_proxies headers request_buffers response_buffers stream_timeout stream_buffer_size stream_close_delay verbose_logs',
);

const fileServer = fields(
  {
    fs: NO_FILE_SYSTEM,
    root: 'root',
    browse: fields({ template_file: 'file' }, 'reveal_symlinks sort file_limit'),
    precompressed: { modules: 'http.precompressed' },
  },
  'hide index_names canonical_uris status_code pass_thru precompressed_order etag_file_extensions',
);

const expressionText = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'expr' in value ? String(value.expr) : String(value);

const setsRoot = (value: unknown): string | undefined =>
  /"\{?(http\.vars\.)?(root|fs)\}?"/.test(JSON.stringify((value as { destinations?: unknown }).destinations ?? null))
    ? 'sets the root by a map; write root with a path for each case instead'
    : undefined;

/** Health checks go to the upstreams' hosts, by a port of their own. */
function checksHealthAt(value: unknown, places: Places): string | undefined {
  const { health_checks: checks, upstreams: all } = value as {
    health_checks?: { active?: { port?: unknown; upstream?: unknown } };
    upstreams?: readonly { dial?: unknown }[];
  };
  const port = checks?.active?.port;
  if (port === undefined || port === 0) return undefined;
  const dials = [checks?.active?.upstream, ...(all ?? []).map(({ dial }) => dial)];
  for (const dial of dials) {
    if (typeof dial !== 'string' || /^unix/i.test(dial)) continue;
    const host = dial.replace(/^[^/]*\//, '').replace(/:[\d-]*$/, '');
    const wrong = places.tcp(host, Number(port));
    if (wrong !== undefined)
      return `checks the health of ${dial} at port ${String(port)}, which ${wrong}; ${INSTEAD.dial}`;
  }
  return undefined;
}

/** By these PHP and other FastCGI programs choose what they run and read. */
const CHOOSES_A_FILE = /^(PHP_(ADMIN_)?VALUE|(\w+_)?SCRIPT_FILENAME|(\w+_)?DOCUMENT_ROOT|PATH_TRANSLATED)$/i;
const leavesFolder = (path: string) => /(^|[/\\])\.\.([/\\]|$)/.test(path);

function undecidableScript(value: unknown): string | undefined {
  for (const [name, text] of Object.entries((value as { env?: Record<string, unknown> }).env ?? {})) {
    if (name.includes('{'))
      return `sets a variable whose name has a placeholder in it (${name}); write the name itself`;
    if (!CHOOSES_A_FILE.test(name)) continue;
    if (String(text).includes('{') || leavesFolder(String(text)))
      return `sets ${name} to ${String(text)}, so that nobody can say which file that is; write whole paths without placeholders and .., or set root`;
  }
  return undefined;
}

/** Names of index files are joined to the folder of each request. */
function oddIndex(value: unknown): string | undefined {
  const { index_names: names } = value as { index_names?: readonly unknown[] };
  const odd = (names ?? [])
    .map(String)
    .find((name) => name.startsWith('/') || /[{\\\0]/.test(name) || leavesFolder(name));
  return odd === undefined
    ? undefined
    : `has the index ${odd}, which is no name of a file in the folder itself; write a name such as index.html`;
}

function oddTries(value: unknown, places: Places): string | undefined {
  const { try_files: tries } = value as { try_files?: readonly unknown[] };
  for (const each of (tries ?? []).map(String)) {
    if (leavesFolder(each)) return `tries ${each}, which leaves the root by ..; write paths below the root`;
    const wrong = places.inText(each);
    if (wrong !== undefined) return `tries ${each}, which ${wrong}; write paths below the root`;
  }
  return undefined;
}

/** By Caddy's names. */
export const HTTP: Readonly<Record<string, Judgement>> = {
  'http.handlers.acme_server': of('plain', { vouch: "gives out certificates of the home's own server root" }),
  'http.handlers.authentication': of(fields({ providers: { modules: 'http.authentication.providers' } })),
  'http.handlers.copy_response': of(fields({}, 'status_code')),
  'http.handlers.copy_response_headers': of(fields({}, 'include exclude')),
  'http.handlers.encode': of(fields({ encodings: { modules: 'http.encoders' } }, 'prefer minimum_length match')),
  'http.handlers.error': of(fields({}, 'error status_code')),
  'http.handlers.file_server': of(fileServer, { also: oddIndex }),
  'http.handlers.headers': of(fields({}, 'request response')),
  'http.handlers.intercept': of(fields({ handle_response: handleResponse })),
  'http.handlers.invoke': of(fields({}, 'name')),
  'http.handlers.log_append': of(fields({}, 'key value early')),
  'http.handlers.map': of(fields({}, 'source destinations mappings defaults'), { also: setsRoot }),
  'http.handlers.metrics': of(fields({}, 'disable_openmetrics')),
  'http.handlers.push': of(fields({}, 'resources headers')),
  'http.handlers.request_body': of(fields({}, 'max_size read_timeout write_timeout set')),
  'http.handlers.request_timeouts': of(
    fields({}, 'read_timeout read_min_rate write_timeout write_min_rate max_write_chunk'),
  ),
  'http.handlers.reverse_proxy': of(reverseProxy, { also: checksHealthAt }),
  'http.handlers.rewrite': of(rewrite),
  'http.handlers.static_response': of(fields({}, 'status_code headers body close abort')),
  'http.handlers.subroute': of(fields({ routes: 'routes', errors: fields({ routes: 'routes' }) })),
  'http.handlers.templates': of(
    fields({ file_root: 'root', match: { modules: 'http.handlers.templates.functions' } }, 'mime_types delimiters'),
    { vouch: 'runs what is written in the pages: they may read any file and variable that Caddy may' },
  ),
  'http.handlers.tracing': of(fields({}, 'span span_attributes')),
  // Its keys are the admin's own; root and fs are judged where it is met.
  'http.handlers.vars': of({ map: 'plain' }),
  'http.authentication.providers.http_basic': of(
    fields({ hash: module('http.authentication.hashes', 'algorithm') }, 'accounts realm hash_cache'),
  ),
  'http.authentication.hashes.argon2id': of('plain'),
  'http.authentication.hashes.bcrypt': of(fields({}, 'cost')),
  'http.encoders.gzip': of(fields({}, 'level')),
  'http.encoders.zstd': of(fields({}, 'level checksum')),
  'http.precompressed.br': nothing,
  'http.precompressed.gzip': nothing,
  'http.precompressed.zstd': nothing,
  'http.ip_sources.static': of(fields({}, 'ranges')),

  'http.matchers.client_ip': of('plain'),
  'http.matchers.expression': of('plain', {
    also: (value) =>
      /\b(file|ph|\w*[pP]laceholder)\s*\(/.test(expressionText(value))
        ? 'looks for files in an expression; write a matcher file with its root instead'
        : undefined,
  }),
  'http.matchers.file': of(fields({ fs: NO_FILE_SYSTEM, root: 'root' }, 'try_files try_policy split_path'), {
    also: oddTries,
  }),
  ...alike(
    'http.matchers',
    'header header_regexp method path path_regexp protocol query remote_ip tls urlpattern url_pattern vars vars_regexp',
    of('plain'),
  ),
  'http.matchers.host': of('names'),
  'http.matchers.not': of('matchers'),

  'http.reverse_proxy.transport.http': of(
    fields(
      {
        resolver,
        tls: proxyTls,
        forward_proxy_url: 'url',
        network_proxy: proxyOfItsOwn,
        keep_alive: fields({}, 'enabled probe_interval max_idle_conns max_idle_conns_per_host idle_timeout'),
      },
      'compression max_conns_per_host proxy_protocol dial_timeout dial_fallback_delay response_header_timeout expect_continue_timeout max_response_header_size write_buffer_size read_buffer_size read_timeout write_timeout versions local_address',
    ),
  ),
  'http.reverse_proxy.transport.fastcgi': of(
    fields(
      { root: 'root', env: { map: 'values' } },
      'split_path resolve_root_symlink dial_timeout read_timeout write_timeout capture_stderr',
    ),
    { also: undecidableScript },
  ),
  'http.reverse_proxy.upstreams.a': of(
    fields({ name: 'host', port: 'host', resolver }, 'refresh dial_timeout dial_fallback_delay versions'),
    {
      also: (value, places) => {
        const { name, port } = value as { name?: unknown; port?: unknown };
        const host = String(name ?? '');
        return host.includes('{') ? undefined : places.tcp(host, Number(port ?? 80));
      },
    },
  ),
  'http.reverse_proxy.upstreams.srv': of(
    fields({ name: 'host', resolver }, 'service proto refresh grace_period dial_timeout dial_fallback_delay'),
  ),
  'http.reverse_proxy.upstreams.multi': of(
    fields({ sources: { each: module('http.reverse_proxy.upstreams', 'source') } }),
  ),
  ...alike(
    'http.reverse_proxy.selection_policies',
    'client_ip_hash cookie first header ip_hash least_conn query random random_choose round_robin uri_hash weighted_round_robin',
    of(fields({ fallback }, 'weights choose key field name secret max_age')),
  ),
  'caddy.network_proxy.none': nothing,
  'caddy.network_proxy.url': of(fields({ url: 'url' })),
};
