import type { GlobalOptions } from '../caddy/blocks.ts';

/** What takes the place of a global option in a home. The names are those of caddyconfig/httpcaddyfile/options.go. */
const INSTEAD: readonly (readonly [names: RegExp, words: string])[] = [
  [
    /^(email|acme_.*|cert_.*|local_certs|on_demand_tls|key_type|auto_https|.*_sni|skip_install_trust|ocsp_.*|renew_.*|renewal_.*|preferred_chains|pki|storage.*|dns|ech|tls_.*)$/,
    'certificates: in latchkey.yaml says where server certificates come from',
  ],
  [/^(https?_port|default_bind)$/, 'ports: and listen: in latchkey.yaml say where the home listens'],
  [
    /^servers$/,
    'the home sets protocols and timeouts itself, and sites see the true addresses without trusted_proxies',
  ],
  [/^(log|debug)$/, 'the home keeps logs of its own; a site may have its own log'],
  [/^metrics$/, 'metrics: in latchkey.yaml'],
  [/^order$/, 'put the directive into route { } in each site that has it'],
  [/^(admin|persist_config|grace_period|shutdown_delay)$/, "Caddy's administration is the home's own"],
];
const OF_A_MODULE = 'it belongs to a module that runs beside the sites, and cannot run in a home';

/** Why a file with global options cannot be taken, and what to do about each of them. */
export function globalOptionWords({ names }: Pick<GlobalOptions, 'names'>): string {
  const byWords = new Map<string, string[]>();
  for (const name of names.filter((each) => each !== 'import')) {
    const words = INSTEAD.find(([like]) => like.test(name))?.[1] ?? OF_A_MODULE;
    byWords.set(words, [...(byWords.get(words) ?? []), name]);
  }
  const each = [...byWords].map(([words, some]) => ` For ${some.join(', ')}: ${words}.`).join('');
  return `The file has global options (${names.join(', ') || 'none'}), which are the home's own. Remove the block.${each}`;
}
