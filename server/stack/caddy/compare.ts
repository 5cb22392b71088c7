/**
 * Compares the whole document that Caddy is to run with what latchkey alone wrote. What is different has to be one of
 * the parts that a site may have, by name, and is handed on to be judged; everything else has to be the same.
 */
import { isDeepStrictEqual } from 'node:util';
import type { HomeLayout } from '../../core/layout.ts';
import {
  type Adapted,
  address,
  type Brought,
  comparable,
  hostsOf,
  type Refusal,
  type Route,
  type Server,
  serverAt,
  without,
} from './adapted.ts';
import { effective, pki, tlsApp } from './compare-tls.ts';
import { cutBlock, markedBlock } from './extra-directives.ts';
import { whyNoHost } from './site-host.ts';

export interface Comparison {
  readonly refusals: readonly Refusal[];
  readonly brought: Brought;
}

/** Servers that listen anywhere but on the sockets of this home. */
function foreignListeners(adapted: Adapted, { run }: HomeLayout): Refusal[] {
  const ours = new Set([run.enrolment, run.lan, run.wan, run.consoleAtHome, run.acme].map(address));
  return Object.values(adapted.apps.http.servers).flatMap((server) => {
    const foreign = server.listen.filter((listen) => !ours.has(listen));
    if (foreign.length === 0 && server.listen.length === 1) return [];
    const where = (foreign.length > 0 ? foreign : server.listen).join(', ');
    return [
      {
        message: `listens on ${where}, past the client-certificate check; remove its bind and its port`,
        hosts: hostsOf(server),
      },
    ];
  });
}

/** Empties the blocks of extra directives, in place, and returns what was in them. */
function emptyBlocks(adapted: Adapted, base: Adapted, { run }: HomeLayout): Brought['extras'] {
  const extras: { hosts: readonly string[]; routes: unknown }[] = [];
  for (const socket of [run.lan, run.wan]) {
    const marked = (serverAt(base, socket)?.routes ?? []).flatMap((route) => {
      const path = markedBlock(route);
      return path ? [{ match: comparable(route.match), path }] : [];
    });
    const emptied = (route: Route, keep: boolean) => {
      const place = marked.find(({ match }) => match === comparable(route.match));
      if (!place) return route;
      const { rest, cut } = cutBlock(route, place.path);
      if (keep) extras.push({ hosts: hostsOf({ routes: [route] }), routes: cut });
      return rest;
    };
    for (const each of [adapted, base]) {
      const server = serverAt(each, socket);
      if (server?.routes) server.routes = server.routes.map((route) => emptied(route, each === adapted));
    }
  }
  return extras;
}

function ownListeners(adapted: Adapted, base: Adapted, { run }: HomeLayout): Refusal[] {
  const listeners = [
    ['WAN', run.wan],
    ['enrolment', run.enrolment],
    ['console', run.consoleAtHome],
    ['ACME', run.acme],
  ] as const;
  return listeners.flatMap(([name, socket]) => {
    const [now, before] = [serverAt(adapted, socket), serverAt(base, socket)];
    if (comparable(now) === comparable(before)) return [];
    const known = new Set(before ? hostsOf(before) : []);
    const hosts = now ? hostsOf(now).filter((host) => !known.has(host)) : [];
    const message = `changes the ${name} listener, which is latchkey's own; remove its bind, or a brace too many`;
    return [{ message, hosts }];
  });
}

const LAN_PARTS = ['routes', 'errors', 'named_routes', 'tls_connection_policies', 'logs'] as const;

/** The host, `*.b.c`, `*.*.c` and so on. */
function wildcardsOf(host: string): string[] {
  const labels = host.split('.');
  return [host, ...labels.map((_, i) => labels.map((label, j) => (j <= i ? '*' : label)).join('.'))];
}

/** As Caddy looks up the log of a host: its own entry, or the first of `*.b.c`, `*.*.c` and so on. */
function logNameOf(names: Readonly<Record<string, unknown>>, host: string): unknown {
  const key = wildcardsOf(host).find((each) => Object.hasOwn(names, each));
  return key === undefined ? undefined : names[key];
}

