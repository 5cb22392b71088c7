/** Sites that would ask a public CA for a certificate, in a home where that CA cannot reach what it asks for. */
import { z } from 'zod';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { hostsOf } from './adapted.ts';

/** Of the whole document or of a Caddyfile alone: only the parts that are read. */
const documentSchema = z.looseObject({
  apps: z.looseObject({
    http: z
      .looseObject({
        servers: z.record(
          z.string(),
          z.looseObject({
            routes: z
              .array(
                z.looseObject({
                  match: z.array(z.looseObject({ host: z.array(z.string()).optional() })).optional(),
                }),
              )
              .optional(),
          }),
        ),
      })
      .optional(),
    tls: z
      .looseObject({ automation: z.looseObject({ policies: z.array(z.unknown()).optional() }).optional() })
      .optional(),
  }),
});
const policySchema = z.looseObject({
  subjects: z.array(z.string()).default([]),
  issuers: z
    .array(
      z.looseObject({
        module: z.string(),
        challenges: z.looseObject({ dns: z.unknown().optional() }).optional(),
      }),
    )
    .default([]),
});

/**
 * Port 443 asks for a key before it answers a CA (TLS-ALPN-01), and port 80 answers one only with `http-01`. By DNS it works
 * everywhere. With `files` Caddy asks nobody.
 * @param adapted what `caddy adapt` made, parsed JSON
 * @returns hosts of sites whose `tls` names a CA that will not issue; what a wildcard's `tls` says is said of the wildcard
 */
export function unissuedHosts(adapted: unknown, { certificates }: Pick<HomeConfig, 'certificates'>): string[] {
  if (certificates.kind === 'http-01') return [];
  const { apps } = documentSchema.parse(adapted);
  const served = new Set(Object.values(apps.http?.servers ?? {}).flatMap(hostsOf));
  return (apps.tls?.automation?.policies ?? [])
    .map((policy) => policySchema.parse(policy))
    .filter(
      ({ issuers }) =>
        issuers.length > 0 &&
        issuers.every(({ module, challenges }) => module !== 'internal' && challenges?.dns === undefined),
    )
    .flatMap(({ subjects }) => subjects.filter((host) => served.has(host)));
}

/** What to write instead, as the end of a sentence about the site. */
export function unissuedWords(host: string, { certificates }: Pick<HomeConfig, 'certificates'>): string {
  const instead =
    certificates.kind === 'internal'
      ? "without its tls, the home's own root signs for it when it is below the domain"
      : certificates.kind === 'files'
        ? 'without its tls, the certificate of certificates.files serves it when it has the name'
        : 'without its tls, it gets its certificate as the services do';
  return `has ${host}, whose tls asks a public CA that cannot reach this home's challenge (only certificates: http-01 answers on port 80), so that it gets no certificate. Remove its tls: ${instead}. Or name files (tls <certificate> <key>), or a DNS provider in it`;
}
