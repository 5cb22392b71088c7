/** What `caddy adapt` makes of a Caddyfile, as far as it is read here. */
import { z } from 'zod';
import type { HomeLayout } from '../../core/layout.ts';

const routeSchema = z.looseObject({
  match: z.array(z.looseObject({ host: z.array(z.string()).optional() })).optional(),
});
const policySchema = z.looseObject({
  match: z.looseObject({ sni: z.array(z.string()).optional() }).optional(),
  client_authentication: z
    .looseObject({
      mode: z.string().optional(),
      ca: z.looseObject({ pem_files: z.array(z.string()).optional() }).optional(),
    })
    .optional(),
});
const serverSchema = z.looseObject({
  listen: z.array(z.string()),
  routes: z.array(routeSchema).optional(),
  errors: z.looseObject({ routes: z.array(routeSchema).optional() }).optional(),
  named_routes: z.record(z.string(), z.unknown()).optional(),
  tls_connection_policies: z.array(policySchema).optional(),
  logs: z
    .looseObject({
      logger_names: z.record(z.string(), z.unknown()).optional(),
      skip_hosts: z.array(z.string()).optional(),
      skip_unmapped_hosts: z.boolean().optional(),
    })
    .optional(),
});
const loggerSchema = z.looseObject({
  include: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  writer: z.unknown(),
});
const automationPolicySchema = z.looseObject({ subjects: z.array(z.string()).optional() });
const tlsSchema = z.looseObject({
  certificates: z.record(z.string(), z.unknown()).optional(),
  automation: z.looseObject({ policies: z.array(automationPolicySchema).optional() }).optional(),
});
// No defaults anywhere: what was read is what runs, and an empty list is not the same as none to Caddy.
export const adaptedSchema = z.looseObject({
  admin: z.unknown(),
  storage: z.unknown(),
  logging: z.looseObject({ logs: z.record(z.string(), loggerSchema).optional() }).optional(),
  apps: z.looseObject({
    http: z.looseObject({ servers: z.record(z.string(), serverSchema) }),
    tls: tlsSchema.optional(),
    pki: z.unknown(),
  }),
});
export type Adapted = z.output<typeof adaptedSchema>;
export type Server = z.output<typeof serverSchema>;
export type Route = z.output<typeof routeSchema>;

/** What a hand-written site, or an extra directive, does that it must not. */
export interface Refusal {
  readonly message: string;
  /** The hosts concerned, to find the file by. */
  readonly hosts: readonly string[];
}

/** A socket of the home as Caddy is told to listen on it. */
export const address = (socket: string) => `unix/${socket}|0666`;

export function hostsOf({ routes = [] }: Pick<Server, 'routes'>): string[] {
  return routes.flatMap(({ match = [] }) => match.flatMap(({ host = [] }) => host));
}

export function serverAt({ apps }: Adapted, socket: string): Server | undefined {
  return Object.values(apps.http.servers).find(({ listen }) => listen.includes(address(socket)));
}

/** Every host that is served at home or from outside, of a configuration that was guarded. */
export function servedHosts(config: unknown, { lan, wan }: HomeLayout['run']): readonly string[] {
  const adapted = adaptedSchema.parse(config, { jitless: true });
  const hosts = [lan, wan].flatMap((socket) => {
    const server = serverAt(adapted, socket);
    return server ? hostsOf(server) : [];
  });
  return [...new Set(hosts)];
}

/**
 * A part of the configuration as text that is equal when it means the same: Caddy numbers the groups of its routes
 * through all servers, so a `handle` in one renames those of another.
 */
export function comparable(part: unknown): string {
  const groups: unknown[] = [];
  return JSON.stringify(part ?? null, (key, value) => {
    if (key !== 'group') return value;
    if (!groups.includes(value)) groups.push(value);
    return groups.indexOf(value);
  });
}

/** The same but for some keys. */
export const without = (value: object, ...keys: readonly string[]) =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** What sites and extra directives have brought in, part by part. */
export interface Brought {
  /** Routes of hand-written sites. */
  readonly routes: readonly Route[];
  readonly errors: readonly Route[];
  readonly named: ReadonlyMap<string, unknown>;
  /** The contents of the services' extra directives: lists of routes. */
  readonly extras: readonly { readonly hosts: readonly string[]; readonly routes: unknown }[];
  readonly loggers: ReadonlyMap<string, unknown>;
  readonly connectionPolicies: readonly { readonly hosts: readonly string[]; readonly policy: unknown }[];
  readonly automationPolicies: readonly { readonly hosts: readonly string[]; readonly policy: unknown }[];
  readonly certificates: readonly { readonly kind: string; readonly value: unknown }[];
  /** Apps that no site of the stock Caddy brings. */
  readonly apps: ReadonlyMap<string, unknown>;
}
