import { z } from 'zod';
import { nearCertificates } from '../near-certificates.ts';
import { expecting, filePath, type SecretPlace, secretPlace, section, text } from '../vocabulary.ts';

/** Where the home's own server certificates come from. */
export type ServerCertificates =
  /** From the home's private server root, which Caddy issues from; invites carry its pin. */
  | { readonly kind: 'internal' }
  /** From a public ACME CA by DNS-01; `provider` is a DNS module of the Caddy in use. */
  | { readonly kind: 'dns-01'; readonly provider: string; readonly token: SecretPlace }
  /** From a public ACME CA by HTTP-01, which asks on port 80. */
  | { readonly kind: 'http-01' }
  /** PEM files that somebody else renews; absolute paths, or relative to the home folder. */
  | { readonly kind: 'files'; readonly certificate: string; readonly key: string };

const CERTIFICATES = 'internal, http-01, or dns-01: or files: below it';

export const certificatesSection = z
  .union(
    [
      z.literal(['internal', 'http-01']),
      section({
        'dns-01': section({
          provider: text('the name of a DNS module of your Caddy, such as cloudflare')
            .regex(/^[a-z0-9_]+$/, 'is not the name of a DNS module; write it as Caddy does, such as cloudflare')
            .describe('A DNS module of the Caddy in use, such as cloudflare.'),
          token: secretPlace('token').describe(
            'Where the token of the DNS provider lies: { env: NAME } or { file: path }.',
          ),
        }).describe('From a public ACME CA, proven by a DNS record.'),
      }),
      section({
        files: section({
          certificate: filePath.describe('The certificate chain, PEM; absolute, or from the home folder.'),
          key: filePath.describe('Its private key, PEM; absolute, or from the home folder.'),
        }).describe('PEM files that somebody else renews.'),
      }),
    ],
    // Whoever started to write dns-01 or files wants to hear what is wrong in there.
    {
      error: ({ input }) =>
        `${expecting(CERTIFICATES).error({ input })}${typeof input === 'string' && nearCertificates(input) ? `. ${nearCertificates(input)}` : ''}`,
    },
  )
  .default('internal')
  .describe("Where the home's own server certificates come from.");

/** The section as the code wants it. */
export function readCertificates(certificates: z.output<typeof certificatesSection>): ServerCertificates {
  if (typeof certificates === 'string') return { kind: certificates };
  return 'files' in certificates
    ? { kind: 'files', ...certificates.files }
    : { kind: 'dns-01', ...certificates['dns-01'] };
}
