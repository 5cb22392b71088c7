/** Sites that say themselves where their server certificate comes from. */
import { z } from 'zod';

const documentSchema = z.looseObject({
  apps: z.looseObject({
    http: z.looseObject({
      servers: z.record(
        z.string(),
        z.looseObject({
          tls_connection_policies: z
            .array(
              z.looseObject({
                match: z.looseObject({ sni: z.array(z.string()).default([]) }).optional(),
                certificate_selection: z.unknown().optional(),
              }),
            )
            .default([]),
        }),
      ),
    }),
    tls: z
      .looseObject({
        automation: z
          .looseObject({ policies: z.array(z.looseObject({ subjects: z.array(z.string()).default([]) })).default([]) })
          .optional(),
      })
      .optional(),
  }),
});

/** @param adapted what `caddy adapt` made, parsed JSON @returns hosts with files or an issuer of their own */
export function withOwnCertificate(adapted: unknown): ReadonlySet<string> {
  const { http, tls } = documentSchema.parse(adapted).apps;
  const policies = Object.values(http.servers).flatMap((server) => server.tls_connection_policies);
  return new Set([
    ...policies.flatMap(({ match, certificate_selection: own }) => (own === undefined ? [] : (match?.sni ?? []))),
    ...(tls?.automation?.policies ?? []).flatMap(({ subjects }) => subjects),
  ]);
}
