/** What a Caddyfile that somebody wrote for another life would mean in a home, read off what `caddy adapt` made of it. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { isWithin } from '../../../shared/host.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { Whereabouts } from '../caddy/blocks.ts';
import { whyNoHost } from '../caddy/site-host.ts';
import { globalOptionWords } from './global-options.ts';

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
  /** A conflict has to be resolved first; a note is worth knowing. */
  readonly kind: 'conflict' | 'note';
  readonly hosts: readonly string[];
  /** `path:line`; undefined when nobody can say. */
  readonly where?: string | undefined;
  /** Whole sentences: what it is, and what to write instead. */
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
  automatic_https: z.looseObject({ disable: z.boolean().optional(), skip: z.array(z.string()).optional() }).optional(),
  tls_connection_policies: z
    .array(
      z.looseObject({
        match: z.looseObject({ sni: z.array(z.string()).optional() }).optional(),
        client_authentication: z.unknown().optional(),
      }),
    )
    .default([]),
});
const writerSchema = z.looseObject({ output: z.string().optional(), filename: z.string().optional() });
const adaptedSchema = z.looseObject({
  logging: z
    .looseObject({ logs: z.record(z.string(), z.looseObject({ writer: writerSchema.optional() })).default({}) })
    .optional(),
  apps: z
    .looseObject({
      http: z
        .looseObject({
          http_port: z.number().default(80),
          https_port: z.number().default(443),
          servers: z.record(z.string(), serverSchema).default({}),
        })
        .optional(),
    })
    .default({}),
});
type Server = z.output<typeof serverSchema>;

/** @param predicate of a sentence whose subject are the hosts */
function about(
  kind: ImportFinding['kind'],
  hosts: readonly string[],
  predicate: string,
  where?: string,
): ImportFinding {
  const shown = hosts.length > 3 ? `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more` : hosts.join(', ');
  return { kind, hosts, where, message: `${shown || 'A site without a name'} ${predicate}` };
}

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

interface Ports {
  readonly http: number;
  readonly https: number;
}

/** Whether Caddy would speak TLS for a host there: it does by itself, but for `http://`. */
function hasTls(
  { automatic_https: automatic, tls_connection_policies }: Server,
  host: string,
  isHttp: boolean,
): boolean {
  if (isHttp) return false;
  if (automatic?.disable === true) return tls_connection_policies.length > 0;
  return automatic?.skip?.includes(host) !== true;
}

/** Where a site listens. Without a word that is the HTTPS port; everything else is a place of its own. */
function listening(server: Server, ports: Ports, at: Whereabouts): ImportFinding[] {
  return server.listen.flatMap((listen) => {
    const port = /^:(\d+)$/.exec(listen)?.[1];
    const isHttp = port === String(ports.http);
    const nameless = server.routes.some((route) => hostsOf(route).length === 0);
    return (nameless ? [...allHosts(server), ''] : allHosts(server)).flatMap((host): ImportFinding[] => {
      const hosts = host === '' ? [] : [host];
      const say = (predicate: string, directive?: string) => [
        about('conflict', hosts, predicate, at.site(host, directive)),
      ];
      if (port === undefined)
        return say(
          `listens on ${listen}, past the client-certificate check. Remove its bind, and it is served at home.`,
          'bind',
        );
      if (host === '')
        return say(
          isHttp
            ? `answers for every name on port ${port}, which HAProxy has in a home and answers with a redirect to https. Remove it, or write the names it is for, without http:// and without a port.`
            : `would answer for every name (on port ${port}). Write the names it is for.`,
        );
      if (!hasTls(server, host, isHttp))
        return say(
          `is served without TLS on port ${port}, past the client-certificate check. Write its name without http:// and without a port.`,
        );
      if (port === String(ports.https)) return [];
      return say(`is on port ${port}, and a home has one port for everything. Write its name without the port.`);
    });
  });
}

function clientAuth(server: Server, at: Whereabouts): ImportFinding[] {
  return server.tls_connection_policies
    .filter(({ client_authentication }) => client_authentication !== undefined)
    .map(({ match }) => {
      const hosts = match?.sni ?? allHosts(server);
      const message =
        'asks for client certificates itself (client_auth): it would ask at home too, and refuse what the WAN listener passes on. Remove client_auth: the home asks already.';
      return about('conflict', hosts, message, at.site(hosts[0] ?? '', 'tls'));
    });
}

