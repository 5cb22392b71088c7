/** What latchkey.yaml says, once it was read, checked and completed with the defaults. */

/** One service: a hostname of the home with an upstream behind it. */
export interface ServiceConfig {
  /** One DNS label, lower case. */
  readonly name: string;
  /** `<name>.<domain>`. */
  readonly host: string;
  /** Where it really runs: `http://host:port` or `https://host:port`, without a path. */
  readonly upstream: string;
}

/** Where a secret lies; the rendered files name the place, never the secret. */
export type SecretPlace = { readonly env: string } | { readonly file: string };

/** Where the home's own server certificates come from. */
export type ServerCertificates =
  /** From the home's private server root, which Caddy issues from; invites carry its pin. */
  | { readonly kind: 'internal' }
  /** From a public ACME CA by DNS-01; `provider` is a DNS module of the Caddy in use. */
  | { readonly kind: 'dns-01'; readonly provider: string; readonly token: SecretPlace }
  /** PEM files that somebody else renews; absolute paths, or relative to the home folder. */
  | { readonly kind: 'files'; readonly certificate: string; readonly key: string };

/** One home's configuration. Hosts are lower-case A-labels without a trailing dot; addresses are canonical. */
export interface HomeConfig {
  readonly name: string;
  readonly domain: string;
  /** `enroll.<domain>`: the only host that a visitor without a key can reach. */
  readonly enrolmentHost: string;
  /** CIDRs of the networks that are at home. Whatever is not in them is the WAN. */
  readonly lan: readonly string[];
  /** Addresses HAProxy listens on. */
  readonly listen: readonly string[];
  readonly ports: { readonly https: number; readonly http: number | 'off' };
  readonly certificates: ServerCertificates;
  /** In the order of the file. */
  readonly services: readonly ServiceConfig[];
  /** How long a code can be redeemed, unless the admin says otherwise. */
  readonly invitations: { readonly lifeSeconds: number };
  /** How long a device's certificate is valid. */
  readonly devices: { readonly certificateDays: number };
}

/** One thing that is wrong in latchkey.yaml, or worth a thought. Lines and columns count from one. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where in the document: `services.cloud.upstream`. Empty for the document itself. */
  readonly path: string;
  /** What is wrong and what to write, one or two sentences. */
  readonly message: string;
}

/** `latchkey.yaml:3:5: lan[0]: …`, the form that editors and terminals turn into a link. */
export function formatProblem({ file, line, column, path, message }: ConfigProblem): string {
  return `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: HomeConfig; readonly warnings: readonly ConfigProblem[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };
