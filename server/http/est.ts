/**
 * EST (RFC 7030 with RFC 8951) for clients that others wrote, beside the API of our own app. It accepts the same
 * proofs: a code is the password of `simpleenroll`, and a certificate renews itself by `simplereenroll`. Left out
 * are server-side keys and full CMC, which the RFC has as options, and the link of the request to the TLS connection
 * (3.5), whose `tls-unique` TLS 1.3 does not have.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import { nameSchema } from '../../shared/names.ts';
import type { Redeeming } from '../core/enrolment/redeeming.ts';
import type { Renewing } from '../core/enrolment/renewing.ts';
import type { PublicAuthority } from '../core/ports/authority.ts';
import type { RequestContext } from './handlers.ts';
import type { Limiter } from './limits.ts';
import { asLatchkeyError, toProblem } from './problems.ts';

export interface EstPorts {
  readonly redeeming: Redeeming;
  readonly renewing: Renewing;
  readonly publicAuthority: Pick<PublicAuthority, 'trusted'>;
  /** Certificates, DER, as a certs-only CMS message, DER. */
  readonly certsOnly: (certificates: readonly Uint8Array[]) => Uint8Array;
}

interface EstBindings extends EstPorts {
  readonly limiter: Limiter;
  readonly contextOf: (request: FastifyRequest) => RequestContext;
  readonly actAs: <T>(context: RequestContext, run: () => T) => T;
  /** Remembers for the log what became of a request. */
  readonly note: (request: FastifyRequest, error: LatchkeyError, status: number) => void;
}

const PREFIX = '/.well-known/est';
const POSTS = ['simpleenroll', 'simplereenroll'] as const;
const GETS = ['cacerts', 'csrattrs'] as const;

/** Every path of EST with the value of `Allow`. */
export const EST_PATHS: readonly (readonly [path: string, allow: string])[] = [
  ...GETS.map((name) => [`${PREFIX}/${name}`, 'GET, HEAD'] as const),
  ...POSTS.map((name) => [`${PREFIX}/${name}`, 'POST'] as const),
];

const REQUEST_TYPE = 'application/pkcs10';
const CERTIFICATES_TYPE = 'application/pkcs7-mime; smime-type=certs-only';

/** CsrAttrs (RFC 7030 4.5.2): a key on P-256 (RFC 5480), signed with ECDSA and SHA-256. */
const CSR_ATTRIBUTES = Buffer.from('3021301506072a8648ce3d0201310a06082a8648ce3d03010706082a8648ce3d040302', 'hex');

/** What a device is called that gives no usable name for itself: its user name. */
const NAMELESS = 'EST client';

const CHALLENGE = 'Basic realm="The password is the code of an invitation", charset="UTF-8"';

/** What tells browsers how to treat a page, and has no meaning for a client of EST. */
const FOR_BROWSERS = ['content-security-policy', 'cross-origin-resource-policy', 'referrer-policy'] as const;

/**
 * Binds EST in a scope of its own: other media types, and errors in plain text. Beside what enrolling and renewing throw,
 * it answers INVITATION_NOT_VALID to a request without a password, and CSR_NOT_VALID to a body that is not base64.
 */
