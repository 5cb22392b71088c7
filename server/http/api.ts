import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ROUTES, type Route, type RouteName } from '../../shared/api.ts';
import { APP_HEADER } from '../../shared/app-version.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { BODY_LIMIT } from '../../shared/limits.ts';
import type { Actor } from '../core/audit/audit.ts';
import type { Random } from '../core/ports/basics.ts';
import { clientCertificateFingerprint } from './client-cert.ts';
import { bindEst, EST_PATHS, type EstPorts } from './est.ts';
import { type HandlerPorts, type Handlers, makeHandlers, type RequestContext } from './handlers.ts';
import { type AttemptWatch, Limiter, type Limits } from './limits.ts';
import { type RequestEntry, withoutWords } from './log.ts';
import { bindMe, type MePorts } from './me.ts';
import { refuseOldApp } from './old-apps.ts';
import { openApi } from './openapi.ts';
import { bindPages, PAGE_BELOW, PAGES, type PageOptions, sendTrouble, wantsPage } from './pages/bind.ts';
import { ME_PAGE } from './pages/me-page.ts';
import { asLatchkeyError, PROBLEM_TYPE, toProblem } from './problems.ts';
import { bindProfileDownload, PROFILE_DOWNLOAD } from './profile-download.ts';
import { requestRecords } from './request-record.ts';
import { bindScep, SCEP_PATHS, type Scep } from './scep.ts';

/** Read at every request: what it says may change while the API runs. */
export interface ApiOptions extends PageOptions {
  /** The program's version, as `/v1/health` says it. */
  readonly version: string;
  /** Prefixes of the LAN in canonical text, `192.168.1.0/24`. */
  readonly lan: readonly string[];
  /** The private root of the server certificate (`certificates: internal`), PEM. */
  readonly serverRoot?: () => Promise<string | undefined>;
  readonly limits: Limits;
  /** The oldest app that is understood; LEAST_APP but in tests. */
  readonly leastApp?: string;
}

export interface ApiPorts extends HandlerPorts, EstPorts, MePorts {
  /** Undefined while it is off. */
  readonly scep: () => Scep | undefined;
  readonly random: Random;
  readonly logger: Logger;
  readonly attempts: AttemptWatch;
  /** Told of every request when it is over. */
  readonly onRequest?: (entry: RequestEntry) => void;
  /** Runs a request's work so that the audit log knows whose it is. */
  readonly actAs: <T>(actor: Actor, run: () => T) => T;
}

/** A request's body has to be here after so many milliseconds. */
const REQUEST_TIMEOUT = 10_000;
/** Longer than Caddy keeps an idle connection (two minutes), so that it never writes into one that is being closed. */
const KEEP_ALIVE_TIMEOUT = 150_000;

/** No route has a JSON schema, zod reads what comes: Fastify would load and make two compilers that nothing ever calls. */
function noSchema(): never {
  throw new Error('a route has a JSON schema');
}

const DESCRIPTION = '/v1/openapi.json';

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * The signing API, apart from listening. Only Caddy may reach it: what it says of the client (X-Forwarded-For,
 * Client-Cert) is believed.
 */
