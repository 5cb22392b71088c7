/** What people call the places that certificates come from, and what latchkey calls them. */

const BOTH =
  'Let’s Encrypt is asked in one of two ways: http-01 (it connects to port 80 of your names), or dns-01 with your DNS provider (it looks for a record; nothing has to be reachable).';
const DNS = 'dns-01 goes with the name of your DNS provider, such as cloudflare.';
const FILES = 'Certificates that another program renews, such as certbot, are files: name the chain and its key.';
const INTERNAL = 'A private root of this home is internal.';

const INTERNAL_COSTS =
  "Certificates come from this home's own root: browsers warn everybody who has not installed it, apps may refuse it, and invites are longer.";

/** Names that nobody owns (RFC 2606, 6761, 6762, 8375, and those that are used like them): no public CA signs for them. */
const NO_PUBLIC_CA = /(^|\.)(local|localhost|internal|home\.arpa|lan|home|corp|test|example|invalid)$/;

/** Whether no public CA signs for names below this domain. */
export const isPrivateDomain = (domain: string) => NO_PUBLIC_CA.test(domain);

/** What `internal` costs, for whoever has it, and what costs less. */
export const internalCosts = (domain: string) =>
  isPrivateDomain(domain)
    ? `${INTERNAL_COSTS} A domain that you own, from a few euros a year, can have public ones.`
    : `${INTERNAL_COSTS} Public certificates cost nothing: certificates: http-01, or dns-01.`;

const NEAR: readonly (readonly [names: RegExp, hint: string])[] = [
  [
    /^(lets?-?encrypt|le|acme|public|auto(matic)?|caddy|zerossl|google|buypass|ssl)(-?(staging|production|prod))?$/,
    BOTH,
  ],
  [/^(http|http-?0?1|http-challenge|port-?80|webroot|standalone)$/, 'Write http-01.'],
  [
    /^(dns|dns-?0?1|dns-challenge|wildcard|cloudflare|duckdns|hetzner|route53|ovh|gandi|desec|digitalocean|porkbun)$/,
    DNS,
  ],
  [/^(files?|certbot|acme\.?sh|lego|pem|custom|manual|own|fullchain(\.pem)?)$|\.(pem|crt|cer|key)$/, FILES],
  [/^(self-?signed|private|local|root|own-?root|none|off|no|snakeoil|mkcert)$/, INTERNAL],
];

/**
 * @param name what somebody wrote where a place that certificates come from was expected
 * @returns a hint, as sentences; undefined for what nobody calls it
 */
export function nearCertificates(name: string): string | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[\s_]+/g, '-');
  return NEAR.find(([names]) => names.test(plain))?.[1];
}
