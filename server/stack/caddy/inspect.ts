/** What a Caddyfile that somebody wrote for another life would mean in a home, read off what `caddy adapt` made of it. */
import { z } from 'zod';
import type { HomeConfig } from '../../core/config/home-config.ts';

/** One site of the file. */
interface FoundSite {
  readonly host: string;
  /** Where it leads, in Caddy's words: `127.0.0.1:8080`, `/srv/www`. */
  readonly leadsTo: readonly string[];
  /** Where it listens now. */
  readonly listens: readonly string[];
}

/** What has to be decided by a person. */
export interface ImportFinding {
  /** A conflict has to be mended first; a note is worth knowing. */
  readonly kind: 'conflict' | 'note';
  readonly hosts: readonly string[];
  readonly message: string;
}

export interface Inspection {
  readonly sites: readonly FoundSite[];
  readonly findings: readonly ImportFinding[];
}

const routeSchema = z.looseObject({
  match: z.array(z.looseObject({ host: z.array(z.string()).optional() })).optional(),
});
const serverSchema = z.looseObject({
  listen: z.array(z.string()).default([]),
  routes: z.array(routeSchema).default([]),
  protocols: z.array(z.string()).optional(),
  tls_connection_policies: z
    .array(
      z.looseObject({
        match: z.looseObject({ sni: z.array(z.string()).optional() }).optional(),
        client_authentication: z.unknown().optional(),
      }),
    )
    .default([]),
});
const adaptedSchema = z.looseObject({
  admin: z.unknown().optional(),
  storage: z.unknown().optional(),
  apps: z
    .looseObject({
      http: z.looseObject({ servers: z.record(z.string(), serverSchema).default({}) }).optional(),
      tls: z
        .looseObject({
          automation: z
            .looseObject({ policies: z.array(z.looseObject({ subjects: z.unknown().optional() })).optional() })
            .optional(),
        })
        .optional(),
    })
    .default({}),
});
type Server = z.output<typeof serverSchema>;
type Adapted = z.output<typeof adaptedSchema>;

const conflict = (hosts: readonly string[], message: string): ImportFinding => ({ kind: 'conflict', hosts, message });
const note = (hosts: readonly string[], message: string): ImportFinding => ({ kind: 'note', hosts, message });

const hostsOf = ({ match = [] }: z.output<typeof routeSchema>) => match.flatMap(({ host = [] }) => host);
const allHosts = ({ routes }: Server) => [...new Set(routes.flatMap(hostsOf))];

/** Every place that a route leads to. */
function destinations(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  if ('dial' in value && typeof value.dial === 'string') found.add(value.dial);
  if ('handler' in value && value.handler === 'file_server') found.add('files');
  if ('handler' in value && value.handler === 'vars' && 'root' in value) found.add(String(value.root));
  for (const each of Object.values(value)) destinations(each, found);
  return found;
}

function sitesOf(servers: readonly Server[]): FoundSite[] {
  return servers.flatMap(({ listen, routes }) =>
    routes.flatMap((route) =>
      hostsOf(route).map((host) => ({ host, listens: listen, leadsTo: [...destinations(route)] })),
    ),
  );
}

/** `:443` is what a site has that says nothing; `:8443` is a port of its own; everything else is an address of its own. */
function listening(server: Server): ImportFinding[] {
  const hosts = allHosts(server);
  return server.listen.flatMap((listen) => {
    const port = /^:(\d+)$/.exec(listen)?.[1];
    if (port === undefined)
      return [conflict(hosts, `listens on ${listen}, past the lock; remove its bind, and it is known at home.`)];
    if (port === '443') return [];
    if (port === '80' || server.tls_connection_policies.length === 0) {
      const message = `is served without TLS on port ${port}, past the lock; write its name without http:// and without a port.`;
      return [conflict(hosts, message)];
    }
    const message = `is on port ${port} now; in the home it is on the one port, as everything. Remove the port.`;
    return [conflict(hosts, message)];
  });
}

