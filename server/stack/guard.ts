/**
 * Hand-written sites may add to the LAN listener and to nothing else. What Caddy makes of the Caddyfile is compared with
 * what it makes of it without them, before anything starts; what passed here is, byte for byte, what runs.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { HomeLayout } from '../core/layout.ts';
import { IDENTITY_HEADERS } from './identity-headers.ts';

const routeSchema = z.looseObject({
  match: z.array(z.looseObject({ host: z.array(z.string()).optional() })).optional(),
});
const policySchema = z.looseObject({
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
  tls_connection_policies: z.array(policySchema).optional(),
});
// No defaults anywhere: what was read is what runs, and an empty list is not the same as none to Caddy.
const adaptedSchema = z.looseObject({
  admin: z.unknown(),
  storage: z.unknown(),
  apps: z.looseObject({ http: z.looseObject({ servers: z.record(z.string(), serverSchema) }), pki: z.unknown() }),
});
type Adapted = z.output<typeof adaptedSchema>;
type Server = z.output<typeof serverSchema>;

/** What a hand-written site does that it must not. */
export interface Refusal {
  readonly message: string;
  /** The hosts concerned, to find the file by. */
  readonly hosts: readonly string[];
}

export type GuardResult =
  /** The configuration to run, as JSON, and every host that the LAN listener knows. */
  | { readonly ok: true; readonly config: string; readonly hosts: readonly string[] }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

const address = (socket: string) => `unix/${socket}|0600`;

function hostsOf({ routes = [] }: Pick<Server, 'routes'>): string[] {
  return routes.flatMap(({ match = [] }) => match.flatMap(({ host = [] }) => host));
}

function serverAt({ apps }: Adapted, socket: string): Server | undefined {
  return Object.values(apps.http.servers).find(({ listen }) => listen.includes(address(socket)));
}

/** Servers that listen anywhere but on the three sockets of this home. */
function foreignListeners(adapted: Adapted, { run }: HomeLayout): Refusal[] {
  const ours = new Set([run.enrolment, run.lan, run.wan].map(address));
  return Object.values(adapted.apps.http.servers).flatMap((server) => {
    const foreign = server.listen.filter((listen) => !ours.has(listen));
    if (foreign.length === 0 && server.listen.length === 1) return [];
    const where = (foreign.length > 0 ? foreign : server.listen).join(', ');
    return [{ message: `listens on ${where}, past the lock; remove its bind and its port`, hosts: hostsOf(server) }];
  });
}

/** Whether everything behind the WAN socket asks for a certificate of the Homelab CA. */
function isLocked(wan: Server, layout: HomeLayout): boolean {
  const policies = wan.tls_connection_policies ?? [];
  return (
    policies.length > 0 &&
    policies.every(({ client_authentication: auth }) => {
      const files = auth?.ca?.pem_files;
      return auth?.mode === 'require_and_verify' && files?.length === 1 && files[0] === layout.ca.certificate;
    })
  );
}

/**
 * A part of the configuration as text that is equal when it means the same: Caddy numbers the groups of its routes
 * through all servers, so a `handle` in one renames those of another.
 */
function comparable(part: unknown): string {
  const groups: unknown[] = [];
  return JSON.stringify(part, (key, value) => {
    if (key !== 'group') return value;
    if (!groups.includes(value)) groups.push(value);
    return groups.indexOf(value);
  });
}

function changes(adapted: Adapted, base: Adapted, { run }: HomeLayout): Refusal[] {
  const refusals: Refusal[] = [];
  for (const [name, socket] of [
    ['WAN', run.wan],
    ['enrolment', run.enrolment],
  ] as const) {
    const [now, before] = [serverAt(adapted, socket), serverAt(base, socket)];
    if (comparable(now) === comparable(before)) continue;
    const known = new Set(before ? hostsOf(before) : []);
    const hosts = now ? hostsOf(now).filter((host) => !known.has(host)) : [];
    refusals.push({ message: `changes the ${name} listener, which is latchkey's own; remove its bind`, hosts });
  }
  // Caddy takes a host twice: it serves the first, or appends the handlers of the second to it.
  const routesAt = (each: Adapted) => serverAt(each, run.lan)?.routes ?? [];
  const ours = new Set(routesAt(base).map(comparable));
  const theirs = new Set(hostsOf({ routes: routesAt(adapted).filter((route) => !ours.has(comparable(route))) }));
  const twice = hostsOf({ routes: routesAt(base) }).filter((host) => theirs.has(host));
  if (twice.length > 0) {
    refusals.push({ message: 'is in latchkey.yaml already; remove one of the two', hosts: twice });
  }
  const rest = ({ admin, storage, apps }: Adapted) => ({
    admin,
    storage,
    pki: apps.pki,
    apps: Object.keys(apps).sort(),
  });
  if (!isDeepStrictEqual(rest(adapted), rest(base))) {
    refusals.push({ message: "changes Caddy's global options, which are latchkey's own", hosts: [] });
  }
  return refusals;
}

/** Hand-written sites need not remember to delete identity headers: it happens before their first line. */
const strip = { handle: [{ handler: 'headers', request: { delete: [...IDENTITY_HEADERS] } }] };

/**
 * Checks what `caddy adapt` made of the Caddyfile and completes it.
 * @param adapted with the hand-written sites, parsed JSON
 * @param base without them
 */
export function guardCaddy(adapted: unknown, base: unknown, layout: HomeLayout): GuardResult {
  const [full, ours] = [adaptedSchema.parse(adapted), adaptedSchema.parse(base)];
  const refusals = [...foreignListeners(full, layout), ...changes(full, ours, layout)];
  const wan = serverAt(full, layout.run.wan);
  if (refusals.length === 0 && !(wan && isLocked(wan, layout))) {
    refusals.push({ message: 'leaves the WAN listener without its lock', hosts: [] });
  }
  if (refusals.length > 0) return { ok: false, refusals };
  const lan = serverAt(full, layout.run.lan);
  const hosts = [...new Set(lan ? hostsOf(lan) : [])];
  if (lan) lan.routes = [strip, ...(lan.routes ?? [])];
  return { ok: true, hosts, config: `${JSON.stringify(full, null, '\t')}\n` };
}
