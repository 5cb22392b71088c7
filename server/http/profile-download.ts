/** Where Safari gets a profile: an address without a secret, and the challenge in a cookie of the page. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Profiles } from '../core/enrolment/profile.ts';
import type { RequestContext } from './handlers.ts';
import type { Limiter } from './limits.ts';

export const PROFILE_DOWNLOAD = '/latchkey.mobileconfig';

/** `__Host-`: set by this very host, over TLS (RFC 6265bis 4.1.3.2). A challenge is hexadecimal. */
const COOKIE = /(?:^|;\s*)__Host-challenge=([0-9a-f]{1,255})(?:;|$)/;

interface Ports {
  /** Undefined while it is off. */
  readonly profiles: () => Pick<Profiles, 'makeFor'> | undefined;
  readonly limiter: Limiter;
  readonly contextOf: (request: FastifyRequest) => RequestContext;
}

/** Answers NOT_FOUND while the home makes no profiles, and INVITATION_NOT_VALID to a wrong challenge. */
export function bindProfileDownload(app: FastifyInstance, { profiles, limiter, contextOf }: Ports): void {
  app.get(PROFILE_DOWNLOAD, async (request, reply) => {
    const made = profiles();
    if (!made) throw new LatchkeyError('NOT_FOUND');
    const challenge = COOKIE.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const profile = await limiter.code(contextOf(request), () => made.makeFor(challenge));
    return reply
      .header('content-disposition', 'attachment; filename="latchkey.mobileconfig"')
      .type('application/x-apple-aspen-config')
      .send(Buffer.from(profile));
  });
}
