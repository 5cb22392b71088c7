import type { z } from 'zod';
import type { ROUTES, Route, RouteName } from '../../shared/api.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Access } from '../core/access/access.ts';
import type { RevocationList } from '../core/access/revocation-list.ts';
import type { Leaving } from '../core/devices/leaving.ts';
import { isoTime } from '../core/encoding.ts';
import type { Challenges } from '../core/enrolment/challenges.ts';
import type { Preview } from '../core/enrolment/preview.ts';
import type { Profiles } from '../core/enrolment/profile.ts';
import type { Redeeming } from '../core/enrolment/redeeming.ts';
import type { Renewing } from '../core/enrolment/renewing.ts';
import type { CertificateAuthority } from '../core/ports/authority.ts';
import type { Clock } from '../core/ports/basics.ts';
import type { Registry } from '../core/ports/registry.ts';
import type { Caller, Limiter } from './limits.ts';
import type { Source } from './source.ts';

/** What a handler may know of a request beside its body. */
export interface RequestContext extends Caller {
  readonly source: Source;
  /** SHA-256 of the client certificate on the connection. @throws LatchkeyError REQUEST_NOT_VALID */
  clientCertificate(): string | undefined;
}

type RequestOf<R> = R extends Route<infer Request, z.ZodType> ? z.output<Request> : never;
type ReplyOf<R> = R extends Route<z.ZodType, infer Reply> ? z.input<Reply> : never;

/** One handler for every route of the contract. */
export type Handlers = {
  readonly [Name in RouteName]: (
    request: RequestOf<(typeof ROUTES)[Name]>,
    context: RequestContext,
  ) => ReplyOf<(typeof ROUTES)[Name]> | Promise<ReplyOf<(typeof ROUTES)[Name]>>;
};

export interface HandlerPorts {
  readonly preview: Preview;
  readonly redeeming: Redeeming;
  /** Undefined while SCEP is off. */
  readonly challenges: () => Challenges | undefined;
  readonly profiles: () => Pick<Profiles, 'make' | 'makeFor'> | undefined;
  readonly renewing: Renewing;
  readonly leaving: Leaving;
  readonly access: Access;
  readonly revocationList: Pick<RevocationList, 'der'>;
  readonly registry: Pick<Registry, 'check'>;
  readonly authority: Pick<CertificateAuthority, 'certificatePem'>;
  readonly clock: Clock;
}

/** The routes' work, on the use cases of the core. */
export function makeHandlers(
  { version, serverRoot }: { readonly version: string; readonly serverRoot?: () => Promise<string | undefined> },
  ports: HandlerPorts & { readonly limiter: Limiter },
): Handlers {
  const { preview, redeeming, renewing, leaving, access, revocationList, registry, authority, clock, limiter } = ports;
  return {
    health: () => {
      registry.check();
      return { status: 'ok', version, time: isoTime(clock.now()) };
    },
    previewInvitation: ({ code }, caller) => limiter.code(caller, () => preview.preview(code)),
    makeChallenge: ({ code, device }, caller) => {
      const challenges = ports.challenges();
      if (!challenges) throw new LatchkeyError('NOT_FOUND');
      return limiter.code(caller, () => challenges.swap(code, device));
    },
    makeProfile: ({ code, device }, caller) => {
      const profiles = ports.profiles();
      if (!profiles) throw new LatchkeyError('NOT_FOUND');
      return limiter.code(caller, () => profiles.make(code, device));
    },
    issueCertificate: (request, caller) => limiter.code(caller, () => redeeming.redeem(request)),
    renewCertificate: (request, caller) => limiter.secret(caller, () => renewing.renew(request)),
    confirmRenewal: (request, caller) => limiter.secret(caller, () => renewing.confirm(request)),
    leave: (request, caller) => limiter.secret(caller, () => leaving.leave(request)),
    whoami: (_request, context) => access.whoami(context.clientCertificate(), context.source.zone),
    ca: () => authority.certificatePem,
    revocationList: () => revocationList.der(),
    serverRoot: async () => {
      const pem = await serverRoot?.();
      if (pem === undefined) throw new LatchkeyError('NOT_FOUND');
      return pem;
    },
  };
}
