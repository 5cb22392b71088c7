/** Extra directives of a service that can never take effect, or keep its upstream from ever being asked. */
import { isObject, type Json } from './findings.ts';

/** What comes of a request once such a handler has it: nothing behind it is asked. */
const ANSWERS = new Set([
  'reverse_proxy',
  'copy_response',
  'static_response',
  'file_server',
  'error',
  'acme_server',
  'metrics',
]);

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const handlersOf = (route: Json) => list(route.handle);

/** The routes with one handler each: Caddy makes one route of neighbours with the same matchers. */
const unmerged = (routes: unknown): readonly Json[] =>
  list(routes).flatMap((route) =>
    route.group === undefined ? handlersOf(route).map((handler) => ({ ...route, handle: [handler] })) : [route],
  );

/** Whether a handler answers every request that it is given. */
function answers(handler: Json): boolean {
  if (handler.handler === 'subroute') return answersAt(list(handler.routes)) !== undefined;
  // `forward_auth` is a proxy that lets through what its service likes.
  if (list(handler.handle_response).some(({ routes }) => answersAt(list(routes)) === undefined)) return false;
  return ANSWERS.has(String(handler.handler)) && handler.pass_thru !== true;
}

/** Whether a request that fits the route never gets behind it. */
const ends = (route: Json) => route.terminal === true || handlersOf(route).some(answers);

/** The index of the first of these routes that nothing gets behind, whatever is asked for. */
function answersAt(routes: readonly Json[]): number | undefined {
  const index = routes.findIndex((route, at) => {
    if (route.match !== undefined || !ends(route)) return false;
    // Of a group, the first that fits is run and no other: what one of the others lets through goes on.
    const before = routes.slice(0, at).filter(({ group }) => group !== undefined && group === route.group);
    return before.every(ends);
  });
  return index < 0 ? undefined : index;
}

/** The directive that a handler is written as. */
function directiveOf({ handler, transport, status_code: status, headers }: Json): string {
  if (handler === 'reverse_proxy')
    return isObject(transport) && transport.protocol === 'fastcgi' ? 'php_fastcgi' : 'reverse_proxy';
  if (handler === 'static_response')
    return isObject(headers) && 'Location' in headers && status !== undefined ? 'redir' : 'respond';
  if (handler === 'rewrite') return 'rewrite';
  return String(handler);
}

const directivesOf = (route: Json): string[] =>
  handlersOf(route).flatMap((handler) =>
    handler.handler === 'subroute' ? list(handler.routes).flatMap(directivesOf) : [directiveOf(handler)],
  );

/** `php_fastcgi` brings a redirect and a rewrite of its own. */
const asWritten = (directives: readonly string[]): string[] => [
  ...new Set(
    directives.includes('php_fastcgi') ? directives.filter((each) => !/^re(dir|write)$/.test(each)) : directives,
  ),
];

/** What of a service's extra directives does nothing. */
export interface Idle {
  /** Directives that no request gets to, each once. */
  readonly never: readonly string[];
  /** Whether no request gets to the upstream. */
  readonly withoutUpstream: boolean;
}

/**
 * Reads it off what Caddy made of the directives: it has sorted them, and put the service's own upstream among them.
 * @param routes of the block
 * @param dial of the service's upstream, such as `127.0.0.1:8080`
 */
export function idleDirectives(routes: unknown, dial: string): Idle {
  const all = unmerged(routes);
  const isOwn = (route: Json) =>
    route.match === undefined &&
    handlersOf(route).some(
      ({ handler, upstreams }) =>
        handler === 'reverse_proxy' && list(upstreams).some((upstream) => upstream.dial === dial),
    );
  const last = answersAt(all) ?? all.length;
  const behind = all.slice(last + 1);
  return {
    never: asWritten(behind.filter((route) => !isOwn(route)).flatMap(directivesOf)),
    withoutUpstream: behind.some(isOwn) && !all.slice(0, last + 1).some(isOwn),
  };
}