export function buildApi(options: ApiOptions, ports: ApiPorts): FastifyInstance {
  const { logger, random } = ports;
  const limiter = new Limiter(() => options.limits, ports.attempts);
  const { begin, recordOf } = requestRecords(() => options.lan);
  const contextOf = (request: FastifyRequest): RequestContext => {
    const { source, gone } = recordOf(request);
    const clientCertificate = () => clientCertificateFingerprint(request.headers['client-cert']);
    const active = () => {
      try {
        const { state, fingerprint } = ports.access.whoami(clientCertificate(), source.zone);
        return state === 'active' ? fingerprint : undefined;
      } catch (error) {
        // What cannot be read is refused where it is asked for, and is no certificate here.
        if (LatchkeyError.is(error) && error.code === 'REQUEST_NOT_VALID') return undefined;
        throw error;
      }
    };
    return { source, gone, clientCertificate, active };
  };
  const allowed = allowedMethods();

  const app = Fastify({
    logger: false,
    // Programs that change links put the code behind the # into the path. Nothing else is to see it.
    rewriteUrl: ({ url = '/' }) => (PAGE_BELOW.test(url) ? '/i' : url),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    requestIdHeader: false,
    genReqId: () => Buffer.from(random.bytes(9)).toString('base64url'),
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
  });

  function note(request: FastifyRequest, error: LatchkeyError, status: number): void {
    recordOf(request).outcome = error.code;
    if (status >= 500) logger.error({ requestId: request.id, error: withoutWords(error) }, 'failed');
  }

  function refuse(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const error = asLatchkeyError(thrown);
    const problem = toProblem(error, request.id);
    note(request, error, problem.status);
    if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
    reply.headers({ ...HEADERS, 'x-request-id': request.id }).code(problem.status);
    if (wantsPage(request)) return sendTrouble(reply, request, problem.status);
    return reply.type(PROBLEM_TYPE).send(problem);
  }

  app.setErrorHandler((error, request, reply) => refuse(error, request, reply));
  app.setNotFoundHandler((request, reply) => refuse(new LatchkeyError('NOT_FOUND'), request, reply));

  app.addHook('onRequest', async (request, reply) => {
    begin(request, reply);
    reply.headers({ ...HEADERS, 'x-request-id': request.id });
    // A POST that there is waits in its own way: by what it brings.
    if (request.method !== 'POST' || request.is404) await limiter.request(contextOf(request));
    if (!request.is404) return;
    const methods = allowed.get(request.url.split('?', 1)[0] ?? '');
    if (methods === undefined) throw new LatchkeyError('NOT_FOUND');
    reply.header('allow', methods);
    throw new LatchkeyError('METHOD_NOT_ALLOWED');
  });

  app.addHook('onResponse', async (request, reply) => {
    const { source, outcome } = recordOf(request);
    const entry: RequestEntry = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      duration: Math.round(reply.elapsedTime * 10) / 10,
      source: source.address,
      outcome,
    };
    logger.info(entry, 'request');
    ports.onRequest?.(entry);
  });

  // Only JSON, and of JSON nothing that plays with prototypes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));

  const actAs = <T>({ source }: RequestContext, run: () => T) => ports.actAs(`address:${source.address}`, run);
  bindRoutes(app, makeHandlers(options, { ...ports, limiter }), contextOf, actAs, (header) =>
    refuseOldApp(header, options),
  );
  bindEst(app, { ...ports, limiter, contextOf, actAs, note });
  bindScep(app, { scep: ports.scep, limiter, contextOf, actAs, note });
  bindDescription(app, options.version);
  bindPages(app, options, ports.profiles);
  const enrolment = () => options.enrolment;
  bindMe(app, { ...ports, page: options.page, enrolment, limiter, contextOf, actAs });
  bindProfileDownload(app, { profiles: ports.profiles, limiter, contextOf });
  return app;
}

/** Binds every route of the contract: read the request by its schema, run, check the reply by its schema, send. */
function bindRoutes(
  app: FastifyInstance,
  handlers: Handlers,
  contextOf: (request: FastifyRequest) => RequestContext,
  actAs: <T>(context: RequestContext, run: () => T) => T,
  refuseOld: (header: unknown) => void,
): void {
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const route: Route = ROUTES[name];
    // The contract gives each handler its own request type; here, where they are all one, only the schema knows it.
    const handle = handlers[name] as (request: unknown, context: RequestContext) => unknown;
    app.route({
      method: route.method,
      url: route.path,
      onRequest: async (request) => {
        if (route.errors.includes('APP_TOO_OLD')) refuseOld(request.headers[APP_HEADER]);
        if (route.request && !JSON_TYPE.test(request.headers['content-type'] ?? '')) {
          throw new LatchkeyError('MEDIA_TYPE_NOT_SUPPORTED');
        }
      },
      handler: async (request, reply) => {
        const context = contextOf(request);
        const answer = await actAs(context, () => handle(readBody(route, request.body), context));
        return reply
          .code(route.status ?? 200)
          .type(route.mediaType ?? 'application/json')
          .send(route.reply.parse(answer));
      },
    });
  }
}

function readBody(route: Route, body: unknown): unknown {
  if (!route.request) return undefined;
  const parsed = route.request.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') || 'The body';
  throw new LatchkeyError('REQUEST_NOT_VALID', {
    detail: `${field}: ${issue?.message ?? 'is not valid'}.`.slice(0, 300),
  });
}

/** The description of the API. Made when it is first asked for: that takes longer than binding all routes. */
function bindDescription(app: FastifyInstance, version: string): void {
  let description: ReturnType<typeof openApi> | undefined;
  app.get(DESCRIPTION, async (_request, reply) => {
    description ??= openApi(version);
    return reply.type('application/json').send(description);
  });
}

/** For every path that there is, the value of `Allow`. */
function allowedMethods(): ReadonlyMap<string, string> {
  const allow = (method: string) => (method === 'GET' ? 'GET, HEAD' : method);
  return new Map([
    ...[...PAGES, PROFILE_DOWNLOAD, DESCRIPTION].map((path) => [path, allow('GET')] as const),
    [ME_PAGE, 'GET, HEAD, POST'],
    ...EST_PATHS,
    ...SCEP_PATHS,
    ...Object.values(ROUTES).map(({ path, method }) => [path, allow(method)] as const),
  ]);
}
