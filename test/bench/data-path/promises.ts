/** What of a rendered configuration keeps which promise, and how it is taken out to see what it costs. */

export type Json = Record<string, unknown>;

/** What a home runs on, to be changed in place. */
export interface Stack {
  /** caddy.json, parsed. */
  readonly caddy: Json;
  /** haproxy.cfg */
  haproxy: string;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object in a document. */
function* objects(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (isObject(value)) yield value;
  for (const each of Object.values(value)) yield* objects(each);
}

const text = (value: unknown) => JSON.stringify(value) ?? '';

/** Takes out every route, at whatever depth, that fits. */
function withoutRoutes({ caddy }: Stack, fits: (route: Json) => boolean): void {
  let taken = 0;
  for (const each of objects(caddy)) {
    if (!Array.isArray(each.routes)) continue;
    const left = each.routes.filter((route) => !(isObject(route) && fits(route)));
    taken += each.routes.length - left.length;
    each.routes = left;
  }
  if (taken === 0) throw new Error('what is to be taken out is not there');
}

const deletesHeaders = ({ handle }: Json) => text(handle).startsWith('[{"handler":"headers","request":{"delete":');

const connectionCheck = ({ match, handle }: Json) =>
  text(match).includes('tls.client.fingerprint') && text(handle).includes('auth.sock');

function withoutConnectionCheck(stack: Stack): void {
  withoutRoutes(stack, connectionCheck);
}

/** By the word for it on the command line. */
export const PROMISES = {
  'identity-headers': {
    keeps: 'nobody says who they are by a header',
    takeOut: (stack: Stack) => withoutRoutes(stack, (route) => route.match === undefined && deletesHeaders(route)),
  },
  'upgrade-check': {
    keeps: 'no upgrade to another HTTP',
    takeOut: (stack: Stack) => withoutRoutes(stack, (route) => route.match !== undefined && deletesHeaders(route)),
  },
  'names-check': {
    keeps: 'a listener answers for its own names only',
    takeOut: (stack: Stack) => withoutRoutes(stack, ({ handle }) => text(handle).includes('"status_code":421')),
  },
  'auth-endpoint': {
    keeps: 'a connection is tracked, and asked about at the registry',
    takeOut: ({ caddy }: Stack) => {
      for (const each of objects(caddy)) if (connectionCheck(each)) each.handle = [{ handler: 'vars' }];
    },
  },
  'connection-check': {
    keeps: 'shutting out holds from the next request on (with the auth endpoint)',
    takeOut: withoutConnectionCheck,
  },
  'client-certificate': {
    keeps: 'no certificate, no answer (with the connection check)',
    takeOut: (stack: Stack) => {
      withoutConnectionCheck(stack);
      for (const each of objects(stack.caddy)) delete each.client_authentication;
    },
  },
  'edge-limits': {
    keeps: 'strangers do not take every connection',
    takeOut: (stack: Stack) => {
      stack.haproxy = stack.haproxy.replace(
        /^ +(tcp-request (connection|content) (track|reject|set-log).* if |stick-table ).*\n/gm,
        '',
      );
    },
  },
} as const satisfies Record<string, { readonly keeps: string; takeOut(stack: Stack): void }>;

export type PromiseName = keyof typeof PROMISES;

export const isPromise = (name: string): name is PromiseName => Object.hasOwn(PROMISES, name);