export function bindEst(app: FastifyInstance, bindings: EstBindings): void {
  const { redeeming, renewing, publicAuthority, certsOnly, limiter, contextOf, actAs } = bindings;

  app.register((est, _options, done) => {
    est.removeAllContentTypeParsers();
    est.addContentTypeParser(REQUEST_TYPE, { parseAs: 'string' }, (_request, body, done) => done(null, body));
    est.setErrorHandler((error, request, reply) => refuse(bindings, error, request, reply));

    est.get(`${PREFIX}/cacerts`, (_request, reply) =>
      send(reply, CERTIFICATES_TYPE, certsOnly(publicAuthority.trusted)),
    );
    est.get(`${PREFIX}/csrattrs`, (_request, reply) => send(reply, 'application/csrattrs', CSR_ATTRIBUTES));

    est.post(`${PREFIX}/simpleenroll`, async (request, reply) => {
      const context = contextOf(request);
      const credentials = readBasic(request.headers.authorization);
      if (!credentials) {
        await limiter.request(context);
        throw new LatchkeyError('INVITATION_NOT_VALID', { detail: 'There is no password.' });
      }
      const { user, password } = credentials;
      const name = nameSchema.safeParse(user);
      const device = { name: name.success ? name.data : NAMELESS, platform: 'other' } as const;
      const issue = () => redeeming.redeem({ code: password, csr: readRequest(request.body), device }, 'est');
      const { certificate } = await limiter.code(context, () => actAs(context, issue));
      return send(reply, CERTIFICATES_TYPE, certsOnly([derOf(certificate)]));
    });

    est.post(`${PREFIX}/simplereenroll`, async (request, reply) => {
      const context = contextOf(request);
      const csr = readRequest(request.body);
      const shown = context.clientCertificate();
      const { certificate } = await limiter.secret(context, () =>
        actAs(context, () => renewing.renewByCertificate(shown, csr)),
      );
      return send(reply, CERTIFICATES_TYPE, certsOnly([certificate.der]));
    });
    done();
  });
}

/**
 * Base64 without line breaks (RFC 4648 3.1; strongSwan 5.9 reads no other). Content-Transfer-Encoding is no field of HTTP
 * and says nothing (RFC 8951 3), but clients from before that insist on it.
 */
function send(reply: FastifyReply, type: string, der: Uint8Array): FastifyReply {
  const base64 = Buffer.from(der).toString('base64');
  // The whole reply has to be one TLS record, which Go cuts at 1,186 bytes at first: strongSwan 5.9 reads twice, and takes
  // what has come by then for everything.
  for (const name of FOR_BROWSERS) reply.removeHeader(name);
  // As bytes: a text would get a charset into its media type.
  return reply.header('content-transfer-encoding', 'base64').type(type).send(Buffer.from(base64, 'latin1'));
}

const BASE64_WORDS =
  'Send the PKCS#10 request of a P-256 key as base64 of its DER, without the lines of PEM: openssl req -in request.pem -outform DER | openssl base64 -A';

/** Where EST takes something else than the API for our own app. */
const OWN_HINTS: Readonly<Partial<Record<string, string>>> = {
  MEDIA_TYPE_NOT_SUPPORTED: `Send ${REQUEST_TYPE}.`,
  CSR_NOT_VALID: BASE64_WORDS,
};

/** Errors in words (RFC 7030 4.2.3). */
function refuse(bindings: EstBindings, thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = asLatchkeyError(thrown);
  const { title, detail, hint, status } = toProblem(error, request.id);
  const wrongPassword = error.code === 'INVITATION_NOT_VALID';
  const code = wrongPassword ? 401 : error.code === 'CSR_NOT_VALID' ? 400 : status;
  bindings.note(request, error, code);
  if (wrongPassword) reply.header('www-authenticate', CHALLENGE);
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
  const words = [title, detail, OWN_HINTS[error.code] ?? hint];
  return reply
    .code(code)
    .type('text/plain; charset=utf-8')
    .send(`${words.filter((each) => each !== undefined).join('\n')}\n`);
}

/**
 * The body of a request is base64 with any white space, whatever Content-Transfer-Encoding says.
 * @returns PEM
 * @throws CSR_NOT_VALID for PEM, DER and whatever else is not base64
 */
function readRequest(body: unknown): string {
  const base64 = z.string().catch('').parse(body).replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    const what = base64.startsWith('-----') ? 'PEM' : base64.startsWith('0') ? 'DER, not encoded' : 'no base64';
    throw new LatchkeyError('CSR_NOT_VALID', { detail: `The body is ${what}.` });
  }
  return `-----BEGIN CERTIFICATE REQUEST-----\n${base64}\n-----END CERTIFICATE REQUEST-----`;
}

/** User name and password (RFC 7617). */
function readBasic(header: string | undefined): { user: string; password: string } | undefined {
  const [, base64] = /^basic +([A-Za-z0-9+/]{1,1024}={0,2})$/i.exec(header ?? '') ?? [];
  if (base64 === undefined) return undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64');
}
