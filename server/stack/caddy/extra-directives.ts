/**
 * Where a service's extra directives end up in Caddy's JSON, so that everything around them can be compared with what it
 * is without them. Found by a mark, never by knowing how Caddy nests things.
 */
import { EXTRA_MARK } from './caddyfile.ts';

/** The steps from a route to the block that holds the extra directives and nothing but them and the upstream. */
export type BlockPath = readonly (string | number)[];

const MARK_TEXT = EXTRA_MARK.replace(/^respond "|"$/g, '');

function isMark(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'body' in value && value.body === MARK_TEXT;
}

function isBlock(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'handler' in value && value.handler === 'subroute';
}

/** The innermost block of a route around the mark, or undefined when there is none. */
export function markedBlock(route: unknown, path: BlockPath = [], block?: BlockPath): BlockPath | undefined {
  if (typeof route !== 'object' || route === null) return undefined;
  if (isMark(route)) return block;
  const inner = isBlock(route) ? path : block;
  for (const [key, value] of Object.entries(route)) {
    const found = markedBlock(value, [...path, Array.isArray(route) ? Number(key) : key], inner);
    if (found) return found;
  }
  return undefined;
}

/**
 * A copy of a route with that block emptied, and what was in it. A route that has no such place is copied as it is:
 * whatever is compared with it will differ.
 */
export function cutBlock<Route>(route: Route, path: BlockPath): { readonly rest: Route; readonly cut: unknown } {
  const rest = structuredClone(route);
  let place: unknown = rest;
  for (const step of path) {
    if (typeof place !== 'object' || place === null) return { rest, cut: undefined };
    place = (place as Record<string | number, unknown>)[step];
  }
  if (!isBlock(place)) return { rest, cut: undefined };
  const block = place as { routes?: unknown };
  const cut = block.routes;
  block.routes = [];
  return { rest, cut };
}