/**
 * What is written of a host's requests, as Caddy decides it (caddyhttp, shouldLogRequest): undefined when nothing is. A site
 * with a log has Caddy name all others as skipped.
 */
function logOf({ logs }: Server, host: string): unknown {
  if (!logs) return undefined;
  const { logger_names = {}, skip_hosts = [], skip_unmapped_hosts = false, ...rest } = logs;
  const isSkipped = skip_hosts.some((each) => wildcardsOf(host).includes(each)) || skip_unmapped_hosts;
  if (isSkipped && !Object.hasOwn(logger_names, host)) return undefined;
  return [logNameOf(logger_names, host), rest];
}

/** Logs that sites have told Caddy of hosts that are not theirs. */
function foreignLogs(now: Server, before: Server | undefined, theirs: readonly string[]): Refusal[] {
  const [after, first] = [now.logs?.logger_names ?? {}, before?.logs?.logger_names ?? {}];
  const names = Object.keys(after).filter((name) => !isDeepStrictEqual(after[name], first[name]));
  const hosts = names.filter((name) => !theirs.includes(name));
  if (hosts.length === 0) return [];
  const message = 'is named by a log (hostnames) and is no host of a hand-written site; name hosts of those only';
  return [{ message, hosts }];
}

/** The LAN listener: sites may add to some of its parts, and everything that is for a service stays as it is. */
function lanListener(full: Adapted, base: Adapted, { run }: HomeLayout): { refusals: Refusal[]; foreign: Route[] } {
  const refusals: Refusal[] = [];
  const [now, before] = [serverAt(full, run.lan), serverAt(base, run.lan)];
  const routes = now?.routes ?? [];
  const ours = new Set((before?.routes ?? []).map(comparable));
  const foreign = routes.filter((route) => !ours.has(comparable(route)));
  const theirs = hostsOf({ routes: foreign });
  const declared = hostsOf({ routes: before?.routes ?? [] });
  // Caddy takes a host twice: it serves the first, or appends the handlers of the second to it.
  const twice = declared.filter((host) => theirs.includes(host));
  if (twice.length > 0) refusals.push({ message: 'is in latchkey.yaml already; remove one of the two', hosts: twice });
  const kept = new Set(routes.map(comparable));
  if (twice.length === 0 && [...ours].some((route) => !kept.has(route)))
    refusals.push({
      message: "takes the place of a service of latchkey.yaml; give the site a host's name",
      hosts: theirs,
    });
  for (const host of theirs) {
    const why = whyNoHost(host);
    if (why !== undefined) refusals.push({ message: why, hosts: [host] });
  }
  if (!now) return { refusals, foreign };

  // A home without services has no LAN listener of its own; what all have in common is the same on the WAN one.
  const model = before ?? serverAt(base, run.wan);
  const rest = (server: Server | undefined) => (server ? without(server, 'listen', ...LAN_PARTS) : {});
  if (!isDeepStrictEqual(rest(now), rest(model)))
    refusals.push({
      message: "changes options of the LAN listener, which are latchkey's own; remove them",
      hosts: theirs,
    });
  const sni = (server: Server | undefined, host: string) =>
    effective(server?.tls_connection_policies ?? [], ({ match }) => match?.sni, host);
  for (const host of before ? declared : []) {
    // No policy at all and an empty one mean the same.
    const [after, first] = [sni(now, host), sni(before, host)].map((policy) => (policy === 'null' ? '{}' : policy));
    if (after !== first)
      refusals.push({
        message: `changes TLS for ${host}, a service of latchkey.yaml; name other hosts`,
        hosts: theirs,
      });
    if (before && comparable(logOf(now, host)) !== comparable(logOf(before, host)))
      refusals.push({
        message: `changes the access log of ${host}, a service of latchkey.yaml; remove hostnames`,
        hosts: theirs,
      });
  }
  const own = theirs.filter((host) => !declared.includes(host));
  return { refusals: [...refusals, ...foreignLogs(now, before, own)], foreign };
}