/** Parts of Caddy that neither sites nor latchkey bring. */
function foreignApps(apps: object): ImportFinding[] {
  const others = Object.keys(apps).filter((app) => !['http', 'tls', 'pki'].includes(app));
  return others.map((app) => ({
    kind: 'conflict',
    hosts: [],
    message: `The file brings the app ${app}, which may open listeners of its own, past the client-certificate check. It cannot run in a home.`,
  }));
}

/** Logs in files: checking opens none, and one that cannot be opened keeps Caddy from starting. */
function fileLogs(logging: z.output<typeof adaptedSchema>['logging']): ImportFinding[] {
  const writers = Object.values(logging?.logs ?? {}).map(({ writer }) => writer);
  const files = writers.flatMap((writer) => (writer?.output === 'file' ? [writer.filename ?? ''] : []));
  return [...new Set(files)].map((file) => ({
    kind: 'note',
    hosts: [],
    message: `The file has a log in ${file}. Caddy runs as the home's user, or as one of its own, and a home whose Caddy cannot write there does not start: let that user write there before the reload, or remove the log.`,
  }));
}

/** Why a host cannot be one of the home's, or what it needs to be one; undefined when all is well. */
function nameTrouble(
  host: string,
  { domain, enrolmentHost, pageHost, console, services }: HomeConfig,
): readonly [ImportFinding['kind'], string] | undefined {
  if (services.some((service) => service.host === host))
    return ['conflict', 'is in latchkey.yaml already. Remove it from one of the two.'];
  if (host === enrolmentHost)
    return ['conflict', 'is where invitations are redeemed. Choose another name, or another home.enrolment.'];
  if (host === pageHost)
    return ['conflict', 'is where invites are opened. Choose another name, or another phones.name.'];
  if (host === console?.host)
    return ['conflict', "is where the admin's console is. Choose another name, or another console.name."];
  if (isIP(host) !== 0)
    return [
      'conflict',
      `is an address: browsers send no name with it, and nobody signs a certificate for it. Write a name below ${domain}.`,
    ];
  const none = whyNoHost(host);
  if (none !== undefined) return ['conflict', `${none.replace('; write', '. Write').replace('; count', '. Count')}.`];
  if (host === 'localhost' || (host.endsWith('.localhost') && !domain.endsWith('.localhost')))
    return ['note', `is every device itself, so that only this machine finds it. Write a name below ${domain}.`];
  if (host.startsWith('*.'))
    return ['note', 'answers for every such name that nothing else answers for, elsewhere too, with a key.'];
  if (!isWithin(host, domain))
    return ['note', `is outside of ${domain}: it needs a DNS entry and a server certificate of its own.`];
  return undefined;
}

/** Each trouble once, with all the hosts that have it. */
function names(servers: readonly Server[], config: HomeConfig, at: Whereabouts): ImportFinding[] {
  const found = new Map<string, { readonly kind: ImportFinding['kind']; readonly hosts: string[] }>();
  for (const host of new Set(servers.flatMap(allHosts))) {
    const [kind, words] = nameTrouble(host, config) ?? [];
    if (kind === undefined || words === undefined) continue;
    const entry = found.get(words) ?? { kind, hosts: [] };
    entry.hosts.push(host);
    found.set(words, entry);
  }
  return [...found].map(([words, { kind, hosts }]) => about(kind, hosts, words, at.site(hosts[0] ?? '')));
}

/** The conflicts that a file's global options are; what Caddy makes of them cannot be told from what sites bring. */
export function globalOptions(at: Whereabouts): ImportFinding[] {
  return at
    .globalOptions()
    .map((options) => ({ kind: 'conflict', hosts: [], where: options.at, message: globalOptionWords(options) }));
}

/**
 * Reads what `caddy adapt` made of a Caddyfile.
 * @param adapted parsed JSON
 * @returns its sites, all of which would be reachable from outside with a key, and what stands in the way
 */
export function inspectCaddyfile(adapted: unknown, config: HomeConfig, at: Whereabouts): Inspection {
  const { apps, logging } = adaptedSchema.parse(adapted);
  const servers = Object.values(apps.http?.servers ?? {});
  const ports = { http: apps.http?.http_port ?? 80, https: apps.http?.https_port ?? 443 };
  const findings = [
    ...foreignApps(apps),
    ...servers.flatMap((server) => [...listening(server, ports, at), ...clientAuth(server, at)]),
    ...names(servers, config, at),
    ...fileLogs(logging),
  ];
  return { sites: sitesOf(servers), findings };
}
