/** Where somebody with a key sees what it opens, and asks for the next one or for one for an app. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Access } from '../core/access/access.ts';
import type { OwnKeys } from '../core/enrolment/own-keys.ts';
import type { RequestContext } from './handlers.ts';
import type { Limiter } from './limits.ts';
import { pageLanguage } from './pages/language.ts';
import { type Answer, ME_PAGE, meAnswerPage, mePage, type NotAsked } from './pages/me-page.ts';
import type { PageBundle } from './pages/page-bundle.ts';
import { FORM_POLICY, sendPage } from './pages/shell.ts';

/** What a form sends: what it is for, and the name of an app. */
const FORM_LIMIT = 1024;

const STATUS: Readonly<Record<NotAsked, number>> = {
  'not-offered': 403,
  'wrong-name': 422,
  'too-often': 429,
  'too-many': 429,
};

export interface MePorts {
  readonly access: Access;
  readonly ownKeys: Pick<OwnKeys, 'offers' | 'ask' | 'confirm'>;
  /** Where the page of an invite is opened with this code. */
  readonly linkTo: (code: string) => Promise<string>;
}

interface Bindings extends MePorts {
  readonly page: PageBundle;
  /** Host and port that ask for a key, where the page of an invite has a name that does not. */
  readonly enrolment: () => string | undefined;
  readonly limiter: Limiter;
  readonly contextOf: (request: FastifyRequest) => RequestContext;
  readonly actAs: <T>(context: RequestContext, run: () => T) => T;
}

/**
 * Whether a form comes from a page of this host. A key is shown by the browser whoever sends a form, so that another site's
 * page must not ask in its name.
 */
function comesFromHere({ headers }: FastifyRequest): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

export function bindMe(app: FastifyInstance, bindings: Bindings): void {
  const { access, ownKeys, linkTo, page, enrolment, limiter, contextOf, actAs } = bindings;
  const languageOf = ({ headers }: FastifyRequest) => pageLanguage(headers['accept-language']);
  // With `no-referrer` a form would not say where it comes from.
  const send = (reply: FastifyReply, html: string) =>
    sendPage(reply.header('referrer-policy', 'same-origin'), html, FORM_POLICY);

  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    const form = 'application/x-www-form-urlencoded';
    scope.addContentTypeParser(form, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (_request, body, parsed) =>
      parsed(null, new URLSearchParams(String(body))),
    );

    scope.get(ME_PAGE, async (request, reply) => {
      const place = enrolment();
      if (place !== undefined && request.hostname !== new URL(`https://${place}`).hostname)
        return reply.redirect(`https://${place}${ME_PAGE}`);
      const context = contextOf(request);
      const shown = context.clientCertificate();
      await ownKeys.confirm(shown);
      const who = access.whoami(shown, context.source.zone);
      return send(reply, mePage(languageOf(request), page, who, ownKeys.offers(shown)));
    });

    scope.post(ME_PAGE, async (request, reply) => {
      const context = contextOf(request);
      const shown = context.clientCertificate();
      await limiter.request(context);
      const contact = access.whoami(shown, context.source.zone).contact;
      const wanted = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const named = wanted.get('want') === 'app' ? (wanted.get('app') ?? '') : undefined;
      const refused = { kind: 'not-offered' } as const;
      const asked = comesFromHere(request) ? actAs(context, () => askFor(ownKeys, shown, named)) : refused;
      const answer: Answer =
        asked.kind === 'asked' ? { kind: 'asked', link: await linkTo(asked.code), app: named } : asked;
      const status = answer.kind === 'asked' ? 200 : STATUS[answer.kind];
      return send(reply.code(status), meAnswerPage(languageOf(request), page, contact, answer));
    });
    done();
  });
}

function askFor(ownKeys: Bindings['ownKeys'], shown: string | undefined, app: string | undefined) {
  try {
    return ownKeys.ask(shown, app);
  } catch (error) {
    if (LatchkeyError.is(error) && error.code === 'USAGE') return { kind: 'wrong-name' } as const;
    throw error;
  }
}