/** Loggers: the home's own stay as they are, and those of sites hear of sites' requests only. */
function logging(full: Adapted, base: Adapted): { refusals: Refusal[]; loggers: Map<string, unknown> } {
  const [now, before] = [full.logging?.logs ?? {}, base.logging?.logs ?? {}];
  const refusals: Refusal[] = [];
  const loggers = new Map(Object.entries(now).filter(([name]) => !Object.hasOwn(before, name)));
  const own = Object.keys(now).map((name) => `http.log.access.${name}`);
  const trimmed = (logger: (typeof now)[string] | undefined) =>
    logger && { ...logger, exclude: logger.exclude?.filter((name) => !own.includes(name)) };
  for (const [name, logger] of Object.entries(before)) {
    if (isDeepStrictEqual(trimmed(now[name]), trimmed(logger))) continue;
    const message = `has a log named ${name}, which is one of the home's own; give it another name, or none`;
    refusals.push({ message, hosts: [] });
  }
  for (const [name, logger] of loggers) {
    const { include } = logger as { include?: readonly string[] };
    if (include?.length === 1 && own.includes(include[0] ?? '')) continue;
    const message = `has a log ${name} of more than its own requests; remove its include`;
    refusals.push({ message, hosts: [] });
  }
  if (!isDeepStrictEqual(without(full.logging ?? {}, 'logs'), without(base.logging ?? {}, 'logs')))
    refusals.push({ message: 'changes logging as a whole; remove that', hosts: [] });
  return { refusals, loggers };
}

function asAWhole(full: Adapted, base: Adapted): { refusals: Refusal[]; apps: Map<string, unknown> } {
  const rest = (each: Adapted) => [without(each, 'apps', 'logging'), without(each.apps.http, 'servers')];
  const same = isDeepStrictEqual(rest(full), rest(base));
  const apps = Object.entries(full.apps).filter(
    ([name, app]) => !['http', 'tls', 'pki'].includes(name) && !isDeepStrictEqual(app, base.apps[name]),
  );
  const lost = Object.keys(base.apps).filter((name) => name !== 'pki' && full.apps[name] === undefined);
  const message = "changes Caddy's global options, which are latchkey's own";
  return { refusals: same && lost.length === 0 ? [] : [{ message, hosts: [] }], apps: new Map(apps) };
}

/**
 * @param adapted with hand-written sites and extra directives
 * @param bare without them, and with marks where extra directives go
 */
export function compareWithBare(adapted: Adapted, bare: Adapted, layout: HomeLayout): Comparison {
  const [full, base] = [structuredClone(adapted), structuredClone(bare)];
  const extras = emptyBlocks(full, base, layout);
  const lan = lanListener(full, base, layout);
  const server = serverAt(full, layout.run.lan);
  const before = serverAt(base, layout.run.lan);
  const declared = Object.values(base.apps.http.servers).flatMap(hostsOf);
  const logs = logging(full, base);
  const tls = tlsApp(full, base, declared);
  const whole = asAWhole(full, base);
  const known = new Set((before?.tls_connection_policies ?? []).map(comparable));
  const foreignPolicies = (server?.tls_connection_policies ?? []).filter((policy) => !known.has(comparable(policy)));
  return {
    refusals: [
      ...foreignListeners(full, layout),
      ...ownListeners(full, base, layout),
      ...lan.refusals,
      ...logs.refusals,
      ...tls.refusals,
      ...pki(full, base),
      ...whole.refusals,
    ],
    brought: {
      routes: lan.foreign,
      errors: server?.errors?.routes ?? [],
      named: new Map(Object.entries(server?.named_routes ?? {})),
      extras,
      loggers: logs.loggers,
      connectionPolicies: foreignPolicies.map((policy) => ({ hosts: policy.match?.sni ?? [], policy })),
      ...tls.parts,
      apps: whole.apps,
    },
  };
}