function clientAuth({ tls_connection_policies, ...server }: Server): ImportFinding[] {
  return tls_connection_policies
    .filter(({ client_authentication }) => client_authentication !== undefined)
    .map(({ match }) =>
      conflict(
        match?.sni ?? allHosts({ tls_connection_policies, ...server }),
        'asks for client certificates itself (client_auth): it would ask at home too, and refuse what comes from the lock. Remove it; the lock asks.',
      ),
    );
}

function http3({ protocols, ...server }: Server): ImportFinding[] {
  if (protocols?.includes('h3') !== true) return [];
  const hosts = allHosts({ protocols, ...server });
  return [conflict(hosts, 'offers HTTP/3, which the door cannot look into. Remove h3 from protocols.')];
}

/** Parts of Caddy's JSON that only global options make. What sites make themselves (logs, automation by name) is theirs. */
function globals({ admin, storage, apps }: Adapted): ImportFinding[] {
  const { http, tls } = apps;
  const own: [present: boolean, what: string][] = [
    [admin !== undefined, 'admin'],
    [storage !== undefined, 'storage'],
    [http?.http_port !== undefined, 'http_port'],
    [http?.https_port !== undefined, 'https_port'],
    [http?.grace_period !== undefined, 'grace_period'],
    [(tls?.automation?.policies ?? []).some(({ subjects }) => subjects === undefined), 'email, acme_* or local_certs'],
    [tls?.automation?.on_demand !== undefined, 'on_demand_tls'],
  ];
  const found = own.filter(([present]) => present).map(([, what]) => what);
  const options =
    found.length > 0
      ? [
          conflict(
            [],
            `has global options (${found.join(', ')}), which are latchkey's own. Remove the block; latchkey.yaml says the like.`,
          ),
        ]
      : [];
  const others = Object.keys(apps).filter((app) => !['http', 'tls', 'pki'].includes(app));
  return [
    ...options,
    ...others.map((app) =>
      conflict(
        [],
        `brings the app ${app}, which may open listeners of its own, past the lock. It cannot run in a home.`,
      ),
    ),
  ];
}

function names(servers: readonly Server[], { domain, enrolmentHost, services }: HomeConfig): ImportFinding[] {
  const hosts = [...new Set(servers.flatMap(allHosts))];
  const declared = new Set(services.map(({ host }) => host));
  const nameless = servers.some(({ routes }) => routes.some((route) => hostsOf(route).length === 0));
  const of = (finding: typeof note, matching: readonly string[], message: string) =>
    matching.length > 0 ? [finding(matching, message)] : [];
  return [
    ...of(
      conflict,
      hosts.filter((host) => declared.has(host)),
      'is in latchkey.yaml already. Remove it from one of the two.',
    ),
    ...of(
      conflict,
      hosts.filter((host) => host === enrolmentHost),
      'is where invitations are redeemed. Choose another name, or another home.enrolment.',
    ),
    ...of(
      note,
      hosts.filter((host) => host.startsWith('*.')),
      'answers for every such name that nothing else answers for, elsewhere too, with a key.',
    ),
    ...of(
      note,
      hosts.filter((host) => host !== domain && !host.endsWith(`.${domain}`)),
      `is outside of ${domain}: it needs a DNS entry and a server certificate of its own.`,
    ),
    ...(nameless
      ? [conflict([], 'has a site without a name, which would answer for every name. Write the names it is for.')]
      : []),
  ];
}

/**
 * Reads what `caddy adapt` made of a Caddyfile.
 * @param adapted parsed JSON
 * @returns its sites, all of which would be reachable from outside with a key, and what stands in the way
 */
export function inspectCaddyfile(adapted: unknown, config: HomeConfig): Inspection {
  const parsed = adaptedSchema.parse(adapted);
  const servers = Object.values(parsed.apps.http?.servers ?? {});
  const findings = [
    ...globals(parsed),
    ...servers.flatMap((server) => [...listening(server), ...clientAuth(server), ...http3(server)]),
    ...names(servers, config),
  ];
  return { sites: sitesOf(servers), findings };
}
