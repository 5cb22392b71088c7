/** SCEP (RFC 8894 4) beside the API of our own app: a challenge is good for what a code is, for ten minutes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LatchkeyError } from '../../shared/errors.ts';
import { BODY_LIMIT } from '../../shared/limits.ts';
import type { RequestContext } from './handlers.ts';
import type { Limiter } from './limits.ts';
import { asLatchkeyError, toProblem } from './problems.ts';

/** A request whose outer part is in order. */
export interface Scep<Request = unknown> {
  /** What it can do, a word each. */
  readonly capabilities: readonly string[];
  /** A certs-only message, DER. */
  certificates(): Promise<Uint8Array>;
  /** @throws LatchkeyError REQUEST_NOT_VALID */
  read(bytes: Uint8Array): Request;
  /** @throws LatchkeyError INVITATION_NOT_VALID */
  answer(request: Request): Promise<Uint8Array>;
  refusal(request: Request): Promise<Uint8Array>;
}

interface ScepBindings {
  /** Undefined while it is off. */
  readonly scep: () => Scep | undefined;
  readonly limiter: Limiter;
  readonly contextOf: (request: FastifyRequest) => RequestContext;
  readonly actAs: <T>(context: RequestContext, run: () => T) => T;
  /** Remembers for the log what became of a request. */
  readonly note: (request: FastifyRequest, error: LatchkeyError, status: number) => void;
}

/** Clients of others have their own ideas of the end of the address, such as pkiclient.exe. */
const PATHS = ['/scep', '/scep/pkiclient.exe'] as const;
/** Every path of SCEP with the value of `Allow`. */
export const SCEP_PATHS = PATHS.map((path) => [path, 'GET, HEAD, POST'] as const);

/** Milliseconds from its turn to a refusal: far more than it takes to find out what is wrong, and little for a person. */
const REFUSED_AFTER = 50;

/** Runs what nobody may see by the clock how far it came before it failed (RFC 3218). */
async function failingEvenly<T>(run: () => Promise<T>): Promise<T> {
  const even = sleep(REFUSED_AFTER);
  try {
    return await run();
  } catch (error) {
    await even;
    throw error;
  }
}

const CERTIFICATES_TYPE = 'application/x-x509-ca-ra-cert';
const MESSAGE_TYPE = 'application/x-pki-message';
const TEXT = 'text/plain; charset=utf-8';

/**
 * Binds SCEP in a scope of its own: messages of any media type, and errors in plain text. It answers NOT_FOUND while SCEP
 * is off, and REQUEST_NOT_VALID to an operation that it does not know.
 */
export function bindScep(app: FastifyInstance, bindings: ScepBindings): void {
  const { limiter, contextOf, actAs, note } = bindings;
  const scepNow = () => {
    const scep = bindings.scep();
    if (!scep) throw new LatchkeyError('NOT_FOUND');
    return scep;
  };

  async function operate(request: FastifyRequest, reply: FastifyReply, message: Buffer): Promise<FastifyReply> {
    const scep = scepNow();
    const context = contextOf(request);
    let asked: unknown;
    try {
      asked = scep.read(message);
    } catch (error) {
      if (request.method === 'POST') await limiter.request(context);
      throw error;
    }
    try {
      const answer = await limiter.code(context, () => failingEvenly(() => actAs(context, () => scep.answer(asked))));
      return send(reply, MESSAGE_TYPE, answer);
    } catch (error) {
      if (!LatchkeyError.is(error) || error.code !== 'INVITATION_NOT_VALID') throw error;
      note(request, error, 200);
      return send(reply, MESSAGE_TYPE, await scep.refusal(asked));
    }
  }

  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((thrown, request, reply) => {
      const error = asLatchkeyError(thrown);
      const { title, detail, hint, status } = toProblem(error, request.id);
      note(request, error, status);
      if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
      return reply
        .code(status)
        .type(TEXT)
        .send(`${[title, detail, hint].filter(Boolean).join('\n')}\n`);
    });

    for (const path of PATHS) {
      scope.get(path, async (request, reply) => {
        const { operation, message } = readQuery(request.url);
        switch (operation) {
          case 'GetCACaps':
            return reply.type(TEXT).send(`${scepNow().capabilities.join('\n')}\n`);
          case 'GetCACert':
            return send(reply, CERTIFICATES_TYPE, await scepNow().certificates());
          case 'PKIOperation':
            return operate(request, reply, Buffer.from(message, 'base64'));
          default:
            throw unknownOperation();
        }
      });
      scope.post(path, async (request, reply) => {
        if (readQuery(request.url).operation !== 'PKIOperation') throw unknownOperation();
        return operate(request, reply, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
      });
    }
    done();
  });
}

const unknownOperation = () =>
  new LatchkeyError('REQUEST_NOT_VALID', { detail: 'operation is not GetCACaps, GetCACert or PKIOperation.' });

const send = (reply: FastifyReply, type: string, bytes: Uint8Array) => reply.type(type).send(Buffer.from(bytes));

/** Not as a form: macOS sends base64 with its + and / as they are, and + would become a space. */
function readQuery(url: string): { operation: string | undefined; message: string } {
  const query = url.slice(0, 2 * BODY_LIMIT).split('?')[1] ?? '';
  const value = (name: string) => new RegExp(`(?:^|&)${name}=([^&]*)`).exec(query)?.[1];
  const message = value('message') ?? '';
  return { operation: value('operation'), message: message.replace(/%(2B|2F|3D)/gi, decodeURIComponent) };
}
