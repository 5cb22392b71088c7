/** What is added to every configuration that Caddy runs, whatever its sites do. */
import { relative } from 'node:path';
import type { HomeLayout } from '../../core/layout.ts';
import { type Adapted, address, hostsOf, serverAt } from './adapted.ts';
import { complete, type ListenerOptions } from './every-listener.ts';
import { isObject } from './findings.ts';
import { followed, safely } from './places.ts';

/** Caddy's durations in JSON. An hour, as in the Caddyfile. */
const STREAMS_END_NANOSECONDS = 3_600_000_000_000;

/** What no file server shows, in whatever folder it lies: the names of the home's keys and of its registry. */
const HIDDEN_NAMES = [
  'secret.key',
  'homelab-ca.key',
  'server-root.key',
  'registry.db',
  'registry.db-wal',
  'registry.db-shm',
  'caddy-admin.sock',
];

/**
 * Where Caddy listens for a moment while an ACME CA asks, in case that nothing else answers it. It would take the site's
 * own listener, which is no address, or port 80, which is HAProxy's; the CA is answered by the listener for it. Above the
 * ports that a kernel gives out by itself (Linux: up to 60999). When somebody has it, Caddy takes that for an answer.
 */
const CHALLENGE_LISTENER = { host: '127.0.0.1', port: 61_080 } as const;

type Json = Record<string, unknown>;

/** Every object in a document. */
function* objects(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const each of Object.values(value)) yield* objects(each);
}

/** By DNS nobody asks here. The TLS challenge would come through port 443, which asks the CA for a certificate. */
function askOnPort80({ apps }: Adapted): void {
  const { host, port } = CHALLENGE_LISTENER;
  for (const issuer of objects(apps.tls?.automation)) {
    const { module, challenges } = issuer;
    const own = isObject(challenges) ? challenges : {};
    if (module !== 'acme' || own.dns !== undefined) continue;
    const http = { alternate_port: port };
    issuer.challenges = { ...own, bind_host: host, http, 'tls-alpn': { disabled: true } };
  }
}

/** The home below a root that leads to it through links, as the root spells it. */
function spellings(root: string, homes: readonly string[]): string[] {
  const real = safely(() => followed(root));
  return homes.flatMap((home) => {
    const below = real === undefined ? '..' : relative(real, home);
    if (below.startsWith('..')) return [];
    return [`${root.replace(/\/+$/, '')}/${below}`.replace(/\/$/, '')];
  });
}

/**
 * Completes a configuration, in place: who is calling is said by the client-auth check only, streams outlive a reload, no
 * file server shows the home, and an ACME CA is answered on port 80.
 * @param homes the home's folder, by every name that is known of it
 * @param listeners what every listener gets besides
 */
export function harden(
  adapted: Adapted,
  layout: HomeLayout,
  homes: readonly string[],
  listeners: ListenerOptions = {},
): void {
  const { servers } = adapted.apps.http;
  const all = [...objects(servers)];
  const roots = all.flatMap(({ root }) => (typeof root === 'string' && root.startsWith('/') ? [root] : []));
  const hidden = [...new Set([...homes, ...roots.flatMap((root) => spellings(root, homes)), ...HIDDEN_NAMES])];
  for (const handler of all) {
    // WebSockets and the like through every upstream outlive a reload, as they do through those of latchkey.yaml.
    if (handler.handler === 'reverse_proxy') handler.stream_close_delay ??= STREAMS_END_NANOSECONDS;
    if (handler.handler === 'file_server') {
      const own = Array.isArray(handler.hide) ? handler.hide : [];
      handler.hide = [...new Set([...own, ...hidden])];
    }
  }
  if (listeners.forItsNames !== undefined) chooseByName(adapted, listeners.forItsNames);
  askOnPort80(adapted);
  // Hand-written sites that are not open at home are there for who comes through the client-auth check.
  const lan = listeners.inner ? serverAt(adapted, layout.run.lan) : undefined;
  if (lan) servers.inner = { ...structuredClone(lan), listen: [address(layout.run.inner)] };
  for (const server of Object.values(servers)) {
    const at = (socket: string) => server.listen.includes(address(socket));
    // The ACME CA's is plain HTTP, where HSTS says nothing.
    const { hsts, ...rest } = listeners;
    const { run } = layout;
    const named = { enrolment: run.enrolment, lan: run.lan, wan: run.wan, console: run.consoleAtHome };
    const which = (Object.keys(named) as (keyof typeof named)[]).find((name) => at(named[name])) ?? 'other';
    const options = at(layout.run.acme) ? rest : { hsts, ...rest };
    Object.assign(server, {
      routes: complete(server.routes ?? [], hostsOf(server), options, which),
    });
  }
}

/** Takes away what has Caddy show one certificate under whatever name: it finds the right one, or refuses the greeting. */
function chooseByName({ apps }: Adapted, file: string): void {
  const loaded = [...objects(apps.tls?.certificates)].find(({ certificate }) => certificate === file);
  const tags = Array.isArray(loaded?.tags) ? loaded.tags : [];
  for (const policy of objects(Object.values(apps.http.servers).map((server) => server.tls_connection_policies))) {
    const { any_tag: chosen = [] } = (policy.certificate_selection ?? {}) as { any_tag?: readonly unknown[] };
    if (chosen.some((tag) => tags.includes(tag))) delete policy.certificate_selection;
  }
}

/**
 * A copy that can be tried out without an effect on the disk: Caddy opens the files of logs, and writes to its storage,
 * when it only validates.
 * @param folder an empty one that is thrown away afterwards
 */
export function withoutEffects(config: string, folder: string): string {
  const copy = JSON.parse(config) as { admin?: unknown; storage?: unknown; logging?: { logs?: Record<string, Json> } };
  copy.admin = { disabled: true };
  copy.storage = { module: 'file_system', root: folder };
  for (const logger of Object.values(copy.logging?.logs ?? {})) {
    const { writer } = logger as { writer?: { output?: unknown } };
    if (writer?.output !== 'stderr') logger.writer = { output: 'discard' };
  }
  return JSON.stringify(copy);
}
