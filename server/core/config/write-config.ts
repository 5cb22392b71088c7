import { stringify } from 'yaml';
import type { ServerCertificates } from './sections/certificates.ts';
import type { Dns01 } from './sections/dns-01.ts';
import type { SecretPlace } from './vocabulary.ts';

/** Where certificates come from, as far as a first latchkey.yaml says it. */
export type InitialCertificates =
  | Exclude<ServerCertificates, { kind: 'dns-01' }>
  | ({ readonly kind: 'dns-01' } & Pick<Dns01, 'provider' | 'credentials'>);

/** What `latchkey init` knows. Left out means the default, which the file then does not mention or shows as a comment. */
export interface InitialConfig {
  readonly name: string;
  readonly domain: string;
  readonly lan: readonly string[];
  readonly listen?: readonly string[];
  readonly ports?: { readonly https?: number; readonly http?: number | 'off' };
  readonly certificates: InitialCertificates;
  readonly services: readonly { readonly name: string; readonly upstream: string }[];
  /** Whom people ask. */
  readonly contact?: { readonly name?: string; readonly email?: string };
}

const scalar = (value: string | number) => stringify(value, { lineWidth: 0 }).trimEnd();
const list = (values: readonly string[]) =>
  values.length === 0 ? ' []' : values.map((value) => `\n  - ${scalar(value)}`).join('');
const place = (token: SecretPlace) =>
  'env' in token ? `{ env: ${token.env} }` : `{ file: ${JSON.stringify(token.file)} }`;

function certificateLines(certificates: InitialCertificates): string {
  switch (certificates.kind) {
    case 'internal':
    case 'http-01':
      return ` ${certificates.kind}`;
    case 'dns-01':
      return `\n  dns-01:\n    provider: ${certificates.provider}\n    credentials:${Object.entries(
        certificates.credentials,
      )
        .map(([name, where]) => `\n      ${name}: ${place(where)}`)
        .join('')}`;
    case 'files':
      return `\n  files:\n    certificate: ${scalar(certificates.certificate)}\n    key: ${scalar(certificates.key)}`;
  }
}

/**
 * The first latchkey.yaml of a home, with comments for the person who will edit it. What it says is what
 * {@link parseConfig} reads back; checking the values is its work, not this function's.
 */
export function writeConfig(initial: InitialConfig): string {
  const { name, domain, lan, listen, ports, certificates, services, contact } = initial;
  return `# yaml-language-server: $schema=rendered/latchkey.schema.json
# The configuration of this home. After a change: latchkey config check, latchkey config diff, latchkey reload.

home:
  name: ${scalar(name)}
  # Services are <name>.${domain}; invitations are redeemed at enroll.${domain}.
  domain: ${scalar(domain)}

# Networks that are at home: from here, no key is asked for. Everything else is the WAN.
# Write exactly your router's networks. Never a container bridge: whatever comes in through one would be at home.
lan:${list(lan)}

${
  listen
    ? `listen:${list(listen)}`
    : `# Addresses to listen on. Left out: every address of this machine (for a *.localhost domain: loopback only).
# listen:
#   - 192.168.1.10`
}

ports:
  https: ${ports?.https ?? 443}
  # Redirects to https. "off" listens to nothing.
  http: ${ports?.http ?? 80}

# Where this home's own server certificates come from:
#   internal                              a private root of this home; invitations carry its pin
#   http-01                               a public ACME CA that asks on port 80
#   dns-01: { provider: cloudflare, credentials: { CF_DNS_API_TOKEN: { file: secrets/CF_DNS_API_TOKEN } } }
#                                         a public ACME CA that looks for a DNS record
#   files: { certificate: tls/home.crt, key: tls/home.key }                  somebody else renews them
certificates:${certificateLines(certificates)}

# One line a service: <name>: <where it really runs>. What this cannot say goes to sites/*.caddy.
services:${services.length === 0 ? ' {}' : services.map((service) => `\n  ${scalar(service.name)}: ${scalar(service.upstream)}`).join('')}

${
  contact
    ? `# Whom people ask when their key does not open something.\ncontact:${Object.entries(contact)
        .map(([key, value]) => `\n  ${key}: ${scalar(value)}`)
        .join('')}`
    : `# Whom people ask when their key does not open something.
# contact: { name: Nina, email: nina@example.com }`
}

invitations:
  # How long a code can be redeemed, unless latchkey invite says otherwise.
  life: 72h

devices:
  # How long a device's certificate is valid.
  certificate-days: 365
`;
}
