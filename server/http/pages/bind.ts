/** The pages that people open at the enrolment host: the one of an invite, and what stands where there is none. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { PLAIN_PAGE_HEADERS } from '../../core/plain-page/page.ts';
import { troublePage } from '../../core/plain-page/trouble.ts';
import { invitePage } from './invite-page.ts';
import { pageLanguage } from './language.ts';
import { PAGE_FILES, type PageBundle, pageFileType } from './page-bundle.ts';
import { sendPage } from './shell.ts';

/** Read at every request: what it says may change while the API runs. */
export interface PageOptions {
  /** Host and port where the app enrols, when the page of an invite has another name. */
  readonly enrolment?: string | undefined;
  /** Where people get the app. */
  readonly downloads?: HomeConfig['downloads'];
  /** The page of an invite, as it was built. */
  readonly page: PageBundle;
}

/** Where the page of an invite is. */
export const PAGES = ['/', '/i'] as const;

/** The invite's page with something behind it: `/i/`, `/i%23CODE`, `/i/#CODE`, `/I?x`, with slashes and dots in front. */
export const PAGE_BELOW = /^(?:\/|%2f|\/\.)+(?:i|%69|%49)(?:[^a-z0-9_-]|$)/i;

/**
 * The page of an invite and its files. NOT_FOUND for a file that it does not have.
 * @param profiles undefined while the home makes no configuration profiles
 */
export function bindPages(app: FastifyInstance, options: PageOptions, profiles: () => unknown): void {
  for (const path of PAGES) {
    app.get(path, async (request, reply) => {
      const { page, enrolment, downloads } = options;
      const facts = { enrolment, downloads, profiles: profiles() !== undefined };
      return sendPage(reply, invitePage(pageLanguage(request.headers['accept-language']), page, facts));
    });
  }
  app.get<{ Params: { name: string } }>(`${PAGE_FILES}:name`, async ({ params }, reply) => {
    const file = options.page.files.get(params.name);
    if (!file) throw new LatchkeyError('NOT_FOUND');
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(pageFileType(params.name))
      .send(Buffer.from(file));
  });
}

/** Whether a person looks at the answer: a browser that opens an address says that it wants a page. */
export const wantsPage = ({ method, headers }: FastifyRequest) =>
  (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');

/** What people see in the place of a page that there is not. */
export function sendTrouble(reply: FastifyReply, { headers }: FastifyRequest, status: number): FastifyReply {
  const trouble = status === 404 ? 'missing' : status === 403 ? 'refused' : status === 429 ? 'busy' : 'failed';
  return reply
    .headers({ ...PLAIN_PAGE_HEADERS, vary: 'Accept, Accept-Language' })
    .code(status)
    .send(troublePage(pageLanguage(headers['accept-language']), trouble));
}
