/**
 * Hand-written sites may add to the LAN listener and to nothing else; extra directives of a service may fill their own
 * block behind the lock and nothing else. What Caddy makes of the Caddyfile is compared with what it makes of it without
 * them, before anything starts; what passed here is, byte for byte, what runs.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { HomeLayout } from '../core/layout.ts';
import { complete, type ListenerOptions } from './every-listener.ts';
import { cutBlock, markedBlock } from './extra-directives.ts';

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
type Route = z.output<typeof routeSchema>;

/** What a hand-written site, or an extra directive, does that it must not. */
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
  const ours = new Set([run.enrolment, run.lan, run.wan, run.acme].map(address));
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

/**
 * Empties the blocks of extra directives, in place.
 * @returns what was in them
 */
function emptyBlocks(adapted: Adapted, base: Adapted, { run }: HomeLayout): unknown[] {
  const extras: unknown[] = [];
  for (const socket of [run.lan, run.wan]) {
    const marked = (serverAt(base, socket)?.routes ?? []).flatMap((route) => {
      const path = markedBlock(route);
      return path ? [{ match: comparable(route.match), path }] : [];
    });
    const empty = (route: Route) => {
      const place = marked.find(({ match }) => match === comparable(route.match));
      if (!place) return route;
      const { rest, cut } = cutBlock(route, place.path);
      extras.push(cut);
      return rest;
    };
    for (const each of [adapted, base]) {
      const server = serverAt(each, socket);
      if (server?.routes) server.routes = server.routes.map(empty);
    }
  }
  return extras;
}

function changes(adapted: Adapted, base: Adapted, layout: HomeLayout): Refusal[] {
  const { run } = layout;
  const refusals: Refusal[] = [];
  const extras = emptyBlocks(adapted, base, layout);
  for (const [name, socket] of [
    ['WAN', run.wan],
    ['enrolment', run.enrolment],
    ['ACME', run.acme],
  ] as const) {
    const [now, before] = [serverAt(adapted, socket), serverAt(base, socket)];
    if (comparable(now) === comparable(before)) continue;
    const known = new Set(before ? hostsOf(before) : []);
    const hosts = now ? hostsOf(now).filter((host) => !known.has(host)) : [];
    refusals.push({
      message: `changes the ${name} listener, which is latchkey's own; remove its bind, or a brace too many`,
      hosts,
    });
  }
  // Caddy takes a host twice: it serves the first, or appends the handlers of the second to it.
  const routesAt = (each: Adapted) => serverAt(each, run.lan)?.routes ?? [];
  const ours = new Set(routesAt(base).map(comparable));
  const foreign = routesAt(adapted).filter((route) => !ours.has(comparable(route)));
  const theirs = new Set(hostsOf({ routes: foreign }));
  const twice = hostsOf({ routes: routesAt(base) }).filter((host) => theirs.has(host));
  if (twice.length > 0) {
    refusals.push({ message: 'is in latchkey.yaml already; remove one of the two', hosts: twice });
  }
  const reached = [layout.run.dir, layout.ca.dir, layout.active, layout.secret, layout.registry].find((path) =>
    [...foreign, ...extras].some((part) => JSON.stringify(part ?? null).includes(path)),
  );
  if (reached !== undefined) {
    refusals.push({ message: `reaches for ${reached}, which is latchkey's own; remove that`, hosts: [...theirs] });
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

/** WebSockets and the like through every upstream outlive a reload, as they do through those of latchkey.yaml. */
function letStreamsEnd(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('handler' in value && value.handler === 'reverse_proxy' && !('stream_close_delay' in value)) {
    Object.assign(value, { stream_close_delay: STREAMS_END_NANOSECONDS });
  }
  for (const each of Object.values(value)) letStreamsEnd(each);
}

/** Caddy's durations in JSON. An hour, as in the Caddyfile. */
const STREAMS_END_NANOSECONDS = 3_600_000_000_000;

/**
 * Checks what `caddy adapt` made of the Caddyfile and completes it.
 * @param adapted with hand-written sites and extra directives, parsed JSON
 * @param base the bare one, without them
 * @param listeners what every listener gets besides
 */
export function guardCaddy(
  adapted: unknown,
  base: unknown,
  layout: HomeLayout,
  listeners: ListenerOptions = {},
): GuardResult {
  const [full, ours] = [adaptedSchema.parse(adapted), adaptedSchema.parse(base)];
  const refusals = [
    ...foreignListeners(full, layout),
    ...changes(structuredClone(full), structuredClone(ours), layout),
  ];
  const wan = serverAt(full, layout.run.wan);
  if (refusals.length === 0 && !(wan && isLocked(wan, layout))) {
    refusals.push({ message: 'leaves the WAN listener without its lock', hosts: [] });
  }
  if (refusals.length > 0) return { ok: false, refusals };
  const lan = serverAt(full, layout.run.lan);
  const hosts = [...new Set(lan ? hostsOf(lan) : [])];
  letStreamsEnd(full.apps.http.servers);
  for (const server of Object.values(full.apps.http.servers)) {
    const at = (socket: string) => server.listen.includes(address(socket));
    // The ACME CA's is plain HTTP, where HSTS says nothing.
    const { hsts, ...rest } = listeners;
    const options = at(layout.run.acme) ? rest : { hsts, ...rest };
    const routes = complete(server.routes ?? [], hostsOf(server), options, at(layout.run.enrolment));
    Object.assign(server, { routes });
  }
  return { ok: true, hosts, config: `${JSON.stringify(full, null, '\t')}\n` };
}
