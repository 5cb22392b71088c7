import { z } from 'zod';
import { isHost } from '../../../../shared/host.ts';
import { expecting, onOff, type SecretPlace, secretPlace, section, text } from '../vocabulary.ts';

/** From a public ACME CA, which looks for a DNS record that lego puts there. */
export interface Dns01 {
  /** The provider's code in lego. */
  readonly provider: string;
  /** Where the credentials lie, by the variable that lego reads them from. */
  readonly credentials: Readonly<Record<string, SecretPlace>>;
  /** Other variables of the provider. */
  readonly settings: Readonly<Record<string, string>>;
  /** Names beside `<domain>` and `*.<domain>`. */
  readonly names: readonly string[];
  /** `address:port`. */
  readonly resolvers: readonly string[];
  readonly checkDns: boolean;
}

/**
 * What a DNS module of Caddy called its provider, and what lego calls that and its one token: homes of before named the two
 * as `provider` and `token` (https://go-acme.github.io/lego/dns/).
 */
const ONE_TOKEN: Readonly<Record<string, readonly [provider: string, variable: string]>> = {
  cloudflare: ['cloudflare', 'CF_DNS_API_TOKEN'],
  desec: ['desec', 'DESEC_TOKEN'],
  digitalocean: ['digitalocean', 'DO_AUTH_TOKEN'],
  dnsimple: ['dnsimple', 'DNSIMPLE_OAUTH_TOKEN'],
  duckdns: ['duckdns', 'DUCKDNS_TOKEN'],
  dynu: ['dynu', 'DYNU_API_KEY'],
  gandi: ['gandiv5', 'GANDIV5_API_KEY'],
  gandiv5: ['gandiv5', 'GANDIV5_API_KEY'],
  hetzner: ['hetzner', 'HETZNER_API_KEY'],
  hosttech: ['hosttech', 'HOSTTECH_API_KEY'],
  infomaniak: ['infomaniak', 'INFOMANIAK_ACCESS_TOKEN'],
  ionos: ['ionos', 'IONOS_API_KEY'],
  linode: ['linode', 'LINODE_TOKEN'],
  netlify: ['netlify', 'NETLIFY_TOKEN'],
  njalla: ['njalla', 'NJALLA_TOKEN'],
  vercel: ['vercel', 'VERCEL_API_TOKEN'],
  vultr: ['vultr', 'VULTR_API_KEY'],
};

/** Providers by their code that one token is enough for. */
export const PROVIDERS_OF_ONE_TOKEN: readonly string[] = Object.keys(ONE_TOKEN);

/** Would take over lego itself, or the program that runs it. */
const NOT_A_CREDENTIAL = /^(LD_|LEGO_|DYLD_|GO[A-Z]+$|PATH$|HOME$)/;
const SOUNDS_SECRET = /TOKEN|SECRET|PASS|PRIVATE|CREDENTIAL|_KEY$|APIKEY/;
/** The name of a key, and not a key (RFC 8945). */
const IS_A_NAME = /TSIG_KEY$|KEY_ID$|KEY_NAME$/;

/** lego reads the file itself, wherever it is; but for the program of `exec`. */
const namesAFile = (name: string): boolean => /(_FILE|_PATH|EDGERC)$/.test(name) && name !== 'EXEC_PATH';

const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'is not the name of a variable; write it as lego does (lego dnshelp -c <provider>)')
  .refine((name) => !NOT_A_CREDENTIAL.test(name), 'is not a variable of a provider; remove it');

const setting = z.union(
  [z.string().max(1000), z.number(), z.boolean()],
  'is not a text or a number; write the value, such as 120',
);

