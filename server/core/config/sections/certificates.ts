import { z } from 'zod';
import { nearCertificates } from '../near-certificates.ts';
import { expecting, filePath, section } from '../vocabulary.ts';
import { type Dns01, dns01Section, readDns01 } from './dns-01.ts';

/** Where the home's own server certificates come from. */
export type ServerCertificates =
  /** From the home's private server root, which Caddy issues from; invites carry its pin. */
  | { readonly kind: 'internal' }
  /** From a public ACME CA by DNS-01, by lego. */
  | ({ readonly kind: 'dns-01' } & Dns01)
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
        'dns-01': dns01Section.describe('From a public ACME CA, proven by a DNS record.'),
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
    : { kind: 'dns-01', ...readDns01(certificates['dns-01']) };
}