export const dns01Section = section({
  provider: text('the code of a DNS provider in lego, such as cloudflare')
    .regex(
      /^[a-z0-9][a-z0-9_-]*$/,
      'is not the code of a DNS provider; write it as lego does (lego dnshelp), such as cloudflare',
    )
    .refine((code) => code !== 'manual', 'asks a person at every renewal; write one that lego can do by itself')
    .describe('The code of the DNS provider in lego, such as cloudflare; lego dnshelp lists them.'),
  credentials: z
    .record(variable, secretPlace('secret'), expecting('variables, each as { file: path } or { env: NAME }'))
    .optional()
    .describe('Where the credentials lie, by the variable that lego reads them from (lego dnshelp -c <provider>).'),
  token: secretPlace('token')
    .optional()
    .describe('Of an older latchkey.yaml: where the one token of the provider lies. Write credentials instead.'),
  settings: z
    .record(
      variable
        .refine(
          (name) => !SOUNDS_SECRET.test(name) || IS_A_NAME.test(name),
          'sounds like a secret; write it below credentials, as { file: path } or { env: NAME }',
        )
        .refine(
          (name) => !namesAFile(name),
          'names a file, which lego reads in a folder of its own; write it below credentials, as { file: path }',
        ),
      setting,
      expecting('variables and their values, such as OVH_ENDPOINT: ovh-eu'),
    )
    .default({})
    .describe('Other variables of the provider, which are no secrets, such as OVH_ENDPOINT.'),
  names: z
    .array(
      z
        .string(expecting('a host, such as other.example.org'))
        .refine(
          (name) => isHost(name.replace(/^\*\./, '')),
          'is not a host; write one such as other.example.org or *.other.example.org',
        ),
      expecting('a list of hosts, such as [other.example.org]'),
    )
    .max(50, 'is too long; at most 50 names')
    .default([])
    .describe('Names that the certificate is for beside the domain and everything one label below it.'),
  resolvers: z
    .array(
      z
        .string(expecting('address:port, such as 9.9.9.9:53'))
        .regex(/^(\[[0-9a-fA-F:]+\]|[0-9A-Za-z.-]+):\d{1,5}$/, 'is not address:port; write one such as 9.9.9.9:53'),
      expecting('a list of DNS servers, such as [9.9.9.9:53]'),
    )
    .max(10, 'is too long; at most 10 resolvers')
    .default([])
    .describe('DNS servers that are asked where the zone begins, such as 9.9.9.9:53, where your own answer otherwise.'),
  'check-dns': onOff('on').describe(
    'Whether the zone’s own name servers are asked for the record before the CA is. Default: on.',
  ),
}).superRefine(({ provider, token, credentials }, context) => {
  const problem = (key: string, message: string) =>
    context.issues.push({ code: 'custom', path: [key], message, input: provider });
  const help = `lego dnshelp -c ${/^[a-z0-9_-]+$/.test(provider) ? provider : '<provider>'}`;
  if (token !== undefined && credentials !== undefined) problem('token', 'is credentials already; remove this line');
  if (token === undefined && credentials === undefined)
    problem(
      'credentials',
      `are missing; write the variables that ${help} names, each as { file: path } or { env: NAME }`,
    );
  if (token !== undefined && credentials === undefined && !Object.hasOwn(ONE_TOKEN, provider))
    problem(
      'token',
      `is not enough for ${provider}; write credentials: instead, with the variables that ${help} names, each as { file: path } or { env: NAME }`,
    );
});

/** What is wrong with words of a command line that stand for the section, the place first; undefined when nothing is. */
export function whyNotDns01(value: z.input<typeof dns01Section>): string | undefined {
  const [issue] = dns01Section.safeParse(value).error?.issues ?? [];
  if (!issue) return undefined;
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [issue];
  return `${issue.path.join('.')} ${inner?.message ?? issue.message}`;
}

/** The section as the code wants it. */
export function readDns01(file: z.output<typeof dns01Section>): Dns01 {
  const { provider, token, credentials, settings, names, resolvers } = file;
  const [lego, variableOfToken] = token === undefined ? [provider] : (ONE_TOKEN[provider] ?? [provider]);
  return {
    provider: lego,
    credentials: token && variableOfToken !== undefined ? { [variableOfToken]: token } : (credentials ?? {}),
    settings: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
    names: names.map((name) => name.toLowerCase()),
    resolvers,
    checkDns: file['check-dns'],
  };
}

/** The one token of a provider, for a first latchkey.yaml. @returns undefined when it takes something else */
export const tokenOf = (provider: string): { readonly provider: string; readonly variable: string } | undefined => {
  const [code, name] = Object.hasOwn(ONE_TOKEN, provider) ? (ONE_TOKEN[provider] ?? []) : [];
  return code !== undefined && name !== undefined ? { provider: code, variable: name } : undefined;
};
